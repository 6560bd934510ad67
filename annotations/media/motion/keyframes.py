"""From a box on every frame to the few keyframes that say the same (Ramer-Douglas-Peucker on four values)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from annotations.tracks import BBox, Keyframe, bbox_at

TOLERANCE_PX = 1.5
TOLERANCE_SHARE = 0.02


@dataclass(frozen=True, slots=True)
class FloatBox:
    """A box between pixels, as a tracker finds it."""

    left: float
    top: float
    width: float
    height: float

    def rounded(self, width_px: int, height_px: int) -> BBox:
        """The nearest box in whole pixels inside the picture."""
        sides = (round(self.left), round(self.top), round(self.width), round(self.height))
        return BBox(*sides).clamped(width_px, height_px)


def keyframes_reduce(boxes: Sequence[BBox], first_frame: int) -> list[Keyframe]:
    """The keyframes whose interpolation (annotations/tracks.py) stays near the box of each frame.

    Near means: each of left, top, width and height within 1.5 pixels or 2 % of the box's own width (left,
    width) or height (top, height), whichever is more. `boxes[k]` is the box of frame `first_frame + k`.
    """
    kept = {0, len(boxes) - 1}
    spans = [(0, len(boxes) - 1)]
    while spans:
        start, end = spans.pop()
        worst = _worst(boxes, start, end)
        if worst is not None:
            kept.add(worst)
            spans += [(start, worst), (worst, end)]
    return [_keyframe(boxes[place], first_frame + place) for place in sorted(kept)]


def _worst(boxes: Sequence[BBox], start: int, end: int) -> int | None:
    """The place between two kept ones that is furthest from their interpolation, where that is too far."""
    ends = [_keyframe(boxes[start], start), _keyframe(boxes[end], end)]
    if end - start < 2:  # noqa: PLR2004
        return None
    apart = {place: _distance(boxes[place], bbox_at(ends, place)) for place in range(start + 1, end)}
    place = max(apart, key=lambda place: apart[place])
    return place if apart[place] > 1 else None


def _distance(box: BBox, other: BBox) -> float:
    """How far two boxes are apart; 1 is as far as they may be."""
    across = max(TOLERANCE_PX, TOLERANCE_SHARE * box.width)
    down = max(TOLERANCE_PX, TOLERANCE_SHARE * box.height)
    return max(
        abs(box.left - other.left) / across,
        abs(box.width - other.width) / across,
        abs(box.top - other.top) / down,
        abs(box.height - other.height) / down,
    )


def _keyframe(box: BBox, frame: int) -> Keyframe:
    return Keyframe(frame, box.left, box.top, box.width, box.height)
