"""How far one person can be relied on: each number with its interval, null where too few videos carry it.

Shares of whole videos have Wilson's interval, which stays honest at 0 and 1; the rest is resampled by video.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isnan, sqrt
from typing import Any

import numpy as np

from reviewers.metrics.bootstrap import (
    FEWEST_VIDEOS,
    Floats,
    Quantile,
    Quantity,
    Summed,
    interval,
    points,
    resampled,
)

Z95 = 1.959963984540054
TOO_FEW = "too_few_videos"
NO_UNITS = "no_pairable_units"


def share_statistic(hits: int, videos: int) -> dict[str, Any]:
    """Return the share hits / videos in [0, 1] with its 95 % interval; null under FEWEST_VIDEOS videos.

    Source: Wilson 1927, Probable inference, the law of succession, and statistical inference.
    """
    if videos < FEWEST_VIDEOS:
        return {"value": None, "ci": None, "n": videos, "reason": TOO_FEW}
    return {"value": hits / videos, "ci": wilson_interval(hits, videos), "n": videos, "reason": None}


def wilson_interval(hits: int, n: int) -> list[float]:
    """Return the 95 % score interval of a share, within [0, 1]; n is at least 1."""
    share, spread = hits / n, Z95 * Z95 / n
    middle = (share + spread / 2) / (1 + spread)
    half = Z95 / (1 + spread) * sqrt(share * (1 - share) / n + spread / (4 * n))
    return [max(0.0, middle - half), min(1.0, middle + half)]


def ratio_statistics(terms: Mapping[str, Sequence[tuple[float, float]]]) -> dict[str, dict[str, Any]]:
    """Return for each name the summed first over the summed second terms, one pair of terms a video.

    n is the sum of the second terms: how many traces, frames or pairs of answers the value rests on.
    """
    return {name: _statistic(_ratio(pairs), len(pairs)) for name, pairs in terms.items()}


def median_statistic(values: Sequence[float]) -> dict[str, Any]:
    """Return the median of one value a video."""
    quantity = Quantile(np.asarray(values, dtype=np.float64), np.arange(len(values)), 0.5)
    return _statistic(quantity, len(values))


def _ratio(pairs: Sequence[tuple[float, float]]) -> Quantity:
    terms = np.asarray(pairs, dtype=np.float64).reshape(-1, 2)
    return Summed(terms, _divided, round(terms[:, 1].sum()))


def _divided(sums: Floats) -> Floats:
    above, below = sums[..., 0], sums[..., 1]
    return np.divide(above, below, out=np.full_like(above, np.nan), where=below > 0)


def _statistic(quantity: Quantity, videos: int) -> dict[str, Any]:
    if quantity.videos < FEWEST_VIDEOS:
        return {"value": None, "ci": None, "n": quantity.n, "reason": TOO_FEW}
    value = points({"": quantity}, videos)[""]
    if isnan(value):
        return {"value": None, "ci": None, "n": quantity.n, "reason": NO_UNITS}
    drawn, _ = interval(resampled({"": quantity}, videos)[""], quantity.videos)
    return {"value": value, "ci": drawn, "n": quantity.n, "reason": None}
