"""Which real clip stands beside which generated one: by length alone, the same way each time."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Pick:
    """A real clip by its name, and how long it should be."""

    name: str
    wanted_us: int


def clips_match(clips: Mapping[str, int], wanted_us: Sequence[int], *, seed: int) -> list[Pick]:
    """For each wanted length the unused clip that loses least; the longest left where none is long enough.

    clips: length in microseconds by name. Longest first, so that long clips are not spent on short lengths;
    clips of one length are taken in an order that the seed fixes. Each clip is used once.
    """
    left = sorted((length, _order(name, seed), name) for name, length in clips.items())
    picks = []
    for wanted in sorted(wanted_us, reverse=True):
        if not left:
            break
        place = min(bisect_left(left, (wanted,)), len(left) - 1)
        picks.append(Pick(left.pop(place)[2], wanted))
    return picks


def lengths_compare(wanted_us: Sequence[int], got_us: Sequence[int]) -> dict[str, Any]:
    """How close two distributions of lengths are: Kolmogorov-Smirnov statistic in [0, 1], and quantiles.

    Source: the two-sample Kolmogorov-Smirnov test (scipy.stats.ks_2samp); 0 is the same distribution.
    """
    import numpy as np  # noqa: PLC0415 - only computing needs it
    from scipy import stats  # noqa: PLC0415

    if not wanted_us or not got_us:
        return {"n_wanted": len(wanted_us), "n_got": len(got_us), "ks": None, "p_value": None}
    test = stats.ks_2samp(wanted_us, got_us)
    shares = (0.05, 0.25, 0.5, 0.75, 0.95)
    quantiles = [
        {
            "share": share,
            "wanted_s": _seconds(np.quantile(wanted_us, share)),
            "got_s": _seconds(np.quantile(got_us, share)),
        }
        for share in shares
    ]
    ks, p_value = round(float(test.statistic), 6), round(float(test.pvalue), 6)
    sizes = {"n_wanted": len(wanted_us), "n_got": len(got_us)}
    return {**sizes, "ks": ks, "p_value": p_value, "quantiles": quantiles}


def start_choose(name: str, *, frames: int, latest: int, seed: int) -> int:
    """The frame at which a cut of `frames` frames begins: any of 0..latest, fixed by seed and name."""
    digest = hashlib.sha256(f"{seed}/{name}/{frames}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % (latest + 1)


def _order(name: str, seed: int) -> str:
    return hashlib.sha256(f"{seed}/{name}".encode()).hexdigest()


def _seconds(microseconds: Any) -> float:
    return round(float(microseconds) / 1_000_000, 6)
