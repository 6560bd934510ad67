"""From small grey pictures to two maps a frame: what motion leaves unexplained, and how sharpness jumps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

BLOCK = 8
REACH = 5  # pixels that a block may have moved from one frame to the next, each way
SHARP_WEIGHT = 8.0  # grey levels that a change of sharpness by the factor e counts as

Grey = NDArray[np.uint8]
Map = NDArray[np.float32]


def residual_maps(pictures: Iterable[Grey]) -> Iterator[Map]:
    """Yield one map of blocks a frame, in grey levels; that of frame 0 is zero.

    Each picture is (height, width); a map is (height // BLOCK, width // BLOCK).
    """
    before: Grey | None = None
    sharp_before: Map | None = None
    for picture in pictures:
        sharp = sharpness(picture)
        if before is None or sharp_before is None:
            yield np.zeros_like(sharp)
        else:
            yield unexplained(before, picture) + SHARP_WEIGHT * sharpness_jump(sharp_before, sharp)
        before, sharp_before = picture, sharp


def unexplained(before: Grey, picture: Grey) -> Map:
    """The least mean absolute difference of each block to any place within REACH in the frame before."""
    padded = np.pad(before, REACH, mode="edge")
    height, width = picture.shape
    least: NDArray[np.uint16] | None = None
    for down, across in product(range(2 * REACH + 1), repeat=2):
        moved = padded[down : down + height, across : across + width]
        apart = block_sums(np.maximum(picture, moved) - np.minimum(picture, moved))
        least = apart if least is None else np.minimum(least, apart)
    if least is None:
        raise ValueError("a reach is not negative")
    return (least / np.float32(BLOCK * BLOCK)).astype(np.float32)


def sharpness(picture: Grey) -> Map:
    """The logarithm of each block's mean squared Laplacian."""
    edges = ndimage.laplace(picture.astype(np.float32))
    sharp: Map = np.log(25.0 + block_means(edges**2))
    return sharp


def sharpness_jump(before: Map, now: Map) -> Map:
    """How far a block's sharpness lies outside that of the blocks around it in the frame before."""
    lowest = ndimage.minimum_filter(before, 3, mode="nearest")
    highest = ndimage.maximum_filter(before, 3, mode="nearest")
    jump: Map = np.abs(now - np.clip(now, lowest, highest))
    return jump


def block_sums(values: Grey) -> NDArray[np.uint16]:
    """The sum of each BLOCK x BLOCK block; what is left over at the right and below is dropped.

    Rows first: sums of whole rows are what a processor is quick at.
    """
    rows, columns = values.shape[0] // BLOCK, values.shape[1] // BLOCK
    whole = values[: rows * BLOCK, : columns * BLOCK]
    strips = whole.reshape(rows, BLOCK, columns * BLOCK).sum(axis=1, dtype=np.uint16)
    sums: NDArray[np.uint16] = strips.reshape(rows, columns, BLOCK).sum(axis=2, dtype=np.uint16)
    return sums


def block_means(values: Map) -> Map:
    """The mean of each BLOCK x BLOCK block, as in `block_sums`."""
    rows, columns = values.shape[0] // BLOCK, values.shape[1] // BLOCK
    blocks = values[: rows * BLOCK, : columns * BLOCK].reshape(rows, BLOCK, columns, BLOCK)
    means: Map = blocks.mean(axis=(1, 3), dtype=np.float32)
    return means
