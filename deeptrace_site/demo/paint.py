"""Painting the scenes: a lit table, shaded balls and blocks, soft shadows."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from deeptrace_site.demo.scenes import (
    FRAMES,
    HEIGHT,
    RIPPLE_BOX,
    RIPPLE_FRAMES,
    SCENES,
    STRIPES,
    TABLE_Y,
    WALLPAPER,
    WIDTH,
    Colour,
    Item,
)

LIGHT = (-0.45, -0.65, 0.61)
SMOOTHING = 2
WALL_TOP, WALL_BOTTOM = np.array([38.0, 46.0, 66.0]), np.array([108.0, 116.0, 138.0])
TABLE_FAR, TABLE_NEAR = np.array([92.0, 70.0, 56.0]), np.array([150.0, 116.0, 90.0])
SHADOW = 90
FRONT_SHARE, EDGE_SHARE = 0.78, 0.05
Picture = NDArray[np.uint8]


def pictures(name: str) -> Iterator[bytes]:
    """The frames of a scene as RGB bytes."""
    wall, scene = _background(stripes=STRIPES.get(name, 0.0)), SCENES[name]
    for frame in range(FRAMES):
        canvas = _rippled(wall, frame) if name == WALLPAPER else wall.copy()
        items = scene(frame)
        for item in items:
            _paste_shadow(canvas, item)
        for item in items:
            _paste(canvas, item)
        yield canvas.tobytes()


def _rippled(wall: Image.Image, frame: int) -> Image.Image:
    """The wall, with the rows of one part moved to and fro while the artefact lasts."""
    if not RIPPLE_FRAMES[0] <= frame <= RIPPLE_FRAMES[1]:
        return wall.copy()
    left, top, width, height = RIPPLE_BOX
    rows = np.array(wall)
    part = rows[top : top + height, left : left + width]
    swing = 9 * np.sin(np.arange(height) / 11 + frame / 3) * np.sin(np.pi * np.arange(height) / height)
    moved = [np.roll(row, round(shift), axis=0) for row, shift in zip(part, swing, strict=True)]
    rows[top : top + height, left : left + width] = moved
    return Image.fromarray(rows)


def _background(*, stripes: float) -> Image.Image:
    rows = np.arange(HEIGHT, dtype=np.float64)[:, None]
    wall = WALL_TOP + (WALL_BOTTOM - WALL_TOP) * (rows / TABLE_Y)
    depth = np.clip((rows - TABLE_Y) / (HEIGHT - TABLE_Y), 0, 1)
    table = TABLE_FAR + (TABLE_NEAR - TABLE_FAR) * depth
    column = np.where(rows < TABLE_Y - 26, wall, table)
    across = 1 - 0.35 * (np.abs(np.arange(WIDTH) / WIDTH - 0.42) ** 1.6)
    if stripes:
        across = across * (1 + stripes * np.sign(np.sin(np.arange(WIDTH) * np.pi / 20)))
    grain = np.random.default_rng(7).normal(0, 1.6, (HEIGHT, WIDTH, 1))
    return Image.fromarray(_bytes(column[:, None, :] * across[None, :, None] + grain))


def _paste(canvas: Image.Image, item: Item) -> None:
    sprite = _sprite(item.shape, item.colour, round(item.width), round(item.height))
    canvas.paste(sprite, (round(item.x - item.width / 2), round(item.y - item.height / 2)), sprite)


def _paste_shadow(canvas: Image.Image, item: Item) -> None:
    """A soft ellipse on the table below the thing, paler the higher it is."""
    height_above = max(0.0, TABLE_Y - (item.y + item.height / 2))
    strength = round(SHADOW / (1 + height_above / 60) / 10) * 10
    shadow = _shadow(round(item.width * 1.25 / 8) * 8, strength)
    canvas.paste((12, 12, 18), (round(item.x - shadow.width / 2), TABLE_Y - shadow.height // 2), shadow)


@lru_cache(maxsize=128)
def _shadow(width: int, strength: int) -> Image.Image:
    columns, rows = np.meshgrid(np.linspace(-1, 1, width + 24), np.linspace(-1, 1, 40))
    reach = np.clip(1 - np.hypot(columns, rows), 0, 1)
    return Image.fromarray(_bytes(reach * strength * 1.6)).filter(ImageFilter.GaussianBlur(3))


@lru_cache(maxsize=256)
def _sprite(shape: str, colour: Colour, width: int, height: int) -> Image.Image:
    paint = _ball if shape == "ball" else _block
    large = Image.fromarray(paint(colour, width * SMOOTHING, height * SMOOTHING))
    return large.resize((width, height), Image.Resampling.BOX)


def _ball(colour: Colour, width: int, height: int) -> Picture:
    x, y = np.meshgrid(np.linspace(-1, 1, width), np.linspace(-1, 1, height))
    inside = x**2 + y**2 <= 1
    z = np.sqrt(np.clip(1 - x**2 - y**2, 0, 1))
    lit = np.clip(x * LIGHT[0] + y * LIGHT[1] + z * LIGHT[2], 0, 1)
    shine = np.clip(lit, 0, 1) ** 24 * 150
    body = np.array(colour)[None, None, :] * (0.28 + 0.85 * lit)[:, :, None] + shine[:, :, None]
    return np.dstack([_bytes(body), np.where(inside, 255, 0).astype(np.uint8)])


def _block(colour: Colour, width: int, height: int) -> Picture:
    x, y = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    face = np.where(x < FRONT_SHARE, 0.95 - 0.25 * y, 0.55 - 0.15 * y)
    top = np.where(y < EDGE_SHARE, 1.25, 1.0)
    body = np.array(colour)[None, None, :] * (face * top)[:, :, None]
    return np.dstack([_bytes(body), np.full((height, width), 255, np.uint8)])


def _bytes(values: NDArray[np.float64]) -> Picture:
    rounded: Picture = np.clip(np.rint(values), 0, 255).astype(np.uint8)
    return rounded
