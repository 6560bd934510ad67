"""How often the motion heuristic marks a planted artefact, and how often it marks a clean clip.

    manage.py forge_traces CLIPS... --out forged --count 27
    python -m bench.models.motion forged CLIPS...

A hit: a mark is within two frames of the trace's onset, or of the frame after its offset. Clean clips
have no artefact: every mark in them is a false alarm.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from annotations.media import MediaLimits
from annotations.media.raw.stream import frame_table_inspect
from annotations.tracks import BBox, bbox_at
from bench.table import Row, report
from models_service.backends.base import BackendConfig, ClipInput, SuggestionResult, SuggestOptions
from models_service.backends.motion import MotionBackend
from reviewers.forge.truth import Truth

NEAR = 2
LIMITS = MediaLimits()


@dataclass(frozen=True, slots=True)
class Look:
    """What the heuristic said of a forged clip."""

    recipe: str
    by_any: bool
    by_first: bool
    onset_by_any: bool
    iou: float
    marks: int
    seconds: float


def main() -> int:
    forged, *clean = (Path(name) for name in sys.argv[1:])
    looks = [look(path) for path in sorted(forged.glob("*.mp4"))]
    report([*recipe_rows(looks), total_row(looks), clean_row(list(clips_in(clean)))])
    return 0


def look(path: Path) -> Look:
    """One forged clip against its truth."""
    truth = Truth.from_bytes(path.with_suffix(".json").read_bytes())
    result, seconds, _ = asked(path)
    ends = (truth.span.onset_frame, truth.span.offset_frame + 1)
    frames = [frame for frame, _ in sorted(result.marks, key=lambda mark: -mark[1])]
    hits = [any(abs(frame - end) <= NEAR for end in ends) for frame in frames]
    onset = [abs(frame - ends[0]) <= NEAR for frame in frames]
    box = bbox_at(truth.keyframes, truth.span.onset_frame)
    drafts = [trace.keyframes[0].bbox for trace in result.traces]
    overlap = max((iou(draft, box) for draft in drafts), default=0.0)
    return Look(truth.recipe, any(hits), hits[:1] == [True], any(onset), overlap, len(frames), seconds)


def asked(path: Path) -> tuple[SuggestionResult, float, float]:
    """What the heuristic says, in how many seconds, and how long the clip is."""
    table, (width, height) = frame_table_inspect(path, LIMITS)
    clip = ClipInput(path, "", width, height, table)
    started = time.perf_counter()
    (result,) = MotionBackend(BackendConfig()).suggest([clip], SuggestOptions(max_traces=5))
    return result, time.perf_counter() - started, table.duration_us / 1_000_000


def recipe_rows(looks: list[Look]) -> Iterator[Row]:
    for recipe in dict.fromkeys(one.recipe for one in looks):
        yield row_of(recipe, [one for one in looks if one.recipe == recipe])


def total_row(looks: list[Look]) -> Row:
    return row_of("all forged", looks)


def row_of(name: str, looks: list[Look]) -> Row:
    count = len(looks)
    value = (
        f"{sum(one.by_any for one in looks)}/{count} hit, onset {sum(one.onset_by_any for one in looks)}, "
        f"strongest mark {sum(one.by_first for one in looks)}/{count}, "
        f"best draft IoU >= 0.5 {sum(one.iou >= 0.5 for one in looks)}/{count}, "
        f"{sum(one.marks for one in looks) / max(1, count):.1f} marks a clip, "
        f"{sum(one.seconds for one in looks) / max(1, count):.1f} s a clip"
    )
    return Row("motion", name, value)


def clean_row(paths: list[Path]) -> Row:
    asked_of = [asked(path) for path in paths]
    marks = sum(len(result.marks) for result, _, _ in asked_of)
    seconds = sum(length for _, _, length in asked_of)
    alarmed = sum(bool(result.marks) for result, _, _ in asked_of)
    value = f"{alarmed}/{len(paths)} clips have marks: {marks} in {seconds:.0f} s"
    return Row("motion", "clean clips", value)


def clips_in(places: list[Path]) -> Iterator[Path]:
    for place in places:
        yield from sorted(place.glob("*.mp4")) if place.is_dir() else [place]


def iou(one: BBox, other: BBox) -> float:
    across = min(one.right, other.right) - max(one.left, other.left)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    shared = max(0, across) * max(0, down)
    return shared / (one.area + other.area - shared)


if __name__ == "__main__":
    sys.exit(main())
