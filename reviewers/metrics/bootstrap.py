"""Values with their uncertainty: percentile bootstrap that draws whole videos."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

RESAMPLES = 2000
SEED = 20260101
FEWEST_VIDEOS = 10
MOST_UNDEFINED = 0.05
CHUNK = 200


class Quantity(Protocol):
    """Something that can be computed when each video counts a given number of times."""

    @property
    def n(self) -> int:
        """How many units the value rests on."""

    @property
    def videos(self) -> int:
        """How many videos contribute."""

    def value(self, weights: Floats) -> Floats:
        """weights: shape [B, videos], how often each video counts. Returns shape [B], NaN where undefined."""


@dataclass(frozen=True)
class Summed:
    """A function of sums over videos: terms has shape [videos, K], `compute` maps [B, K] to [B]."""

    terms: Floats
    compute: Callable[[Floats], Floats]
    n: int

    @property
    def videos(self) -> int:
        return int(np.any(self.terms != 0, axis=1).sum())

    def value(self, weights: Floats) -> Floats:
        return self.compute(weights @ self.terms)


@dataclass(frozen=True)
class Quantile:
    """The q-quantile of values that belong to videos: both shape [M]; between two values it is their mean.

    Source: Hyndman and Fan 1996, definition 2 (numpy's "averaged_inverted_cdf").
    """

    values: Floats
    video: NDArray[np.int64]
    q: float

    @property
    def n(self) -> int:
        return len(self.values)

    @property
    def videos(self) -> int:
        return len(np.unique(self.video))

    def value(self, weights: Floats) -> Floats:
        if not len(self.values):
            return np.full(len(weights), np.nan)
        order = np.argsort(self.values, kind="stable")
        ranked = self.values[order]
        counted = np.cumsum(weights[:, self.video[order]], axis=1)
        wanted = self.q * counted[:, -1:]
        last = len(ranked) - 1
        low = np.minimum((counted < wanted - 1e-9).sum(axis=1), last)
        high = np.minimum((counted <= wanted + 1e-9).sum(axis=1), last)
        middle = (ranked[low] + ranked[high]) / 2
        return np.where(counted[:, -1] > 0, middle, np.nan)


def points(quantities: Mapping[str, Quantity], videos: int) -> dict[str, float]:
    """Return each quantity's value over all videos; NaN where undefined."""
    once = np.ones((1, videos))
    return {name: float(each.value(once)[0]) for name, each in quantities.items()}


def resampled(quantities: Mapping[str, Quantity], videos: int) -> dict[str, Floats]:
    """Return each quantity's values over RESAMPLES seeded draws of `videos` videos with replacement."""
    drawn: dict[str, list[Floats]] = {name: [] for name in quantities}
    for weights in _draws(videos):
        for name, each in quantities.items():
            drawn[name].append(each.value(weights))
    return {name: np.concatenate(parts) for name, parts in drawn.items()}


def interval(values: Floats, videos: int) -> tuple[list[float] | None, float]:
    """Return the 95 % percentile interval, or None, and the share of resamples that were undefined.

    None under FEWEST_VIDEOS contributing videos, and where more than MOST_UNDEFINED of the resamples are
    undefined.
    """
    undefined = float(np.isnan(values).mean()) if len(values) else 1.0
    if videos < FEWEST_VIDEOS or undefined > MOST_UNDEFINED:
        return None, undefined
    low, high = np.quantile(values[~np.isnan(values)], [0.025, 0.975])
    return [float(low), float(high)], undefined


def _draws(videos: int) -> Iterator[Floats]:
    random = np.random.default_rng(SEED)
    for start in range(0, RESAMPLES, CHUNK):
        size = min(CHUNK, RESAMPLES - start)
        picks = random.integers(videos, size=(size, videos)) + np.arange(size)[:, None] * videos
        counts = np.bincount(picks.ravel(), minlength=size * videos)
        yield counts.reshape(size, videos).astype(np.float64)
