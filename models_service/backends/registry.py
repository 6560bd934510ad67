"""Names of back ends; the module behind a name is imported on first use."""

from importlib import import_module
from typing import Any

from models_service.errors import BackendUnknownError

BACKENDS = {
    "motion": "models_service.backends.motion:MotionBackend",
    "videollama3": "models_service.backends.videollama3:VideoLlama3Backend",
    "qwen_vl": "models_service.backends.qwen_vl:QwenVlBackend",
    "openai": "models_service.backends.openai:OpenAiBackend",
}


def backend_class(name: str) -> Any:
    """The class of this name; raises BackendUnknownError."""
    try:
        module, _, attribute = BACKENDS[name].partition(":")
    except KeyError:
        raise BackendUnknownError("No back end has this name.", name=name) from None
    return getattr(import_module(module), attribute)
