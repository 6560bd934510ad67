"""What can go wrong, one class for each kind; every message ends in what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any


class DeepTraceError(Exception):
    """The base of everything that this package raises; `exit_code` is the command line's."""

    exit_code = 1


class SettingsMissingError(DeepTraceError):
    """The address or the token is not known."""

    exit_code = 2


class UsageError(DeepTraceError):
    """A call or a command that makes no sense as it stands."""

    exit_code = 2


class ExtraMissingError(DeepTraceError):
    """An optional library is not installed."""

    exit_code = 2

    def __init__(self, library: str, extra: str) -> None:
        super().__init__(f"{library} is not installed. Run: pip install 'deeptrace[{extra}]'")


class ConnectionFailedError(DeepTraceError):
    """The server could not be reached, or the line broke too often."""

    exit_code = 7


class HashMismatchError(DeepTraceError):
    """What arrived is not what the release promises; the file was thrown away."""

    exit_code = 8


class ReleaseChangedError(DeepTraceError):
    """A file became another one while it was being read: a release never changes, so ask who changed it."""

    exit_code = 8


class JobFailedError(DeepTraceError):
    """A job failed or was cancelled; `code` is the server's word for why."""

    exit_code = 9

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.code = code


class JobTimeoutError(DeepTraceError):
    """A job is not done in the time given; it goes on without you."""

    exit_code = 9


class ProblemError(DeepTraceError):
    """The server refused a request (RFC 9457): `status`, `code`, `detail`, `errors` and named `facts`."""

    advice = ""
    exit_code = 6

    def __init__(self, status: int, body: Mapping[str, Any], retry_after: float | None = None) -> None:
        self.status = status
        self.code = str(body.get("code") or "unknown")
        self.detail = str(body.get("detail") or _phrase(status))
        self.errors: list[dict[str, str]] = list(body.get("errors") or [])
        self.retry_after = retry_after
        known = {"type", "title", "status", "detail", "code", "errors"}
        self.facts = {name: value for name, value in body.items() if name not in known}
        super().__init__(self._text())

    def _text(self) -> str:
        lines = [f"{self.detail} [{self.status} {self.code}]"]
        lines += [f"  {each.get('field') or 'input'}: {each.get('detail', '')}" for each in self.errors]
        return "\n".join([*lines, self.advice] if self.advice else lines)


class TokenRefusedError(ProblemError):
    """401: the token is missing, unknown, expired or revoked."""

    advice = "Make a new token on your account page and put it into DEEPTRACE_TOKEN."
    exit_code = 3


class NotAllowedError(ProblemError):
    """403: visible, but not for this person or token to do."""

    advice = "Ask a project admin for the role, or make a token that has the scope (read, manage, reward)."
    exit_code = 3


class NotFoundError(ProblemError):
    """404: absent, or not visible to you."""

    advice = "Check the name; a project that you do not belong to looks like one that does not exist."
    exit_code = 4


class InvalidInputError(ProblemError):
    """400 or 422: what was sent breaks rules; `errors` names them all."""

    advice = "Mend the fields named above and send it again."
    exit_code = 5


class WrongStateError(ProblemError):
    """409: the state of things does not allow it now."""


class VideoDuplicateError(WrongStateError):
    """These very bytes are in the project; `existing` is the video's id."""

    advice = "Use the video that is there; its id is in `existing`."

    @property
    def existing(self) -> str:
        """The id of the video with these bytes."""
        return str(self.facts.get("existing", ""))


class VideoIdTakenError(WrongStateError):
    """Another video of the project has this `video_id`."""

    advice = "Give another video_id, or leave it out to get one made of the file's name."


class ReleaseNotDoneError(WrongStateError):
    """The release is still being built, or its build failed."""

    advice = "Wait for it: `release.wait()` or `deeptrace jobs wait ID`."


class MediaMissingError(WrongStateError):
    """The server has no media for this video."""

    advice = "The project was imported without media, or the video was taken down."


class NoModelError(WrongStateError):
    """The project has no active model that judges videos."""

    advice = "Ask a project admin to activate a model."


class ChecksumRefusedError(ProblemError):
    """460: the bytes that arrived are not those that were sent, or not the file that was announced."""

    advice = "Send it again; if it stays, something on the way changes what is sent."
    exit_code = 8


class TooLargeError(ProblemError):
    """413: more bytes than this server takes."""

    advice = "Send a smaller file, or ask the server's admin to raise DEEPTRACE_UPLOAD_MAX_MB."
    exit_code = 5


class TooManyRequestsError(ProblemError):
    """429: too many questions in a short time; `retry_after` is in seconds."""

    advice = "Wait a moment and try again; fewer workers help."
    exit_code = 7


class ServerFailedError(ProblemError):
    """5xx: the server failed or is being restarted."""

    advice = "Try again later; if it stays, tell the server's admin."
    exit_code = 7


BY_CODE: dict[str, type[ProblemError]] = {
    "video_duplicate": VideoDuplicateError,
    "video_id_taken": VideoIdTakenError,
    "release_not_done": ReleaseNotDoneError,
    "media_missing": MediaMissingError,
    "no_model": NoModelError,
    "upload_checksum": ChecksumRefusedError,
}
BY_STATUS: dict[int, type[ProblemError]] = {
    400: InvalidInputError,
    401: TokenRefusedError,
    403: NotAllowedError,
    404: NotFoundError,
    409: WrongStateError,
    413: TooLargeError,
    422: InvalidInputError,
    429: TooManyRequestsError,
}


def problem_of(status: int, body: Any, retry_after: float | None = None) -> ProblemError:
    """The exception for an answer: by its code, else by its status."""
    fields = body if isinstance(body, Mapping) else {}
    fallback = ServerFailedError if status >= HTTPStatus.INTERNAL_SERVER_ERROR else ProblemError
    kind = BY_CODE.get(str(fields.get("code"))) or BY_STATUS.get(status, fallback)
    return kind(status, fields, retry_after)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "The server answered in a way that is not known."
