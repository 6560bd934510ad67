"""The painter's tools: soft edges, bent space, a filled hole, a piece laid over a picture."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from reviewers.forge.canvas import Paint

FEATHER = 0.18
EDGE_SMOOTHING = 0.06


def soft_mask(paint: Paint, feather: float = FEATHER) -> Paint:
    """Return a mask of the size of `paint`, (height, width, 1): 1 inside, nothing at its edges.

    It falls over `feather` of each side.
    """
    height, width = paint.shape[:2]
    return (_ramp(height, feather)[:, None] * _ramp(width, feather)[None, :])[:, :, None]


def oval_mask(paint: Paint, feather: float = FEATHER) -> Paint:
    """Return a mask of the size of `paint`: 1 in the middle of a rounded shape, nothing at its edge."""
    x, y = grid(*paint.shape[:2])
    reach = (np.abs(x) ** 3 + np.abs(y) ** 3) ** (1 / 3)
    return _smooth((1 - reach) / (2 * feather))[:, :, None]


def grid(height: int, width: int) -> tuple[Paint, Paint]:
    """Return x and y of every sample, each (height, width), from -1 at one edge to 1 at the other."""
    across = (2 * np.arange(width, dtype=np.float32) + 1) / width - 1
    down = (2 * np.arange(height, dtype=np.float32) + 1) / height - 1
    x, y = np.meshgrid(across, down)
    return x, y


def blend(under: Paint, over: Paint, mask: Paint) -> Paint:
    """Return `over` where the mask is 1, `under` where it is 0."""
    return under + (over - under) * mask


def bent(paint: Paint, dx: Paint, dy: Paint) -> Paint:
    """Return the picture with each sample taken from (x + dx, y + dy), in pixels."""
    rows, columns = np.indices(paint.shape[:2], dtype=np.float32)
    channels = [
        ndimage.map_coordinates(paint[:, :, channel], [rows + dy, columns + dx], order=1, mode="nearest")
        for channel in range(paint.shape[2])
    ]
    return np.stack(channels, axis=2)


def blurred(paint: Paint, sigma: float) -> Paint:
    """Return the picture without detail finer than `sigma` pixels."""
    soft: Paint = ndimage.gaussian_filter(paint, sigma=(sigma, sigma, 0), mode="nearest")
    return soft


def laid(under: Paint, piece: Paint, mask: Paint, left: int, top: int) -> Paint:
    """Return the picture with a piece laid over it; the piece lies inside it as a whole."""
    height, width = piece.shape[:2]
    result = under.copy()
    place = (slice(top, top + height), slice(left, left + width))
    result[place] = blend(under[place], piece, mask)
    return result


def filled(hole: Paint, donor: Paint | None) -> Paint:
    """Return what the hole could look like without the thing in it.

    The texture is the donor's, a piece of the same size from nearby; a smooth surface through the
    differences along the four edges makes it meet the surroundings.
    """
    texture = np.zeros_like(hole) if donor is None else donor
    return texture + _surface(hole - texture)


def _surface(paint: Paint) -> Paint:
    """The smooth surface that is spanned by the four edges (a Coons patch)."""
    height, width = paint.shape[:2]
    top, bottom, left, right = (_edge(line) for line in (paint[0], paint[-1], paint[:, 0], paint[:, -1]))
    u = np.linspace(0, 1, width, dtype=np.float32)[None, :, None]
    v = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
    vertical = (1 - v) * top[None] + v * bottom[None]
    horizontal = (1 - u) * left[:, None] + u * right[:, None]
    corners = (1 - v) * ((1 - u) * top[0] + u * top[-1]) + v * ((1 - u) * bottom[0] + u * bottom[-1])
    surface: Paint = vertical + horizontal - corners
    return surface


def _edge(line: Paint) -> Paint:
    """An edge without its noise, which would be drawn out over the whole surface."""
    soft: Paint = ndimage.gaussian_filter1d(line, EDGE_SMOOTHING * len(line), axis=0, mode="nearest")
    return soft


def _ramp(length: int, feather: float) -> Paint:
    places = np.arange(length, dtype=np.float32)
    inward = np.minimum(places, length - 1 - places)
    return _smooth(inward / max(1.0, feather * length))


def _smooth(share: Paint) -> Paint:
    """0 to 1 without a kink at either end."""
    held = np.clip(share, 0, 1)
    smooth: Paint = (held * held * (3 - 2 * held)).astype(np.float32)
    return smooth
