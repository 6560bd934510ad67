"""Agreement on categories: sets compared by MASI, and each category by itself."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from reviewers.metrics.bootstrap import Floats, Summed
from reviewers.metrics.masi import masi_distances
from reviewers.metrics.nominal import alpha, alpha_of_distances, coincidences
from reviewers.metrics.terms import MatchedTraces
from reviewers.metrics.values import VideoAnswers

Unit = tuple[int, list[frozenset[str]]]


def traces_units(pairs: Sequence[MatchedTraces]) -> list[Unit]:
    """Each matched pair is a unit of two values."""
    return [(pair.video, [pair.left.categories, pair.right.categories]) for pair in pairs]


def videos_units(videos: Sequence[VideoAnswers]) -> list[Unit]:
    """Each video is a unit; a person's value is the union of the categories of all their traces."""
    return [
        (row, [frozenset().union(*(trace.categories for trace in answer.traces)) for answer in video.answers])
        for row, video in enumerate(videos)
    ]


def masi_alpha(units: Sequence[Unit], videos: int) -> Summed:
    """Alpha with the MASI distance. Source: Krippendorff's alpha with Passonneau's distance (2006)."""
    pairable = [(row, values) for row, values in units if len(values) > 1]
    domain = sorted({value for _, values in pairable for value in values}, key=sorted)
    place = {value: index for index, value in enumerate(domain)}
    distances = masi_distances(domain)
    terms = np.zeros((videos, 1 + len(domain)))
    for row, values in pairable:
        places = [place[value] for value in values]
        terms[row, 0] += distances[np.ix_(places, places)].sum() / (len(values) - 1)
        np.add.at(terms[row, 1:], places, 1)

    def compute(sums: Floats) -> Floats:
        return alpha_of_distances(sums[..., 0], sums[..., 1:], distances)

    return Summed(terms, compute, n=len(pairable))


def category_alpha(units: Sequence[Unit], videos: int, category: str) -> Summed:
    """Alpha of having the category or not, over the same units."""
    pairable = [(row, values) for row, values in units if len(values) > 1]
    counts = np.array(
        [
            (sum(category not in value for value in values), sum(category in value for value in values))
            for _, values in pairable
        ],
        dtype=np.float64,
    ).reshape(-1, 2)
    terms = np.zeros((videos, 4))
    rows = np.array([row for row, _ in pairable], dtype=np.int64)
    np.add.at(terms, rows, coincidences(counts).reshape(-1, 4))
    return Summed(terms, lambda sums: alpha(sums.reshape(*sums.shape[:-1], 2, 2)), n=len(pairable))


def prevalence(units: Sequence[Unit], category: str) -> float | None:
    """Return the share of all values that hold the category, in [0, 1]; None where there are no values."""
    values = [value for _, sets in units if len(sets) > 1 for value in sets]
    return sum(category in value for value in values) / len(values) if values else None
