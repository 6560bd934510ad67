"""What can go wrong between the platform and a model."""

from annotations.errors import DeepTraceError


class BackendUnavailableError(DeepTraceError):
    """The model or its server cannot be reached or loaded now; trying again later may help."""

    code = "backend_unavailable"
    http_status = 503


class ClipUnreadableError(DeepTraceError):
    """The model cannot be given this clip's frames; trying again does not help."""

    code = "clip_unreadable"
    http_status = 409


class OutOfMemoryError(DeepTraceError):
    """The device's memory did not suffice; a smaller visual budget may."""

    code = "out_of_memory"
    http_status = 503


class BackendUnknownError(DeepTraceError):
    """No back end has this name."""

    code = "backend_unknown"
    http_status = 400


class SeveralModelsError(DeepTraceError):
    """A file of predictions speaks for several models; one has to be chosen."""

    code = "several_models"
    http_status = 400
