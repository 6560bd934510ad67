"""The model that this worker holds: opened on first use, kept, and let go for another one."""

import threading
from typing import Any

from models_service.backends.base import SuggestionBackend
from models_service.backends.registry import backend_class
from models_service.models import ModelVersion

_lock = threading.Lock()
_held: dict[Any, SuggestionBackend] = {}


def backend_held(model: ModelVersion) -> SuggestionBackend:
    """The loaded back end of a model version: one at a time, for a device holds one."""
    key = (model.pk, model.backend, model.version)
    with _lock:
        if key not in _held:
            backend_release()
            backend = backend_made(model)
            backend.load()
            _held[key] = backend
        return _held[key]


def backend_release() -> None:
    """Give the memory back."""
    while _held:
        _held.popitem()[1].close()


def backend_made(model: ModelVersion) -> SuggestionBackend:
    """The back end of a model version, not loaded."""
    found: SuggestionBackend = backend_class(model.backend)()
    return found
