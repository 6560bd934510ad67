"""How far two sets of categories are apart."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def masi_distance(a: frozenset[str], b: frozenset[str]) -> float:
    """Return 1 - J x M, in [0, 1]; 0 for two empty sets.

    J is the Jaccard index; M is 1 for equal sets, 2/3 where one holds the other, 1/3 where they overlap, 0
    where they have nothing in common.
    Source: Passonneau 2006, Measuring agreement on set-valued items (MASI).
    """
    if a == b:
        return 0.0
    shared = len(a & b)
    if not shared:
        return 1.0
    nested = a <= b or b <= a
    return 1.0 - shared / len(a | b) * (2 / 3 if nested else 1 / 3)


def masi_distances(domain: Sequence[frozenset[str]]) -> NDArray[np.float64]:
    """Return the distance of each two of S sets: shape [S, S], symmetric, zeros on the diagonal."""
    return np.array([[masi_distance(a, b) for b in domain] for a in domain], dtype=np.float64).reshape(
        len(domain), len(domain)
    )
