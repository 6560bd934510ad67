"""Whether two pictures of a page look the same to a person.

Both are halved and softened, so that the edge of a letter may fall a pixel aside. Then every tile of them is
compared: its structure (SSIM, Wang et al. 2004) and its colours (mean distance in CIELAB). One tile that
differs is enough: a moved panel is lost in the mean of a whole page.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from skimage.color import rgb2lab
from skimage.filters import gaussian
from skimage.metrics import structural_similarity

SCALE = 2
SOFTNESS = 1.5
TILE = 45
LEAST_STRUCTURE = 0.85
MOST_COLOUR = 2.2

Picture = NDArray[np.float64]


@dataclass(frozen=True)
class Likeness:
    """The worst tile's structure (1: the same) and colour distance (0: the same)."""

    structure: float
    colour: float
    tiles: NDArray[np.bool_]

    @property
    def same(self) -> bool:
        """No tile looks different."""
        return not bool(self.tiles.any())


def likeness(one: Image.Image, other: Image.Image) -> Likeness:
    """Compare two pictures; those of different sizes are not alike at all."""
    if one.size != other.size:
        return Likeness(structure=-1, colour=100, tiles=np.ones((1, 1), dtype=np.bool_))
    first, second = _prepared(one), _prepared(other)
    lab_first, lab_second = rgb2lab(first), rgb2lab(second)
    _, structure = structural_similarity(
        lab_first[..., 0], lab_second[..., 0], data_range=100, full=True, gaussian_weights=True
    )
    structures = _tiles(structure)
    colours = _tiles(np.linalg.norm(lab_first - lab_second, axis=-1))
    return Likeness(
        structure=float(structures.min()),
        colour=float(colours.max()),
        tiles=(structures < LEAST_STRUCTURE) | (colours > MOST_COLOUR),
    )


def marked(picture: Image.Image, tiles: NDArray[np.bool_]) -> Image.Image:
    """The picture with everything dimmed but the tiles that differ."""
    rows, columns = tiles.shape
    mask = Image.fromarray((tiles * 255).astype(np.uint8)).resize(
        (columns * TILE * SCALE, rows * TILE * SCALE), Image.Resampling.NEAREST
    )
    shown = Image.new("L", picture.size, 255)
    shown.paste(mask.crop((0, 0, *picture.size)))
    return Image.composite(picture, Image.eval(picture, lambda value: value // 4), shown)


def _prepared(picture: Image.Image) -> Picture:
    half = picture.convert("RGB").resize(
        (picture.width // SCALE, picture.height // SCALE), Image.Resampling.BOX
    )
    soft: Picture = gaussian(np.asarray(half, dtype=np.float64) / 255, sigma=SOFTNESS, channel_axis=-1)
    return soft


def _tiles(values: Picture) -> Picture:
    """The mean of each tile; what is left over at the right and lower edge joins the last ones."""
    rows, columns = -(-values.shape[0] // TILE), -(-values.shape[1] // TILE)
    means = [
        [
            values[row * TILE : (row + 1) * TILE, column * TILE : (column + 1) * TILE].mean()
            for column in range(columns)
        ]
        for row in range(rows)
    ]
    return np.asarray(means)
