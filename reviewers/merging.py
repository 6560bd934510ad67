"""One trace out of several: proposals that a reviewer sees before anything is written; no Django."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from annotations.frames import FrameSpan
from annotations.tracks import BBox, Keyframe, bbox_at
from reviewers.conflicts import PersonAnswer, TraceGroup
from reviewers.grouping import groups_of
from reviewers.metrics.values import TraceValue

CategoryRule = Literal["union", "vote"]
FEWEST_VOTERS = 3


@dataclass(frozen=True, slots=True)
class MergedTrace:
    """A proposed trace and the ids of those it was made from; categories in order, the primary one first."""

    span: FrameSpan
    keyframes: tuple[Keyframe, ...]
    categories: tuple[str, ...]
    sources: tuple[str, ...]
    explanation: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A whole proposed answer."""

    verdict: str
    traces: tuple[MergedTrace, ...]


def merged(traces: Sequence[TraceValue], *, categories: CategoryRule) -> MergedTrace:
    """Return the trace between several: median onset and offset, mean box, united or voted categories.

    An even number of onsets has two middle ones; their mean is rounded down for the onset and up for the
    offset, so that no frame that half of the people marked is lost. The explanation is the longest one.
    """
    onset = _median([trace.span.onset_frame for trace in traces], up=False)
    offset = _median([trace.span.offset_frame for trace in traces], up=True)
    span = FrameSpan(onset, max(onset, offset))
    return MergedTrace(
        span=span,
        keyframes=mean_track(traces, span),
        categories=_categories(traces, categories),
        sources=tuple(trace.id for trace in traces),
        explanation=max((trace.explanation for trace in traces), key=len),
    )


def mean_track(traces: Sequence[TraceValue], span: FrameSpan) -> tuple[Keyframe, ...]:
    """Return keyframes whose boxes are the mean of all boxes shown, on every frame where one may turn.

    On a frame that only some traces cover, those alone count; where none does, each holds its nearest box.
    """
    return tuple(_mean_keyframe(traces, frame) for frame in sorted(_turns(traces, span)))


def majority(answers: Sequence[PersonAnswer]) -> Proposal | None:
    """Return what more than half of at least three people say, or None where no verdict has a majority.

    A group of traces is kept where more than half of all people have one in it.
    """
    if len(answers) < FEWEST_VOTERS:
        return None
    verdict, votes = Counter(answer.verdict for answer in answers).most_common(1)[0]
    if 2 * votes <= len(answers):
        return None
    kept = [group for group in groups_of(answers) if 2 * len(group.members) > len(answers)]
    traces = tuple(merged_group(group, categories="vote") for group in kept) if verdict != "real" else ()
    return Proposal(verdict, traces) if traces or verdict != "fake" else None


def merged_group(group: TraceGroup, *, categories: CategoryRule) -> MergedTrace:
    """Return the trace between all members of a group."""
    return merged([member.trace for member in group.members], categories=categories)


def _turns(traces: Sequence[TraceValue], span: FrameSpan) -> set[int]:
    frames = {span.onset_frame, span.offset_frame}
    for trace in traces:
        frames |= {keyframe.frame for keyframe in trace.keyframes}
        onset, offset = trace.span.onset_frame, trace.span.offset_frame
        frames |= {onset - 1, onset, offset, offset + 1}
    return {frame for frame in frames if frame in span}


def _mean_keyframe(traces: Sequence[TraceValue], frame: int) -> Keyframe:
    shown = [trace for trace in traces if frame in trace.span] or list(traces)
    boxes = [bbox_at(trace.keyframes, frame) for trace in shown]
    box = BBox(
        left=_mean((box.left for box in boxes), len(boxes), up=True),
        top=_mean((box.top for box in boxes), len(boxes), up=True),
        width=_mean((box.width for box in boxes), len(boxes), up=False),
        height=_mean((box.height for box in boxes), len(boxes), up=False),
    )
    return Keyframe(frame, box.left, box.top, box.width, box.height)


def _mean(values: Iterable[int], count: int, *, up: bool) -> int:
    """Return the mean in whole pixels; an exact half is rounded as `annotations.tracks` rounds boxes."""
    return (2 * sum(values) + count - (not up)) // (2 * count)


def _median(frames: Sequence[int], *, up: bool) -> int:
    ordered = sorted(frames)
    low, high = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
    return -(-(low + high) // 2) if up else (low + high) // 2


def _categories(traces: Sequence[TraceValue], rule: CategoryRule) -> tuple[str, ...]:
    """Return them by votes, then votes as the primary one, then name; without a majority the top ones."""
    votes = Counter(category for trace in traces for category in trace.categories)
    primary = Counter(trace.categories[0] for trace in traces if trace.categories)
    ranked = sorted(votes, key=lambda category: (-votes[category], -primary[category], category))
    if rule == "union" or not ranked:
        return tuple(ranked)
    winners = [category for category in ranked if 2 * votes[category] > len(traces)]
    top = votes[ranked[0]]
    return tuple(winners or [category for category in ranked if votes[category] == top])
