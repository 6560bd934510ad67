"""The one place where a model's numbers become frames and pixels, and the other way round.

A model writes seconds since the clip's first frame and boxes in a space of its own; everywhere else there are
frame numbers and whole pixels of the upright original.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from annotations.frames import FrameTable
from annotations.tracks import BBox

PIXELS_NATIVE = "pixels_native"
PIXELS_RESIZED = "pixels_resized"
NORM_1000 = "norm1000"
NORM_1 = "norm1"

Corners = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class CoordinateSpace:
    """How a model writes boxes of one clip: `width` and `height` are the largest x and y it may write.

    `decimals` is how many digits stand after the point.
    """

    width: float
    height: float
    decimals: int = 0

    def written(self, value: float) -> str:
        """A coordinate as it stands in an answer."""
        return f"{value:.{self.decimals}f}"


def coordinate_space(kind: str, native: tuple[int, int], resized: tuple[int, int]) -> CoordinateSpace:
    """The space of this kind for a clip: `native` and `resized` are width and height in pixels.

    `resized` is the picture as the model's own processor hands it on.
    """
    if kind == PIXELS_NATIVE:
        return CoordinateSpace(*native)
    if kind == PIXELS_RESIZED:
        return CoordinateSpace(*resized)
    if kind == NORM_1000:
        return CoordinateSpace(1000, 1000)
    if kind == NORM_1:
        return CoordinateSpace(1, 1, decimals=3)
    raise ValueError(f"there is no coordinate space {kind!r}")


def box_to_model(box: BBox, space: CoordinateSpace, native: tuple[int, int]) -> Corners:
    """A box in pixels of the original as x0, y0, x1, y1 in the model's space."""
    across, down = space.width / native[0], space.height / native[1]
    corners = (box.left * across, box.top * down, box.right * across, box.bottom * down)
    x0, y0, x1, y1 = (round(corner, space.decimals) for corner in corners)
    return x0, y0, x1, y1


def box_from_model(
    corners: Sequence[float], space: CoordinateSpace, native: tuple[int, int]
) -> tuple[BBox, bool]:
    """The model's corners as a box inside the picture, and whether they had to be mended for that.

    Corners in the wrong order are swapped, what lies outside is cut, and every box has a pixel at least.
    """
    across, down = native[0] / space.width, native[1] / space.height
    x0, y0, x1, y1 = (value if math.isfinite(value) else 0.0 for value in corners)
    left, right = sorted((round(x0 * across), round(x1 * across)))
    top, bottom = sorted((round(y0 * down), round(y1 * down)))
    left, right = _cut(left, right, native[0])
    top, bottom = _cut(top, bottom, native[1])
    box = BBox(left, top, right - left, bottom - top)
    tidy = (round(x0 * across), round(y0 * down), round(x1 * across), round(y1 * down))
    return box, tidy != (left, top, right, bottom)


def frame_seconds(table: FrameTable, frame: int) -> float:
    """When a frame comes on screen, in seconds since frame 0."""
    return float((table.pts_of(frame) - table.pts[0]) * table.time_base)


def frame_of_seconds(table: FrameTable, seconds: float) -> tuple[int, bool]:
    """The frame that comes on screen nearest to a model's seconds, and whether they lay outside the clip."""
    if not math.isfinite(seconds):
        return 0, True
    ticks = seconds / float(table.time_base) + table.pts[0]
    after = bisect_right(table.pts, ticks)
    near = [frame for frame in (after - 1, after) if 0 <= frame < len(table.pts)]
    frame = min(near, key=lambda frame: abs(table.pts[frame] - ticks))
    return frame, not table.pts[0] <= ticks <= table.end_pts


def duration_seconds(table: FrameTable) -> float:
    """How long the clip lasts."""
    return float((table.end_pts - table.pts[0]) * table.time_base)


def _cut(low: int, high: int, size: int) -> tuple[int, int]:
    """The part of low..high inside 0..size, at least one pixel of it."""
    low = min(max(low, 0), size - 1)
    return low, min(max(high, low + 1), size)
