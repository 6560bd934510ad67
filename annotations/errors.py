"""The base of every error that a person can meet, and those of the core."""

import errno
from typing import Any

FULL_WORDS = ("disk is full", "No space left on device")  # SQLite's, and the system's through PostgreSQL


class DeepTraceError(Exception):
    """Something went wrong that the user can be told: a machine word, a sentence and named facts."""

    code = "invalid"
    http_status = 400

    def __init__(self, message: str, **fields: Any) -> None:
        super().__init__(message)
        self.message = message
        self.fields = fields


class InvalidInputError(DeepTraceError):
    """Input breaks one or several rules; `errors` lists {field, code, detail}, all of them."""

    def __init__(self, errors: list[dict[str, str]], message: str = "The input is not valid.") -> None:
        super().__init__(message)
        self.errors = errors


class NotYoursError(DeepTraceError):
    """Visible, but not for this person to do."""

    code = "not_yours"
    http_status = 403


class NotFoundError(DeepTraceError):
    """Absent, or not visible to this person."""

    code = "not_found"
    http_status = 404


class PreconditionRequiredError(DeepTraceError):
    """A write came without If-Match."""

    code = "if_match_required"
    http_status = 428


class StaleRevisionError(DeepTraceError):
    """The If-Match revision is no longer the current one; `current` holds the present state."""

    code = "stale_revision"
    http_status = 412


class IncompleteError(DeepTraceError):
    """A submit lacks something; `errors` lists everything that is missing."""

    code = "incomplete"
    http_status = 422

    def __init__(self, errors: list[dict[str, str]]) -> None:
        super().__init__("The annotation is not complete yet.")
        self.errors = errors


class AnnotationNotDraftError(DeepTraceError):
    """Only a draft can be changed or submitted."""

    code = "annotation_not_draft"
    http_status = 409


class FirstPassLockedError(DeepTraceError):
    """The first pass of this answer has been locked already."""

    code = "first_pass_locked"
    http_status = 409


class WrongStateError(DeepTraceError):
    """The state does not allow this action."""

    code = "wrong_state"
    http_status = 409


class NotQualifiedError(DeepTraceError):
    """The project asks for a passed qualification round before the first real video."""

    code = "not_qualified"
    http_status = 403


class LeaseLostError(DeepTraceError):
    """The assignment has gone to somebody else or was given back."""

    code = "lease_lost"
    http_status = 409


class CopiesFullError(DeepTraceError):
    """As many copies of this answer are kept as the server allows."""

    code = "copies_full"
    http_status = 409


class IdempotencyMismatchError(DeepTraceError):
    """The Idempotency-Key was used for another request."""

    code = "idempotency_mismatch"
    http_status = 409


class VideoDuplicateError(DeepTraceError):
    """The same bytes are in this project already; `existing` is the video's id."""

    code = "video_duplicate"
    http_status = 409


class VideoIdTakenError(DeepTraceError):
    """Another video of the project has this `video_id`."""

    code = "video_id_taken"
    http_status = 409


class VideoNotReadyError(DeepTraceError):
    """The video is still being processed, failed, or is metadata only."""

    code = "video_not_ready"
    http_status = 409


class AidsOffError(DeepTraceError):
    """The project keeps from its annotators what steers the eye."""

    code = "aids_off"
    http_status = 403


class SignalsUnavailableError(DeepTraceError):
    """The clip could not be measured on this server: it is too long, or damaged."""

    code = "signals_unavailable"
    http_status = 409


class TrackNotDoneError(DeepTraceError):
    """The job is waiting, at work, failed or cancelled; `state` says which."""

    code = "track_not_done"
    http_status = 409


class TracksTooManyError(DeepTraceError):
    """This person has as many boxes followed at once as the server allows."""

    code = "tracks_too_many"
    http_status = 409


class MediaMissingError(DeepTraceError):
    """There are no media for this video."""

    code = "media_missing"
    http_status = 409


class UploadTooLargeError(DeepTraceError):
    """The uploaded file is larger than this server takes."""

    code = "upload_too_large"
    http_status = 400


class UploadOffsetError(DeepTraceError):
    """A part that does not begin where one begins, or is not as long as it should be."""

    code = "upload_offset"
    http_status = 409


class UploadChecksumError(DeepTraceError):
    """The bytes that came are not those that the sender hashed."""

    code = "upload_checksum"
    http_status = 460


class UploadIncompleteError(DeepTraceError):
    """Parts are missing; `missing` lists the first of their offsets."""

    code = "upload_incomplete"
    http_status = 409


class UploadsTooManyError(DeepTraceError):
    """This person has as many unfinished uploads as the server allows."""

    code = "uploads_too_many"
    http_status = 409


class JobNotRetryableError(DeepTraceError):
    """Only a failed or cancelled job can be tried again."""

    code = "job_not_retryable"
    http_status = 409


class JobNotCancellableError(DeepTraceError):
    """Only a queued or running job can be cancelled."""

    code = "job_not_cancellable"
    http_status = 409


class JobStoppedError(DeepTraceError):
    """The work in hand must end now, whatever it is about: nothing but the job itself may catch this."""

    http_status = 409


class JobLostError(JobStoppedError):
    """Another worker holds this job now: the result of the present one is thrown away."""

    code = "job_lost"


class InvitationInvalidError(DeepTraceError):
    """The one-time link is unknown, used or expired."""

    code = "invitation_invalid"
    http_status = 404


class SignInFailedError(DeepTraceError):
    """Unknown name or wrong password (which of the two is not said)."""

    code = "sign_in_failed"
    http_status = 400


class SecondFactorRequiredError(DeepTraceError):
    """Name and password are right; the code of the authenticator app is needed as well."""

    code = "second_factor_required"


class SecondFactorWrongError(DeepTraceError):
    """This code is not, or no longer, the right one."""

    code = "second_factor_wrong"


class OidcError(DeepTraceError):
    """The provider did not let somebody in, or what it says does not fit; each kind has its own code."""

    http_status = 403


class OidcCancelledError(OidcError):
    """The person, or the provider, said no."""

    code = "oidc_cancelled"


class OidcExpiredError(OidcError):
    """This sign-in was not begun in this browser, is over, or took too long."""

    code = "oidc_expired"


class OidcAwayError(OidcError):
    """The provider does not answer, or not as a provider does."""

    code = "oidc_away"
    http_status = 503


class OidcUntrustedError(OidcError):
    """The provider's answer is not genuine, not for this site or not for this sign-in."""

    code = "oidc_untrusted"


class OidcEmailUnverifiedError(OidcError):
    """The provider names no address, or has not verified it."""

    code = "oidc_email_unverified"


class OidcDomainError(OidcError):
    """The address belongs to no domain that may sign in."""

    code = "oidc_domain"


class OidcNoAccountError(OidcError):
    """Nobody here has this address, or somebody else signs in with it."""

    code = "oidc_no_account"


class OidcAccountClosedError(OidcError):
    """The account was closed."""

    code = "oidc_account_closed"


class OidcPasswordOnlyError(OidcError):
    """Site admins sign in with their password."""

    code = "oidc_password_only"


class SignInThrottledError(DeepTraceError):
    """Too many failed sign-ins."""

    code = "sign_in_throttled"
    http_status = 429


def is_disk_full(error: BaseException) -> bool:
    """Whether this error of the system or of a database says that nothing more can be written."""
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    return type(error).__name__ == "OperationalError" and any(word in str(error) for word in FULL_WORDS)
