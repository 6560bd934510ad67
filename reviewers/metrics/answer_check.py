"""One person's traces against the expected ones: which were found, and how near they lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reviewers.metrics.matching import Candidate, match
from reviewers.metrics.overlaps import overlaps_of, traces_ordered
from reviewers.metrics.values import TraceOverlap, TraceValue

# How many traces more than expected an answer may hold: an answer that covers the video proves nothing.
SURPLUS = 2


@dataclass(frozen=True, slots=True)
class Marks:
    """From which overlap on an expected trace counts as found; both in [0, 1]."""

    tiou: float
    viou: float


@dataclass(frozen=True, slots=True)
class CheckedPair:
    """An expected trace and the own one nearest to it, both by id; None and zeros where there is none."""

    expected: str
    own: str | None
    tiou: float
    viou: float
    found: bool
    category_right: bool


def pairs_checked(
    *, expected: Sequence[TraceValue], own: Sequence[TraceValue], marks: Marks
) -> list[CheckedPair]:
    """Return one pair for each expected trace, in order of onset; each own trace stands in one at most.

    Pairs that meet both marks come first, then those with the greatest summed tIoU and vIoU.
    A category is right where the own trace's primary one is among the expected trace's.
    """
    lefts, rights = traces_ordered(expected), traces_ordered(own)
    overlaps = {(each.left, each.right): each for each in overlaps_of(expected, own)}
    candidates = [
        Candidate(each.left, each.right, _similarity(each, marks))
        for each in overlaps.values()
        if each.tiou > 0
    ]
    chosen = {each.left: overlaps[each.left, each.right] for each in match(candidates, threshold=0)}
    return [_pair(left, chosen.get(place), rights, marks) for place, left in enumerate(lefts)]


def is_passed(*, verdict_right: bool, pairs: Sequence[CheckedPair], given: int) -> bool:
    """Return whether an answer is right: the verdict, every expected trace found, not far more than that."""
    if not pairs:
        return verdict_right and given == 0
    return verdict_right and all(pair.found for pair in pairs) and given <= SURPLUS * len(pairs)


def _similarity(overlap: TraceOverlap, marks: Marks) -> float:
    return (overlap.tiou + overlap.viou) / 4 + (0.5 if _is_found(overlap, marks) else 0.0)


def _is_found(overlap: TraceOverlap, marks: Marks) -> bool:
    return overlap.tiou >= marks.tiou and overlap.viou >= marks.viou


def _pair(
    left: TraceValue, overlap: TraceOverlap | None, rights: Sequence[TraceValue], marks: Marks
) -> CheckedPair:
    if overlap is None:
        return CheckedPair(left.id, None, 0.0, 0.0, found=False, category_right=False)
    right = rights[overlap.right]
    return CheckedPair(
        expected=left.id,
        own=right.id,
        tiou=overlap.tiou,
        viou=overlap.viou,
        found=_is_found(overlap, marks),
        category_right=bool(right.categories) and right.categories[0] in left.categories,
    )
