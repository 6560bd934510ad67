"""Chance-corrected agreement on nominal values, from counts.

All functions take leading dimensions, so that a bootstrap is one call; undefined values are NaN inside this
package and never leave it as such (`statistics.py` turns them into null with a reason).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Sums of counts that should be zero may be off by rounding.
NOTHING = 1e-12


def coincidences(counts: Floats) -> Floats:
    """Return each unit's coincidence matrix.

    counts: shape [units, K], how many people gave each of K values. Returns shape [units, K, K]; zero for
    units with fewer than two values.
    Source: Krippendorff 2011, Computing Krippendorff's alpha-reliability, section C.
    """
    people = counts.sum(axis=-1)
    pairs = counts[:, :, None] * (counts[:, None, :] - np.eye(counts.shape[-1]))
    weight = np.divide(1.0, people - 1, out=np.zeros_like(people), where=people > 1)
    return np.asarray(pairs * weight[:, None, None])


def alpha(matrix: Floats) -> Floats:
    """Return Krippendorff's alpha for nominal values from summed coincidence matrices.

    matrix: shape [..., K, K]. Returns shape [...], at most 1; NaN where nothing can be paired or nothing
    varies.
    """
    values = matrix.sum(axis=-1)
    n = values.sum(axis=-1)
    agreeing = np.trace(matrix, axis1=-2, axis2=-1)
    expected = n * n - (values * values).sum(axis=-1)
    return one_minus_ratio((n - agreeing) * (n - 1), expected)


def alpha_of_distances(observed: Floats, values: Floats, distances: Floats) -> Floats:
    """Return alpha for values with a distance.

    observed: shape [...], the summed distances of ordered pairs inside units, each divided by (people - 1);
    values: shape [..., S], how often each of S values was given in units with two or more values;
    distances: shape [S, S] in [0, 1]. Returns shape [...]; NaN as `alpha`.
    """
    n = values.sum(axis=-1)
    expected = np.einsum("...i,ij,...j->...", values, distances, values)
    return one_minus_ratio(observed * (n - 1), expected)


def raw_agreement(agreeing: Floats, units: Floats) -> Floats:
    """Return the mean share of agreeing pairs: both shape [...]; NaN where there is no unit."""
    return np.asarray(np.divide(agreeing, units, out=np.full(np.shape(units), np.nan), where=units > 0))


def gwet_ac1(observed: Floats, shares: Floats, units: Floats) -> Floats:
    """Return Gwet's AC1 = (pa - pe) / (1 - pe), pe = sum of pi (1 - pi) / (K - 1).

    observed: shape [...], the raw agreement pa; shares: shape [..., K], the summed shares of each value over
    all units with a value; units: shape [...], how many those are. K is the number of declared values.
    Source: Gwet 2008, Computing inter-rater reliability in the presence of high agreement.
    """
    pi = np.divide(shares, units[..., None], out=np.zeros_like(shares), where=units[..., None] > 0)
    expected = (pi * (1 - pi)).sum(axis=-1) / (shares.shape[-1] - 1)
    return one_minus_ratio(1 - observed, 1 - expected)


def one_minus_ratio(part: Floats, whole: Floats) -> Floats:
    """Return 1 - part / whole; NaN where the whole is not above zero."""
    part, whole = np.asarray(part, dtype=np.float64), np.asarray(whole, dtype=np.float64)
    ratio = np.divide(part, whole, out=np.full(whole.shape, np.nan), where=whole > NOTHING)
    return np.asarray(1 - ratio)


def cohen_kappa(table: Floats) -> Floats:
    """Return Cohen's kappa of two people: table has shape [..., K, K], rows the one, columns the other.

    At most 1; NaN where there is nothing to compare or both always give the same one value.
    Source: Cohen 1960, A coefficient of agreement for nominal scales.
    """
    n = table.sum(axis=(-2, -1))
    observed = np.trace(table, axis1=-2, axis2=-1)
    by_chance = (table.sum(axis=-1) * table.sum(axis=-2)).sum(axis=-1)
    return one_minus_ratio((n - observed) * n, n * n - by_chance)
