"""Finding a picture in a larger one: normalised cross-correlation, computed by FFT."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import fft, ndimage

Picture = NDArray[np.float32]
FLAT = 1e-3  # below this variance there is nothing to recognise


@dataclass(frozen=True, slots=True)
class Match:
    """Where the template lies best (its upper left corner, between pixels) and how well: -1 to 1."""

    top: float
    left: float
    score: float


def template_find(window: Picture, template: Picture) -> Match:
    """The best place of the template within the window, which must be at least as large."""
    scores = correlation(window, template)
    row, column = np.unravel_index(int(np.argmax(scores)), scores.shape)
    top = row + _between(scores[:, column], int(row))
    left = column + _between(scores[row, :], int(column))
    return Match(float(top), float(left), float(scores[row, column]))


def correlation(window: Picture, template: Picture) -> NDArray[np.float64]:
    """The normalised cross-correlation at every place where the template fits, in [-1, 1].

    Shape (window height - template height + 1, window width - template width + 1).
    """
    height, width = template.shape
    zero_mean = template.astype(np.float64) - template.mean()
    energy = float((zero_mean**2).sum())
    around = window.astype(np.float64) - window.mean()
    products = _products(around, zero_mean)
    variance = _box_sums(around**2, height, width) - _box_sums(around, height, width) ** 2 / template.size
    known = (variance > FLAT * template.size) & (energy > FLAT * template.size)
    scale = np.sqrt(np.where(known, variance * energy, 1.0))
    return np.clip(np.where(known, products / scale, 0.0), -1.0, 1.0)


def resized(picture: Picture, height: int, width: int) -> Picture:
    """The picture in another size, linearly interpolated between pixel centres."""
    if picture.shape == (height, width):
        return picture
    rows = (np.arange(height) + 0.5) * picture.shape[0] / height - 0.5
    columns = (np.arange(width) + 0.5) * picture.shape[1] / width - 0.5
    grid = np.meshgrid(rows, columns, indexing="ij")
    made: Picture = ndimage.map_coordinates(picture, grid, order=1, mode="nearest").astype(np.float32)
    return made


def shrunk(picture: NDArray[np.uint8], factor: int) -> Picture:
    """The mean of each `factor` x `factor` block; what is left over at the right and below is dropped."""
    height, width = picture.shape[0] // factor, picture.shape[1] // factor
    whole = picture[: height * factor, : width * factor]
    blocks = whole.reshape(height, factor, width, factor)
    means: Picture = blocks.mean(axis=(1, 3), dtype=np.float32)
    return means


def _products(window: NDArray[np.float64], template: NDArray[np.float64]) -> NDArray[np.float64]:
    """The sum of products of the template with what lies under it, at every place where it fits."""
    shape = [fft.next_fast_len(side, real=True) for side in window.shape]
    spectrum = fft.rfft2(window, shape) * np.conj(fft.rfft2(template, shape))
    products: NDArray[np.float64] = fft.irfft2(spectrum, shape)
    height, width = (whole - part + 1 for whole, part in zip(window.shape, template.shape, strict=True))
    return products[:height, :width]


def _box_sums(values: NDArray[np.float64], height: int, width: int) -> NDArray[np.float64]:
    sums = np.pad(values.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    total: NDArray[np.float64] = (
        sums[height:, width:] - sums[:-height, width:] - sums[height:, :-width] + sums[:-height, :-width]
    )
    return total


def _between(scores: NDArray[np.float64], peak: int) -> float:
    """How far the top of a parabola through the peak and its neighbours is from it: -0.5 to 0.5."""
    if not 0 < peak < len(scores) - 1:
        return 0.0
    before, at, after = (float(score) for score in scores[peak - 1 : peak + 2])
    bend = before - 2 * at + after
    return 0.0 if bend >= 0 else float(np.clip((before - after) / (2 * bend), -0.5, 0.5))
