"""Which trace of one answer is which of the other: at most one to one, the best pairs overall."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

# One more pair is worth more than any gain in overlap that floating point could invent: without this term two
# optima with different numbers of pairs exist, and which one is found depends on who is listed first.
PAIR_BONUS = 1e-6
CATEGORY_BONUS = 1e-9
ORDER_BONUS = 1e-13


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two traces that may be the same one: their similarity in [0, 1] and their categories' Jaccard index."""

    left: int
    right: int
    similarity: float
    category_jaccard: float = 0.0


def match(candidates: Sequence[Candidate], *, threshold: float) -> list[Candidate]:
    """Return the pairs that maximise the summed similarity among those at or above `threshold`.

    Each trace is in one pair at most. Swapping the two answers swaps each pair and changes nothing else.
    Among equals more pairs win, then more categories in common, then the earlier traces (the callers list the
    traces in order of onset and id). Source: Hungarian method (scipy.optimize.linear_sum_assignment).
    """
    able = [each for each in candidates if each.similarity >= threshold]
    if _is_unambiguous(able):
        return sorted(able, key=lambda each: (each.left, each.right))
    lefts = sorted({each.left for each in able})
    rights = sorted({each.right for each in able})
    gains = np.zeros((len(lefts), len(rights)))
    by_place = {}
    for each in able:
        place = lefts.index(each.left), rights.index(each.right)
        gains[place] = _gain(each)
        by_place[place] = each
    chosen = zip(*linear_sum_assignment(gains, maximize=True), strict=True)
    return [by_place[place] for row, column in chosen if (place := (int(row), int(column))) in by_place]


def jaccard(a: frozenset[str], b: frozenset[str]) -> float:
    """Return the share of members in common, in [0, 1]; 1 for two empty sets."""
    union = a | b
    return len(a & b) / len(union) if union else 1.0


def _gain(each: Candidate) -> float:
    order = ORDER_BONUS / (1 + each.left + each.right)
    return each.similarity + PAIR_BONUS + CATEGORY_BONUS * each.category_jaccard + order


def _is_unambiguous(able: Sequence[Candidate]) -> bool:
    """Whether no trace has two candidates: then there is nothing to choose."""
    lefts, rights = {each.left for each in able}, {each.right for each in able}
    return len(lefts) == len(rights) == len(able)
