"""Clips as a back end gets them."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from annotations.media.limits import MediaLimits
from annotations.media.raw.stream import frame_table_inspect
from models_service.backends.base import ClipInput
from tests.media import CLIP_MATRIX, ClipSpec, clip

LIMITS = MediaLimits()


@cache
def clip_input(name: str = "fps_24", spec: ClipSpec | None = None) -> ClipInput:
    """A clip of tests/media.py, made on first use; its size is the upright one."""
    path = clip(name, spec)
    width, height = (spec or CLIP_MATRIX[name]).shown_size
    return clip_input_of(path, width, height)


def clip_input_of(path: Path, width: int, height: int) -> ClipInput:
    table, _ = frame_table_inspect(path, LIMITS)
    return ClipInput(path, hashlib.sha256(path.read_bytes()).hexdigest(), width, height, table)
