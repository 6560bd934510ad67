"""A box that follows what it was drawn around, by template matching on decoded frames.

What the box holds at the first frame is the template. In each following frame it is looked for around the
place where it should be by now (the last step repeated), a little smaller, as large and a little larger, by
normalised cross-correlation on a picture shrunk so that the template has about 48 x 48 pixels. The template
slowly takes on what is found. Below a score of 0.4 it is lost and the track ends.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotations.media.clip import clip_open
from annotations.media.errors import MediaFrameMissingError
from annotations.media.limits import MediaLimits
from annotations.media.motion.keyframes import FloatBox, keyframes_reduce
from annotations.media.motion.luma import Luma, frames_decoded, luma_upright
from annotations.media.motion.matching import Match, Picture, resized, shrunk, template_find
from annotations.tracks import BBox

TEMPLATE_SIDE_PX = 48
SIDE_MIN = 4
SCALES = (0.97, 1.0, 1.03)
SAME_SIZE_BONUS = 0.004  # noise alone must not make a box breathe
SCALE_MIN, SCALE_MAX = 0.2, 5.0
MARGIN_SHARE, MARGIN_PX = 0.6, 24
LOST_BELOW = 0.4
LEARNING_ABOVE, LEARNING_RATE = 0.7, 0.1


@dataclass(frozen=True, slots=True)
class Found:
    """The box in a frame, and how sure that is."""

    box: FloatBox
    score: float


class Tracker:
    """Holds the template and where it was last; one frame after the other."""

    def __init__(self, luma: Luma, box: BBox) -> None:
        self.start = box
        self.scale = 1.0
        self.factor = max(1, round((box.width * box.height) ** 0.5 / TEMPLATE_SIDE_PX))
        self.size = (max(SIDE_MIN, box.height // self.factor), max(SIDE_MIN, box.width // self.factor))
        self.centre = (box.top + box.height / 2, box.left + box.width / 2)
        self.step = (0.0, 0.0)
        self.template = self._patch(luma)

    def follow(self, luma: Luma) -> Found:
        """Find the template in the next frame and move there; the score says whether to believe it."""
        margin = max(MARGIN_PX, MARGIN_SHARE * max(self._side(0), self._side(1)))
        expected = (self.centre[0] + self.step[0], self.centre[1] + self.step[1])
        window, corner = self._window(luma, expected, margin)
        matches = {scale: self._match(window, self.scale * scale) for scale in SCALES}
        best = max(SCALES, key=lambda scale: matches[scale].score + SAME_SIZE_BONUS * (scale == 1.0))
        match = matches[best]
        if match.score >= LOST_BELOW:
            self._move(match, best, corner)
            self._learn(luma, match.score)
        return Found(self.box, match.score)

    @property
    def box(self) -> FloatBox:
        """The box as it is now."""
        height, width = self._side(0), self._side(1)
        return FloatBox(self.centre[1] - width / 2, self.centre[0] - height / 2, width, height)

    def _side(self, axis: int) -> float:
        return (self.start.height, self.start.width)[axis] * self.scale

    def _window(
        self, luma: Luma, centre: tuple[float, float], margin: float
    ) -> tuple[Picture, tuple[int, int]]:
        """What surrounds a place, shrunk, and its upper left corner in pixels of the picture.

        Beyond the picture's edge the edge goes on, so that the template fits wherever it may be.
        """
        reach = [self._side(axis) / 2 * max(SCALES) + margin for axis in (0, 1)]
        corner = (round(centre[0] - reach[0]), round(centre[1] - reach[1]))
        rows = np.clip(np.arange(corner[0], corner[0] + round(2 * reach[0])), 0, luma.shape[0] - 1)
        columns = np.clip(np.arange(corner[1], corner[1] + round(2 * reach[1])), 0, luma.shape[1] - 1)
        return shrunk(luma[np.ix_(rows, columns)], self.factor), corner

    def _match(self, window: Picture, scale: float) -> Match:
        height, width = (max(SIDE_MIN, round(side * scale)) for side in self.size)
        if height > window.shape[0] or width > window.shape[1] or not SCALE_MIN < scale < SCALE_MAX:
            return Match(0, 0, -1)
        found = template_find(window, resized(self.template, height, width))
        return Match(found.top + height / 2, found.left + width / 2, found.score)

    def _move(self, match: Match, scale: float, corner: tuple[int, int]) -> None:
        """Go to the match, whose place is its centre in the shrunk window."""
        self.scale *= scale
        centre = (corner[0] + match.top * self.factor, corner[1] + match.left * self.factor)
        self.step = (centre[0] - self.centre[0], centre[1] - self.centre[1])
        self.centre = centre

    def _learn(self, luma: Luma, score: float) -> None:
        if score >= LEARNING_ABOVE:
            self.template += LEARNING_RATE * (self._patch(luma) - self.template)

    def _patch(self, luma: Luma) -> Picture:
        """What the box holds now, in the template's size."""
        box = self.box.rounded(luma.shape[1], luma.shape[0])
        inside: NDArray[np.uint8] = luma[box.top : box.bottom, box.left : box.right]
        factor = max(1, min(self.factor, *(side // SIDE_MIN for side in inside.shape)))
        return resized(shrunk(inside, factor), *self.size).copy()


def track_task(
    request: dict[str, Any], limits: MediaLimits, on_progress: Callable[[float], None]
) -> tuple[dict[str, Any], bytes]:
    """The child's task `track`: follow `bbox` from `from_frame` to `to_frame`."""
    first, last = request["from_frame"], request["to_frame"]
    scores: list[float] = []
    boxes = [BBox(**request["bbox"])]
    tracker: Tracker | None = None
    lost_at: int | None = None
    with clip_open(Path(request["path"]), limits) as clip:
        for number, frame in frames_decoded(clip, request["pts"], first, request["key_pts"]):
            luma = luma_upright(frame)
            if tracker is None:
                tracker = _started(number, first, luma, boxes[0])
                continue
            found = tracker.follow(luma)
            if found.score < LOST_BELOW:
                lost_at = number
                break
            scores.append(found.score)
            boxes.append(found.box.rounded(luma.shape[1], luma.shape[0]))
            on_progress((number - first) / (last - first))
            if number >= last:
                break
    if tracker is None:
        raise MediaFrameMissingError
    return _answer(boxes, scores, first, lost_at), b""


def _started(number: int, first: int, luma: Luma, box: BBox) -> Tracker:
    if number != first:
        raise MediaFrameMissingError
    return Tracker(luma, box)


def _answer(boxes: list[BBox], scores: list[float], first: int, lost_at: int | None) -> dict[str, Any]:
    confidence = max(0.0, float(np.mean(scores))) if scores else 0.0
    return {
        "keyframes": [keyframe.as_json() for keyframe in keyframes_reduce(boxes, first)],
        "confidence": round(min(1.0, confidence), 3),
        "lost_at": lost_at,
    }
