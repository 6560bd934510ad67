"""What each video adds to the sums that agreement is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotations.frames import HalfOpen
from reviewers.metrics.matching import Candidate, jaccard, match
from reviewers.metrics.values import AnswerSummary, TraceOverlap, TraceSummary, VideoAnswers

Floats = NDArray[np.float64]

SAME_TRACE_VIOU = 0.3


@dataclass(frozen=True, slots=True)
class MatchedTraces:
    """Two traces taken for the same one, and the place of their video in the list."""

    video: int
    left: TraceSummary
    right: TraceSummary
    overlap: TraceOverlap


def verdict_counts(videos: Sequence[VideoAnswers], verdicts: Sequence[str]) -> Floats:
    """Return how many people gave each verdict: shape [videos, verdicts]."""
    place = {verdict: index for index, verdict in enumerate(verdicts)}
    counts = np.zeros((len(videos), len(verdicts)))
    for row, video in enumerate(videos):
        for answer in video.answers:
            if answer.verdict in place:
                counts[row, place[answer.verdict]] += 1
    return counts


def pairs_of(video: VideoAnswers) -> Iterator[tuple[AnswerSummary, AnswerSummary, tuple[TraceOverlap, ...]]]:
    """Yield each two answers with the overlaps of their traces."""
    for i, left in enumerate(video.answers):
        for j in range(i + 1, len(video.answers)):
            yield left, video.answers[j], video.overlaps.get((i, j), ())


def matched(
    left: AnswerSummary, right: AnswerSummary, overlaps: Iterable[TraceOverlap], *, by: str, threshold: float
) -> list[TraceOverlap]:
    """Return the overlaps of the traces taken for the same ones; `by` is "tiou" or "viou"."""
    found = {(each.left, each.right): each for each in overlaps}
    candidates = [
        Candidate(
            left=each.left,
            right=each.right,
            similarity=getattr(each, by),
            category_jaccard=jaccard(left.traces[each.left].categories, right.traces[each.right].categories),
        )
        for each in found.values()
        if getattr(each, by) >= threshold
    ]
    return [found[each.left, each.right] for each in match(candidates, threshold=threshold)]


def found_terms(videos: Sequence[VideoAnswers], *, by: str, threshold: float) -> Floats:
    """Return (matched pairs, traces of both, summed similarity, pairs with a trace): shape [videos, 4].

    Two answers without any trace agree that there is nothing to find and are left out.
    """
    terms = np.zeros((len(videos), 4))
    for row, video in enumerate(videos):
        for left, right, overlaps in pairs_of(video):
            traces = len(left.traces) + len(right.traces)
            pairs = matched(left, right, overlaps, by=by, threshold=threshold)
            terms[row] += (len(pairs), traces, sum(getattr(each, by) for each in pairs), traces > 0)
    return terms


def matched_traces(videos: Sequence[VideoAnswers]) -> list[MatchedTraces]:
    """Return all pairs of traces with a vIoU of at least SAME_TRACE_VIOU, one to one."""
    return [
        MatchedTraces(row, left.traces[each.left], right.traces[each.right], each)
        for row, video in enumerate(videos)
        for left, right, overlaps in pairs_of(video)
        for each in matched(left, right, overlaps, by="viou", threshold=SAME_TRACE_VIOU)
    ]


def frame_terms(videos: Sequence[VideoAnswers], category: str | None) -> Floats:
    """Return the flattened 2 x 2 coincidences of frames outside and inside a trace: shape [videos, 4].

    A frame is a unit, inside where any trace (of the category, if one is given) covers it.
    """
    terms = np.zeros((len(videos), 4))
    for row, video in enumerate(videos):
        people = len(video.answers)
        if people > 1:
            for count, frames in _frames_by_count(video, category).items():
                terms[row] += frames * _coincidence(people, count)
    return terms


def _coincidence(people: int, inside: int) -> Floats:
    outside = people - inside
    mixed = inside * outside
    pairs = np.array([outside * (outside - 1), mixed, mixed, inside * (inside - 1)], dtype=np.float64)
    return pairs / (people - 1)


def _frames_by_count(video: VideoAnswers, category: str | None) -> dict[int, int]:
    """Return on how many frames 0, 1, ... people have a trace."""
    changes: dict[int, int] = {0: 0, video.frame_count: 0}
    for answer in video.answers:
        for span in _covered(answer.traces, category):
            changes[span.start] = changes.get(span.start, 0) + 1
            changes[span.end] = changes.get(span.end, 0) - 1
    frames: dict[int, int] = {}
    inside, before = 0, 0
    for at in sorted(changes):
        if at > before:
            frames[inside] = frames.get(inside, 0) + at - before
        inside, before = inside + changes[at], at
    return frames


def _covered(traces: Sequence[TraceSummary], category: str | None) -> list[HalfOpen]:
    """Return the frames that one person's traces cover, overlapping ones merged."""
    spans = sorted(
        (trace.span.start, trace.span.end)
        for trace in traces
        if category is None or category in trace.categories
    )
    merged: list[HalfOpen] = []
    for start, end in spans:
        if merged and start <= merged[-1].end:
            merged[-1] = HalfOpen(merged[-1].start, max(merged[-1].end, end))
        else:
            merged.append(HalfOpen(start, end))
    return merged
