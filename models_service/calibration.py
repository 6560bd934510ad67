"""Platt scaling of a model's verdict and how reliable it is: numpy alone, no Django."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
STEPS = 100
TINY = 1e-10
RIDGE = 1e-6
BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """The videos whose P(fake) lies in [lo, hi): how many, its mean, and the share that is fake."""

    lo: float
    hi: float
    n: int
    mean: float | None
    share_fake: float | None


def platt_fit(logits: Floats, fake: NDArray[np.bool_]) -> tuple[float, float]:
    """Return (a, b) such that sigmoid(a * logit + b) fits how often a video of that logit is fake.

    logits: shape [N]; fake: shape [N]; both classes must occur. Smoothed targets, Newton's method with a
    step that is halved until the loss falls. Source: Platt 1999; Lin, Lin and Weng 2007.
    """
    n_fake, n_real = int(fake.sum()), int((~fake).sum())
    if not n_fake or not n_real:
        raise ValueError("calibrating needs videos of both classes")
    targets = np.where(fake, (n_fake + 1) / (n_fake + 2), 1 / (n_real + 2))
    terms = np.stack([logits, np.ones_like(logits)], axis=1)
    weights = np.array([0.0, np.log((n_fake + 1) / (n_real + 1))])
    for _ in range(STEPS):
        p = sigmoid(terms @ weights)
        gradient = terms.T @ (p - targets) + RIDGE * weights
        curved = terms.T @ (terms * (p * (1 - p))[:, None]) + RIDGE * np.eye(2)
        step = _step(terms, targets, weights, np.asarray(np.linalg.solve(curved, gradient), np.float64))
        weights = weights - step
        if float(np.abs(step).max()) < TINY:
            break
    return float(weights[0]), float(weights[1])


def reliability(p: Floats, fake: NDArray[np.bool_], *, bins: int = BINS) -> list[Bin]:
    """Return equally wide bins over [0, 1]; the last one holds 1 as well. p, fake: shape [N]."""
    places = np.minimum((p * bins).astype(int), bins - 1)
    return [_bin(p[places == place], fake[places == place], place, bins) for place in range(bins)]


def calibration_error(found: list[Bin]) -> float:
    """Return the expected calibration error: the mean gap of mean and share, weighted by n, in [0, 1].

    Source: Naeini, Cooper and Hauskrecht 2015 (ECE).
    """
    total = sum(each.n for each in found)
    gaps = [each.n * abs((each.mean or 0) - (each.share_fake or 0)) for each in found if each.n]
    return sum(gaps) / total if total else 0.0


def sigmoid(z: Floats) -> Floats:
    """1 / (1 + exp(-z)), without overflow."""
    return np.asarray(0.5 * (1 + np.tanh(z / 2)))


def _bin(p: Floats, fake: NDArray[np.bool_], place: int, bins: int) -> Bin:
    n = len(p)
    mean, share = (float(p.mean()), float(fake.mean())) if n else (None, None)
    return Bin(place / bins, (place + 1) / bins, n, mean, share)


def _step(terms: Floats, targets: Floats, weights: Floats, step: Floats) -> Floats:
    before = _loss(terms, targets, weights)
    while _loss(terms, targets, weights - step) > before and float(np.abs(step).max()) > TINY:
        step = step / 2
    return step


def _loss(terms: Floats, targets: Floats, weights: Floats) -> float:
    z = terms @ weights
    return float((np.logaddexp(0, z) - targets * z).sum() + RIDGE / 2 * (weights @ weights))
