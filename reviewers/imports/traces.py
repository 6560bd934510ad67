"""What a row says about its trace, as the tables keep it."""

import uuid
from collections.abc import Sequence
from typing import Any

from annotations.benchmark.row import BenchmarkRow, BenchmarkTrace, extra_keyframes
from annotations.frames import FrameSpan
from annotations.models import Annotation, Trace
from annotations.tracks import (
    Keyframe,
    KeyframesInvalidError,
    bbox_at,
    bbox_median,
    bbox_union,
    keyframes_check,
)
from reviewers.imports.categories import TagTable
from reviewers.imports.staging import StagedRow

LONGEST_CHECKED_SPAN = 100_000


def ids_in_order(count: int) -> list[uuid.UUID]:
    """Fresh ids that ascend: rows with the same onset keep the file's order in an export."""
    return sorted(uuid.uuid4() for _ in range(count))


def trace_from_row(annotation: Annotation, row: BenchmarkRow, tags: TagTable) -> Trace:
    """The trace of one row, without its id and position."""
    said = _trace_of(row)
    categories, other_tag = tags.categories_of(row)
    return Trace(
        annotation=annotation,
        onset_frame=said.first_frame,
        offset_frame=said.last_frame,
        categories=categories,
        other_tag=other_tag,
        explanation=said.explanation,
        keyframes=keyframes_of(row),
        origin=Trace.Origin.IMPORT,
    )


def keyframes_of(row: BenchmarkRow) -> list[dict[str, int]]:
    """The keyframes that our own export wrote, where they fit the row; else its one box at the onset."""
    said = _trace_of(row)
    own = extra_keyframes(row)
    if own is not None and _fit(own, row, said):
        return [keyframe.as_json() for keyframe in own]
    return [{"frame": said.first_frame, **said.bbox.as_json()}]


def rows_with_trace(rows: Sequence[StagedRow]) -> list[StagedRow]:
    """The rows that describe a trace."""
    return [staged for staged in rows if staged.row.trace is not None]


def frames_used(row: BenchmarkRow) -> int:
    """How many frames a video must have for this row: one more than its last frame."""
    return 0 if row.trace is None else row.trace.last_frame + 1


def _trace_of(row: BenchmarkRow) -> BenchmarkTrace:
    if row.trace is None:
        raise ValueError(f"the row of {row.video_id} has no trace")
    return row.trace


def _fit(keyframes: list[Keyframe], row: BenchmarkRow, said: BenchmarkTrace) -> bool:
    span = FrameSpan(said.first_frame, said.last_frame)
    try:
        keyframes_check(keyframes)
    except KeyframesInvalidError:
        return False
    inside = all(key.frame in span and key.bbox.is_inside(row.width, row.height) for key in keyframes)
    return inside and span.frame_count <= LONGEST_CHECKED_SPAN and said.bbox in _boxes_of(keyframes, span)


def _boxes_of(keyframes: list[Keyframe], span: FrameSpan) -> list[Any]:
    """The boxes that an export may have written for these keyframes, one per policy."""
    onset = bbox_at(keyframes, span.onset_frame)
    return [onset, bbox_union(keyframes, span), bbox_median(keyframes, span)]
