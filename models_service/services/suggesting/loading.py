"""The model that this worker holds: opened on first use, kept, and let go for another one."""

import threading
from pathlib import Path
from typing import Any

from django.conf import settings

from annotations.services.video_files import media_limits
from models_service.backends.base import BackendConfig, SuggestionBackend
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
    config = BackendConfig(
        models_dir=Path(settings.MODELS_DIR),
        folder=model.folder,
        adapter=model.adapter,
        version=model.version,
        coordinates=model.coordinates,
        prompt_version=model.prompt_version,
        limits=media_limits(),
        server_url=getattr(settings, "OPENAI_URL", ""),
        server_key=getattr(settings, "OPENAI_KEY", ""),
        device_share=settings.GPU_MEMORY_PERCENT / 100,
    )
    found: SuggestionBackend = backend_class(model.backend)(config)
    return found
