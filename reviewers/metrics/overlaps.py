"""From whole traces to what the report needs of them: done once per pair of answers, then kept."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from reviewers.metrics.overlap import temporal_iou, tube_iou
from reviewers.metrics.values import AnswerSummary, TraceOverlap, TraceSummary, TraceValue, VideoAnswers


def traces_ordered(traces: Sequence[TraceValue]) -> list[TraceValue]:
    """Return the traces by onset and id: the order that places in `TraceOverlap` refer to."""
    return sorted(traces, key=lambda trace: (trace.span.onset_frame, trace.id))


def overlaps_of(left: Sequence[TraceValue], right: Sequence[TraceValue]) -> tuple[TraceOverlap, ...]:
    """Return every two traces of two answers that share a frame, with how much they share."""
    return tuple(
        TraceOverlap(i, j, temporal_iou(a.span.half_open(), b.span.half_open()), tube_iou(a, b))
        for i, a in enumerate(traces_ordered(left))
        for j, b in enumerate(traces_ordered(right))
        if a.span.onset_frame <= b.span.offset_frame and b.span.onset_frame <= a.span.offset_frame
    )


def summary_of(annotator: str, verdict: str, traces: Sequence[TraceValue]) -> AnswerSummary:
    """Return what of an answer is needed besides the overlaps."""
    kept = (
        TraceSummary(trace.span.half_open(), frozenset(trace.categories)) for trace in traces_ordered(traces)
    )
    return AnswerSummary(annotator, verdict, tuple(kept))


def summaries(frame_count: int, answers: Sequence[tuple[str, str, Sequence[TraceValue]]]) -> VideoAnswers:
    """Return one video's answers, each given as (annotator, verdict, traces), with all overlaps."""
    return VideoAnswers(
        frame_count,
        tuple(summary_of(*answer) for answer in answers),
        {(i, j): overlaps_of(answers[i][2], answers[j][2]) for i, j in combinations(range(len(answers)), 2)},
    )
