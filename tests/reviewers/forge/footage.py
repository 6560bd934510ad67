"""Clean footage to forge from, and what differs between two clips that were encoded the same way."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from annotations.media import MediaLimits
from annotations.media.raw.stream import frame_table_inspect, raw_pictures
from annotations.tracks import bbox_at
from deeptrace_site.demo.material import clip_render
from reviewers.forge.truth import Truth
from tests.media import clips_folder, gray_clip, run_ffmpeg

WIDTH, HEIGHT, FRAMES = 224, 160, 48
CHANGED = 5.0  # grey levels (root mean square): above what encoding makes of the same picture
Gray = NDArray[np.uint8]


def gray_scene() -> Gray:
    """A mottled wall, a dark thing that stands and a bright one that goes by: (frames, height, width)."""
    chance = np.random.default_rng(5)
    wall = ndimage.gaussian_filter(chance.normal(0, 1, (HEIGHT, WIDTH)), 2.5)
    wall = 120 + 90 * wall / np.abs(wall).max()
    spots = ndimage.gaussian_filter(chance.normal(0, 1, (44, 44)), 1.5)
    thing = 60 * spots / np.abs(spots).max()
    frames = np.repeat(wall[None], FRAMES, axis=0)
    frames[:, 96:140, 150:194] = 50 + thing
    for frame in range(FRAMES):
        left = 16 + 2 * frame
        frames[frame, 30:74, left : left + 44] = 190 + thing
    gray: Gray = np.clip(frames, 0, 255).astype(np.uint8)
    return gray


def small_clip() -> Path:
    """The scene as a clip, made on first use."""
    return _kept("forge-scene", lambda path: gray_clip(path, gray_scene()))


def demo_clip() -> Path:
    """A clip of the demo at half its size, made on first use."""
    return _kept("forge-demo", _demo_shrunk)


def _demo_shrunk(path: Path) -> None:
    large = path.with_suffix(".large.mp4")
    clip_render("still-life", large)
    run_ffmpeg("-i", large, "-vf", "scale=480:270", "-frames:v", "72", "-pix_fmt", "yuv420p", path)
    large.unlink()


def _kept(name: str, make: Callable[[Path], object]) -> Path:
    path = clips_folder() / f"{name}.mp4"
    if not path.exists():
        part = path.with_name(f"{name}-{id(path)}.mp4")
        make(part)
        part.replace(path)
    return path


def lumas(path: Path) -> list[NDArray[np.int16]]:
    """The brightness of every frame."""
    table, _ = frame_table_inspect(path, MediaLimits())
    return [picture.luma.astype(np.int16) for picture in raw_pictures(path, table, MediaLimits())]


def changes(clean: Path, forged: Path, truth: Truth) -> tuple[list[float], list[float]]:
    """For each frame how much differs in the truth's box (held beyond the span), and outside of it.

    Root mean squares of the brightness, in grey levels.
    """
    inside, outside = [], []
    for frame, (one, other) in enumerate(zip(lumas(clean), lumas(forged), strict=True)):
        box = bbox_at(truth.keyframes, frame)
        squares = (one - other).astype(np.float64) ** 2
        place = (slice(box.top, box.bottom), slice(box.left, box.right))
        inside.append(math.sqrt(squares[place].mean()))
        squares[place] = 0
        outside.append(math.sqrt(squares.sum() / (squares.size - box.area)))
    return inside, outside
