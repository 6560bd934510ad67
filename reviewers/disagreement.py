"""How much the answers about one video differ, in numbers: plain values, no Django."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from reviewers.conflicts import PersonAnswer, TraceGroup
from reviewers.grouping import groups_of
from reviewers.metrics.matching import jaccard
from reviewers.metrics.overlap import tube_iou
from reviewers.metrics.values import TraceValue

VERDICT_DIFFERS = "verdict_differs"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the answers about a video have in common.

    score: how much they disagree, in [0, 1]; mean_viou: over all pairs of traces taken for the same one, null
    without any; is_unanimous: same verdict, every trace found by everybody, same categories.
    """

    groups: tuple[TraceGroup, ...]
    conflicts: dict[str, int]
    score: float
    mean_viou: float | None
    is_unanimous: bool


def compared(answers: Sequence[PersonAnswer]) -> Comparison:
    """Compare all answers about one video."""
    groups = tuple(groups_of(answers))
    conflicts = Counter(conflict.kind.value for group in groups for conflict in group.conflicts)
    verdicts = {answer.verdict for answer in answers}
    if len(verdicts) > 1:
        conflicts[VERDICT_DIFFERS] = 1
    vious = [tube_iou(*pair) for group in groups for pair in _pairs(group)]
    return Comparison(
        groups=groups,
        conflicts=dict(conflicts),
        score=1 - _mean([_alike(a, b, groups) for a, b in combinations(answers, 2)], none=1.0),
        mean_viou=_mean(vious) if vious else None,
        is_unanimous=len(verdicts) == 1 and all(_is_shared(group, len(answers)) for group in groups),
    )


def _alike(a: PersonAnswer, b: PersonAnswer, groups: Iterable[TraceGroup]) -> float:
    """Return how alike two answers are, in [0, 1]: 0 for two verdicts, else by the traces they share.

    Each shared trace counts with its vIoU times the share of common categories; the sum is divided by the
    mean number of traces, as in a panoptic quality.
    """
    if a.verdict != b.verdict:
        return 0.0
    traces = len(a.traces) + len(b.traces)
    if not traces:
        return 1.0
    shared = 0.0
    for group in groups:
        of = {member.person: member.trace for member in group.members}
        if a.person in of and b.person in of:
            shared += _trace_alike(of[a.person], of[b.person])
    return 2 * shared / traces


def _trace_alike(a: TraceValue, b: TraceValue) -> float:
    return tube_iou(a, b) * jaccard(frozenset(a.categories), frozenset(b.categories))


def _is_shared(group: TraceGroup, people: int) -> bool:
    categories = {frozenset(member.trace.categories) for member in group.members}
    return len(group.members) == people and len(categories) == 1


def _pairs(group: TraceGroup) -> Iterable[tuple[TraceValue, TraceValue]]:
    return combinations([member.trace for member in group.members], 2)


def _mean(values: Sequence[float], none: float = 0.0) -> float:
    return sum(values) / len(values) if values else none
