"""Boxes on frames: keyframes set by hand and the boxes between them.

One rounding rule, in whole numbers, so that every language gets the same box: an exact half moves a box
right or down and never makes it larger. So `left` and `top` round halves up, `width` and `height` halves
down, and a box between two boxes that lie inside the picture lies inside it too.
`frontend/src/domain/tracks.ts` is its twin; both are held to `tests/cases/tracks.json`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise

from annotations.errors import DeepTraceError
from annotations.frames import FrameSpan


class KeyframesInvalidError(DeepTraceError):
    code = "keyframes_invalid"


@dataclass(frozen=True, slots=True)
class BBox:
    """A rectangle in whole pixels of the upright original picture."""

    left: int
    top: int
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.left + self.width

    @property
    def bottom(self) -> int:
        return self.top + self.height

    @property
    def area(self) -> int:
        return self.width * self.height

    def as_json(self) -> dict[str, int]:
        return {"left": self.left, "top": self.top, "width": self.width, "height": self.height}

    def is_inside(self, width_px: int, height_px: int) -> bool:
        """Return whether the box has at least one pixel and lies inside the picture as a whole."""
        has_pixels = self.width >= 1 and self.height >= 1
        starts_inside = self.left >= 0 and self.top >= 0
        return has_pixels and starts_inside and self.right <= width_px and self.bottom <= height_px

    def clamped(self, width_px: int, height_px: int) -> BBox:
        """Return the box moved into the picture, and made smaller only where it does not fit."""
        width = min(max(self.width, 1), width_px)
        height = min(max(self.height, 1), height_px)
        return BBox(
            left=min(max(self.left, 0), width_px - width),
            top=min(max(self.top, 0), height_px - height),
            width=width,
            height=height,
        )


@dataclass(frozen=True, slots=True)
class Keyframe:
    """A box that a person set at a frame."""

    frame: int
    left: int
    top: int
    width: int
    height: int

    @property
    def bbox(self) -> BBox:
        return BBox(self.left, self.top, self.width, self.height)

    def as_json(self) -> dict[str, int]:
        return asdict(self)


def bbox_at(keyframes: Sequence[Keyframe], frame: int) -> BBox:
    """Return the box at `frame`: linear between keyframes, held before the first and after the last.

    Raises KeyframesInvalidError when there are none or their frames do not strictly ascend.
    """
    keyframes_check(keyframes)
    after = bisect_right(keyframes, frame, key=_frame_of)
    if after == 0:
        return keyframes[0].bbox
    if after == len(keyframes):
        return keyframes[-1].bbox
    return _between(keyframes[after - 1], keyframes[after], frame)


def keyframes_check(keyframes: Sequence[Keyframe]) -> None:
    """Raise KeyframesInvalidError when there are no keyframes or their frames do not strictly ascend."""
    if not keyframes:
        raise KeyframesInvalidError("a trace without keyframes has no box")
    if any(later.frame <= earlier.frame for earlier, later in pairwise(keyframes)):
        raise KeyframesInvalidError("the keyframes do not strictly ascend")


def bbox_union(keyframes: Sequence[Keyframe], span: FrameSpan) -> BBox:
    """Return the smallest box that contains the box of every frame of the span."""
    boxes = _boxes(keyframes, span)
    left, top = min(box.left for box in boxes), min(box.top for box in boxes)
    right, bottom = max(box.right for box in boxes), max(box.bottom for box in boxes)
    return BBox(left, top, right - left, bottom - top)


def bbox_median(keyframes: Sequence[Keyframe], span: FrameSpan) -> BBox:
    """Return the median of left, top, width and height over the span's frames, each by itself."""
    boxes = _boxes(keyframes, span)
    return BBox(
        left=_median([box.left for box in boxes], _half_up),
        top=_median([box.top for box in boxes], _half_up),
        width=_median([box.width for box in boxes], _half_down),
        height=_median([box.height for box in boxes], _half_down),
    )


def _boxes(keyframes: Sequence[Keyframe], span: FrameSpan) -> list[BBox]:
    return [bbox_at(keyframes, frame) for frame in span.frames()]


def _frame_of(keyframe: Keyframe) -> int:
    return keyframe.frame


def _between(earlier: Keyframe, later: Keyframe, frame: int) -> BBox:
    gone, whole = frame - earlier.frame, later.frame - earlier.frame

    def at(start: int, end: int, rounded: Callable[[int, int], int]) -> int:
        return rounded(start * whole + (end - start) * gone, whole)

    return BBox(
        left=at(earlier.left, later.left, _half_up),
        top=at(earlier.top, later.top, _half_up),
        width=at(earlier.width, later.width, _half_down),
        height=at(earlier.height, later.height, _half_down),
    )


def _median(values: list[int], rounded: Callable[[int, int], int]) -> int:
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else rounded(ordered[middle - 1] + ordered[middle], 2)


def _half_up(numerator: int, denominator: int) -> int:
    """Return numerator / denominator rounded to the nearest whole number, an exact half up."""
    return (2 * numerator + denominator) // (2 * denominator)


def _half_down(numerator: int, denominator: int) -> int:
    """Return numerator / denominator rounded to the nearest whole number, an exact half down."""
    return (2 * numerator + denominator - 1) // (2 * denominator)
