"""Qwen2.5-VL and Qwen3-VL."""

from __future__ import annotations

from models_service.backends.base import BackendConfig
from models_service.backends.in_process import InProcess

KINDS = frozenset({"qwen2_5_vl", "qwen3_vl"})


class QwenVlBackend(InProcess):
    """The back end `qwen_vl`."""

    name = "qwen_vl"
    capabilities = frozenset({"suggest", "verdict", "score", "train", "explain"})

    def __init__(self, config: BackendConfig) -> None:
        super().__init__(config, KINDS)
