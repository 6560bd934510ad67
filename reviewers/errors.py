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


class GoldClipError(DeepTraceError):
    """The video serves as a gold clip: its answers are checked, never judged or made gold."""

    code = "gold_clip"
    http_status = 409


class GoldIncompleteError(DeepTraceError):
    """The video's gold cannot check anybody: there is none, or it is unsure, or a trace lacks its box."""

    code = "gold_incomplete"
    http_status = 409


class QualificationClosedError(DeepTraceError):
    """No round can begin now; `why` says what stands against it."""

    code = "qualification_closed"
    http_status = 409


class GoldVersionMissingError(DeepTraceError):
    """The video's gold has no such version."""

    code = "gold_version_missing"


class StatsNotCountedError(DeepTraceError):
    """The project is too large to be counted while somebody waits, and nobody has had it counted yet.

    `counting` is how far a count is that is under way (0 to 1), or null.
    """

    code = "stats_not_counted"
    http_status = 409


class ReleaseNotDoneError(DeepTraceError):
    """The release's files are still being made, or could not be made."""

    code = "release_not_done"
    http_status = 409


class ReleaseLeaksError(DeepTraceError):
    """Videos of different splits share a prompt, a group or a first frame; `leaks` is the report."""

    code = "release_leaks"
    http_status = 409


class ThreadFullError(DeepTraceError):
    """The thread holds as many comments, or the video as many threads of this person, as the server keeps."""

    code = "thread_full"
    http_status = 409


class IdTakenError(DeepTraceError):
    """The id that the client made stands for something else already."""

    code = "id_taken"
    http_status = 409


class VideoElsewhereError(DeepTraceError):
    """The video belongs to another project than the one that was named."""

    code = "video_elsewhere"


class ForgedVideoFailedError(DeepTraceError):
    """A forged clip was made but could not become a video of the project."""

    code = "forged_video_failed"
