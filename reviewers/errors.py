"""What can go wrong while judging, adjudicating and releasing."""

from annotations.errors import DeepTraceError


class OwnWorkError(DeepTraceError):
    """A reviewer never judges own work."""

    code = "own_work"
    http_status = 403


class OwnAnswerOpenError(DeepTraceError):
    """The own answer about this video is still open: nothing of others is shown before it is handed in."""

    code = "own_answer_open"
    http_status = 403


class GoldVersionMissingError(DeepTraceError):
    """The video's gold has no such version."""

    code = "gold_version_missing"


class ReleaseNotDoneError(DeepTraceError):
    """The release's files are still being made, or could not be made."""

    code = "release_not_done"
    http_status = 409
