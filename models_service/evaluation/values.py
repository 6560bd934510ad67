"""What is scored: the truth about each video and one prediction for it. Times in seconds, boxes in pixels."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from annotations.tracks import BBox
from reviewers.metrics.values import TraceValue

Label = Literal["REAL", "FAKE"]
Corners = tuple[float, float, float, float]  # x0, y0, x1, y1 in pixels of the original picture
Problem = dict[str, object]


@dataclass(frozen=True, slots=True)
class TruthTrace:
    """One trace row: `onset_s` is when its first frame comes on screen, `offset_s` when its last one leaves.

    Both count from the moment of frame 0. `box` is the row's one box, `value` holds the box of each frame.
    """

    value: TraceValue
    box: BBox
    onset_s: float
    offset_s: float


@dataclass(frozen=True, slots=True)
class TruthVideo:
    """One video; a fake one may have no trace (nobody could find one), a real one never has any."""

    video_id: str
    is_fake: bool
    width_px: int
    height_px: int
    duration_s: float
    source: str = ""
    traces: tuple[TruthTrace, ...] = ()


@dataclass(frozen=True, slots=True)
class Prediction:
    """What a model said about one video; None, or an empty explanation, is a missing or unparsable part."""

    video_id: str
    label: Label | None = None
    start_s: float | None = None
    end_s: float | None = None
    box: Corners | None = None
    explanation: str = ""
    p_fake: float | None = None


@dataclass(slots=True)
class Read:
    """What a file of predictions held: the first prediction for each video, and all that was wrong."""

    predictions: dict[str, Prediction] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    models: dict[str, int] = field(default_factory=dict)
    lines: int = 0
