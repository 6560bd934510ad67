"""What one media file may cost, and how the child process is held to it."""

from __future__ import annotations

import resource
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any, Self

MEGABYTE = 2**20
MEASURED_PX = 4_000_000_000  # about three minutes of 720p at 24 frames a second


@dataclass(frozen=True, slots=True)
class MediaLimits:
    """Limits for one file: what it may be, and what looking at it may cost."""

    file_bytes: int = 1024 * MEGABYTE
    picture_px: int = 36_864 * 256  # the largest picture of H.264 level 5.1: 4096 x 2304
    frames: int = 20_000
    duration_s: int = 600
    codecs: tuple[str, ...] = ("h264",)
    wall_s: float = 300
    cpu_s: int = 240
    memory_bytes: int = 1536 * MEGABYTE
    output_bytes: int = 64 * MEGABYTE

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Self:
        return cls(**{**body, "codecs": tuple(body["codecs"])})

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def is_measurable(frame_count: int, picture_px: int) -> bool:
    """Whether decoding every frame of such a clip, and not only some, is worth its time."""
    return frame_count * picture_px <= MEASURED_PX


def limits_apply(limits: MediaLimits) -> None:
    """Hold this process to its limits, for good.

    Called inside the child: between fork and exec (`preexec_fn`) it would be unsafe in a parent with threads.
    """
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_NOFILE, 64)
    _limit(resource.RLIMIT_CPU, limits.cpu_s)
    _limit(resource.RLIMIT_FSIZE, limits.output_bytes)
    # Some systems know the address space limit but refuse to set it; the others above still hold there.
    with suppress(ValueError, OSError):
        _limit(resource.RLIMIT_AS, limits.memory_bytes)


def _limit(kind: int, value: int) -> None:
    """Set a limit, or keep the one that stands where it is stricter already."""
    _, hard = resource.getrlimit(kind)
    allowed = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (allowed, allowed))
