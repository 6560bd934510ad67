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


class NoVerdictError(DeepTraceError):
    """This model never says whether a video is generated, so there is nothing to evaluate."""

    code = "no_verdict"
    http_status = 409


class JudgeMissingError(DeepTraceError):
    """No text model is configured that could judge explanations."""

    code = "judge_missing"
    http_status = 409


class EvaluationBusyError(DeepTraceError):
    """The evaluation is not done, or is being scored at this moment."""

    code = "evaluation_busy"
    http_status = 409


class NoModelError(DeepTraceError):
    """There is no model version of this kind that the project may use."""

    code = "no_model"
    http_status = 409


class ModelExistsError(DeepTraceError):
    """The same weights are there already as a model version; `existing` is its id."""

    code = "model_exists"
    http_status = 409


class ModelNotReadyError(DeepTraceError):
    """Only a model version that is ready can speak in a project."""

    code = "model_not_ready"
    http_status = 409


class ModelActiveError(DeepTraceError):
    """A model version that speaks in a project cannot be discarded."""

    code = "model_active"
    http_status = 409


class SuggestionsOffError(DeepTraceError):
    """The project, or the first pass that is still open, keeps suggestions from this person."""

    code = "suggestions_off"
    http_status = 403


class NotTrainableError(DeepTraceError):
    """This model cannot be fine-tuned here."""

    code = "not_trainable"
    http_status = 409


class NothingToTrainError(DeepTraceError):
    """The release has no sample that this run could learn from."""

    code = "nothing_to_train"
    http_status = 409


class TrainingFailedError(DeepTraceError):
    """The training program ended badly; its log says why."""

    code = "training_failed"
    http_status = 409


class StandardisingOffError(DeepTraceError):
    """The project does not standardise explanations."""

    code = "standardising_off"
    http_status = 409


class WeightsUnusableError(DeepTraceError):
    """The model's folder is not one that may be loaded; trying again does not help."""

    code = "weights_unusable"
    http_status = 409
