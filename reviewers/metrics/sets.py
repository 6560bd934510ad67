"""Agreement on categories: sets compared by MASI, and each category by itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reviewers.metrics.bootstrap import Floats, Summed
from reviewers.metrics.masi import masi_distances
from reviewers.metrics.nominal import alpha, alpha_of_distances, coincidences
from reviewers.metrics.study import Ints, Study


@dataclass(frozen=True, slots=True)
class SetUnits:
    """Values that are sets, two or more in each unit.

    videos: how many there are; video: shape [units]; unit, kind: shape [values], a value's unit and its place
    in `kinds`.
    """

    videos: int
    video: Ints
    unit: Ints
    kind: Ints
    kinds: tuple[frozenset[str], ...]

    @property
    def sizes(self) -> Floats:
        """How many values each unit has."""
        return np.bincount(self.unit, minlength=len(self.video)).astype(np.float64)


def traces_units(study: Study, chosen: Ints) -> SetUnits:
    """Each two traces taken for the same one are a unit of two values; `chosen` are their overlaps."""
    left, right = study.overlaps.left[chosen], study.overlaps.right[chosen]
    kind = study.traces.kind[np.column_stack([left, right]).reshape(-1)]
    video = study.video[study.traces.answer[left]]
    return SetUnits(study.videos, video, np.repeat(np.arange(len(chosen)), 2), kind, study.kinds)


def videos_units(study: Study) -> SetUnits:
    """Each video is a unit; a person's value is the union of the categories of all their traces."""
    unions = [frozenset[str]() for _ in study.video]
    for answer, kind in zip(study.traces.answer.tolist(), study.traces.kind.tolist(), strict=True):
        unions[answer] |= study.kinds[kind]
    place: dict[frozenset[str], int] = {}
    kinds = np.fromiter((place.setdefault(each, len(place)) for each in unions), np.int64, len(unions))
    several = study.people > 1
    kept = several[study.video]
    unit = (np.cumsum(several) - 1)[study.video[kept]]
    return SetUnits(study.videos, np.flatnonzero(several), unit, kinds[kept], tuple(place))


def masi_alpha(units: SetUnits) -> Summed:
    """Alpha with the MASI distance. Source: Krippendorff's alpha with Passonneau's distance (2006)."""
    domain = np.unique(units.kind)
    distances = masi_distances([units.kinds[kind] for kind in domain])
    shape = (len(units.video), len(domain))
    cells = units.unit * shape[1] + np.searchsorted(domain, units.kind)
    values = np.bincount(cells, minlength=shape[0] * shape[1]).reshape(shape).astype(np.float64)
    apart = (values @ distances * values).sum(axis=1) / np.maximum(units.sizes - 1, 1)
    terms = np.zeros((units.videos, 1 + len(domain)))
    np.add.at(terms, units.video, np.column_stack([apart, values]))

    def compute(sums: Floats) -> Floats:
        return alpha_of_distances(sums[..., 0], sums[..., 1:], distances)

    return Summed(terms, compute, n=len(units.video))


def category_alpha(units: SetUnits, category: str) -> Summed:
    """Alpha of having the category or not, over the same units."""
    having = np.bincount(units.unit, _holds(units, category), minlength=len(units.video))
    counts = np.column_stack([units.sizes - having, having])
    terms = np.zeros((units.videos, 4))
    np.add.at(terms, units.video, coincidences(counts).reshape(-1, 4))
    return Summed(terms, lambda sums: alpha(sums.reshape(*sums.shape[:-1], 2, 2)), n=len(units.video))


def prevalence(units: SetUnits, category: str) -> float | None:
    """Return the share of all values that hold the category, in [0, 1]; None where there are no values."""
    return float(_holds(units, category).mean()) if len(units.kind) else None


def _holds(units: SetUnits, category: str) -> Floats:
    kinds = np.fromiter((category in kind for kind in units.kinds), np.float64, len(units.kinds))
    return kinds[units.kind]
