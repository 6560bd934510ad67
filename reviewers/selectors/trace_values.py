"""Traces as the metrics take them: from the bodies that revisions keep."""

from collections.abc import Iterable, Mapping
from typing import Any

from annotations.frames import FrameSpan
from annotations.models import Trace
from annotations.tracks import Keyframe
from reviewers.metrics.values import TraceValue


def trace_value(body: Mapping[str, Any]) -> TraceValue:
    """One complete trace."""
    return TraceValue(
        id=str(body["id"]),
        span=FrameSpan(body["onset_frame"], body["offset_frame"]),
        keyframes=tuple(Keyframe(**keyframe) for keyframe in body["keyframes"]),
        categories=tuple(body["categories"]),
        explanation=body["explanation"],
    )


def trace_values(bodies: Iterable[Mapping[str, Any]]) -> list[TraceValue]:
    """All traces of an answer that was handed in."""
    return [trace_value(body) for body in bodies]


def trace_row_value(trace: Trace) -> TraceValue:
    """One complete trace as it stands in the database."""
    if trace.onset_frame is None or trace.offset_frame is None:
        raise ValueError(f"trace {trace.pk} is not complete")
    return TraceValue(
        id=str(trace.pk),
        span=FrameSpan(trace.onset_frame, trace.offset_frame),
        keyframes=tuple(Keyframe(**keyframe) for keyframe in trace.keyframes),
        categories=tuple(trace.categories),
        explanation=trace.explanation,
    )
