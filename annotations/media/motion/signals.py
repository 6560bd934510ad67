"""Two numbers for each frame: how much moves, and how sharp it is.

Both are taken from the brightness of the stored picture, shrunk until its longer side is 160 pixels:

* motion: the mean absolute difference to the previous frame, 0 to 255 in brightness. It is scaled so that a
  mean difference of 32 or more is 255: `255 * min(1, difference / 32)`. Frame 0 has 0.
* sharpness: the variance of the Laplacian (4 neighbours, borders left out), scaled by its logarithm so that
  a variance of 10,000 or more is 255: `255 * min(1, log(1 + variance) / log(10,001))`.

The scales are the same for every clip. Sums are whole numbers, so the same bytes give the same signals.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from annotations.media.clip import clip_open
from annotations.media.errors import MediaCorruptError
from annotations.media.limits import MediaLimits
from annotations.media.motion.luma import Luma, frames_decoded, luma_shrunk

LONGER_SIDE_PX = 160
TOP = 255
MOTION_FULL = 32
SHARPNESS_FULL = 10_000


@dataclass(slots=True)
class Signals:
    """One number from 0 to 255 a frame; a frame that the decoder does not deliver has 0."""

    motion: list[int]
    sharpness: list[int]
    _previous: Luma | None = field(default=None, repr=False)

    @classmethod
    def blank(cls, frame_count: int) -> Signals:
        return cls([0] * frame_count, [0] * frame_count)

    def take(self, number: int, luma: Luma) -> None:
        """Measure a frame; frames come in order."""
        self.sharpness[number] = sharpness_of(luma)
        if self._previous is not None and self._previous.shape == luma.shape:
            self.motion[number] = motion_of(self._previous, luma)
        self._previous = luma

    def take_frame(self, number: int, frame: VideoFrame) -> None:
        """Measure a decoded frame; frames come in order."""
        self.take(number, luma_shrunk(frame, LONGER_SIDE_PX))

    def write(self, path: Path) -> None:
        path.write_text(json.dumps(self.as_json(), separators=(",", ":")))

    def as_json(self) -> dict[str, Any]:
        return {"motion": self.motion, "sharpness": self.sharpness}


def signals_task(
    request: dict[str, Any], limits: MediaLimits, on_progress: Callable[[float], None]
) -> tuple[dict[str, Any], bytes]:
    """The child's task `signals`: measure every frame of the table whose times are `pts`."""
    return signals_measure(Path(request["path"]), request["pts"], limits, on_progress).as_json(), b""


def signals_measure(
    path: Path, pts: Sequence[int], limits: MediaLimits, on_progress: Callable[[float], None]
) -> Signals:
    """Decode the whole clip once; raises MediaCorruptError where no frame comes."""
    signals = Signals.blank(len(pts))
    delivered = False
    with clip_open(path, limits) as clip:
        for number, frame in frames_decoded(clip, pts, 0, None):
            signals.take_frame(number, frame)
            on_progress((number + 1) / len(pts))
            delivered = True
    if not delivered:
        raise MediaCorruptError
    return signals


def motion_of(previous: Luma, luma: Luma) -> int:
    """The scaled mean absolute difference of two pictures of one size."""
    difference = np.abs(luma.astype(np.int16) - previous).sum(dtype=np.int64)
    return _scaled(float(difference) / luma.size / MOTION_FULL)


def sharpness_of(luma: Luma) -> int:
    """The scaled variance of the picture's Laplacian; 0 for pictures without an inside."""
    around = _laplacian(luma.astype(np.int32))
    if not around.size:
        return 0
    total, squares = int(around.sum(dtype=np.int64)), int((around * around).sum(dtype=np.int64))
    variance = squares / around.size - (total / around.size) ** 2
    return _scaled(math.log1p(max(variance, 0.0)) / math.log1p(SHARPNESS_FULL))


def _laplacian(luma: NDArray[np.int32]) -> NDArray[np.int32]:
    inside = luma[1:-1, 1:-1]
    return luma[:-2, 1:-1] + luma[2:, 1:-1] + luma[1:-1, :-2] + luma[1:-1, 2:] - 4 * inside


def _scaled(share: float) -> int:
    return round(TOP * min(1.0, share))
