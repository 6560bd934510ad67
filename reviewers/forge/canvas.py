"""Pictures to paint on: the samples of a box as (rows, columns, Y U V), and back into the stored picture."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from annotations.tracks import BBox

Samples: TypeAlias = NDArray[np.uint8]
Paint: TypeAlias = NDArray[np.floating[Any]]


def canvas_of(samples: Samples) -> Samples:
    """Return a stored 4:2:0 picture, (height * 3 / 2, width), as (height, width, 3), colour repeated."""
    height, width = samples.shape[0] * 2 // 3, samples.shape[1]
    chroma = samples[height:].reshape(2, height // 2, width // 2)
    full = chroma.repeat(2, axis=1).repeat(2, axis=2)
    return np.stack([samples[:height], *full], axis=2)


def samples_of(canvas: Samples) -> Samples:
    """Return the picture as it is stored: of each four colours their mean, so that equal ones stay equal."""
    height, width = canvas.shape[:2]
    cells = canvas[:, :, 1:].reshape(height // 2, 2, width // 2, 2, 2).astype(np.uint16)
    means = ((cells.sum(axis=(1, 3)) + 2) // 4).astype(np.uint8)
    stored: Samples = np.concatenate(
        [canvas[:, :, 0].ravel(), means[:, :, 0].ravel(), means[:, :, 1].ravel()]
    ).reshape(height * 3 // 2, width)
    return stored


def cut(canvas: Samples, box: BBox) -> Paint:
    """Return a copy of what a box holds, as numbers to compute with."""
    part: Paint = canvas[box.top : box.bottom, box.left : box.right].astype(np.float32)
    return part


def put(canvas: Samples, box: BBox, paint: Paint) -> Samples:
    """Return the picture with the paint in the box; it has the box's size."""
    painted = canvas.copy()
    painted[box.top : box.bottom, box.left : box.right] = np.clip(np.rint(paint), 0, 255).astype(np.uint8)
    return painted
