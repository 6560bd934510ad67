"""VideoLLaMA3 in its native layout (manage.py convert_checkpoint makes it)."""

from __future__ import annotations

from models_service.backends.base import BackendConfig
from models_service.backends.in_process import InProcess

KINDS = frozenset({"video_llama_3"})


class VideoLlama3Backend(InProcess):
    """The back end `videollama3`."""

    name = "videollama3"
    capabilities = frozenset({"suggest", "verdict", "score", "train", "explain"})

    def __init__(self, config: BackendConfig) -> None:
        super().__init__(config, KINDS)
