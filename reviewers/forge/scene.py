"""Where something is: coarse maps of texture and motion, and boxes chosen by them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random

import numpy as np
from numpy.typing import NDArray

from annotations.frames import FrameSpan
from annotations.tracks import BBox
from reviewers.forge.canvas import Samples

LONGER_SIDE_CELLS = 160
CANDIDATES, BEST = 240, 6
RING = 0.35
FLAT = 1.5  # grey levels from cell to cell: less is empty sky or a bare wall
CUT = 24  # grey levels on average from one frame to the next: another picture begins
Map = NDArray[np.float32]


@dataclass(slots=True)
class Scan:
    """The brightness of every frame in cells of `cell_px` pixels: enough to find a place."""

    width: int = 0
    height: int = 0
    cell_px: int = 1
    cells: list[Samples] = field(default_factory=list)

    def take(self, luma: Samples) -> None:
        """Add the next frame's brightness."""
        self.height, self.width = luma.shape
        self.cell_px = max(1, -(-max(luma.shape) // LONGER_SIDE_CELLS))
        rows, columns = (side // self.cell_px for side in luma.shape)
        blocks = luma[: rows * self.cell_px, : columns * self.cell_px].reshape(
            rows, self.cell_px, columns, self.cell_px
        )
        means = blocks.sum(axis=(1, 3), dtype=np.uint32) // self.cell_px**2
        self.cells.append(means.astype(np.uint8))

    def scene(self, span: FrameSpan) -> Scene:
        """The maps over the frames of a span and the one before it."""
        frames = np.stack(self.cells[max(0, span.onset_frame - 1) : span.offset_frame + 1]).astype(np.int32)
        light: Map = frames.mean(axis=0).astype(np.float32)
        return Scene(self.width, self.height, self.cell_px, light, _texture(light), _motion(frames))

    def has_cut(self, span: FrameSpan) -> bool:
        """Whether the picture changes as a whole somewhere in the span or at its edges."""
        frames = self.cells[max(0, span.onset_frame - 1) : span.offset_frame + 2]
        steps = (np.abs(later.astype(np.int16) - earlier).mean() for earlier, later in pairwise(frames))
        return any(step >= CUT for step in steps)


@dataclass(frozen=True, slots=True)
class Scene:
    """How bright each cell is, how much detail is there, and how much moves in it, in grey levels."""

    width: int
    height: int
    cell_px: int
    light: Map
    texture: Map
    motion: Map

    def mean(self, field_map: Map, box: BBox) -> float:
        """The mean of a map over a box."""
        rows = slice(box.top // self.cell_px, max(box.top // self.cell_px + 1, box.bottom // self.cell_px))
        columns = slice(
            box.left // self.cell_px, max(box.left // self.cell_px + 1, box.right // self.cell_px)
        )
        part = field_map[rows, columns]
        return float(part.mean()) if part.size else 0.0

    def around(self, box: BBox) -> BBox:
        """The box with its surroundings, as far as the picture goes."""
        right, bottom = (
            min(self.width, box.right + round(RING * box.width)),
            min(self.height, box.bottom + round(RING * box.height)),
        )
        left, top = max(0, box.left - round(RING * box.width)), max(0, box.top - round(RING * box.height))
        return BBox(left, top, right - left, bottom - top)


Ground = Callable[[Scene, BBox], float]


def thing(scene: Scene, box: BBox) -> float:
    """A thing: more detail and motion than around it."""
    return _stands_out(scene, box, scene.texture + 2 * scene.motion)


def mover(scene: Scene, box: BBox) -> float:
    """A thing that moves."""
    return _stands_out(scene, box, scene.texture + 6 * scene.motion)


def still_thing(scene: Scene, box: BBox) -> float:
    """A thing that stands still."""
    return _stands_out(scene, box, scene.texture) - 4 * scene.mean(scene.motion, box)


def background(scene: Scene, box: BBox) -> float:
    """Detail that stands still and goes on around the box: no thing."""
    alien = abs(_stands_out(scene, box, scene.texture))
    return scene.mean(scene.texture, box) - alien - 3 * scene.mean(scene.motion, box)


def box_choose(scene: Scene, chance: Random, ground: Ground, share: tuple[float, float]) -> BBox:
    """One of the best of many random boxes; its sides are `share` (from, to) of the picture's shorter one."""
    boxes = [_random_box(scene, chance, share) for _ in range(CANDIDATES)]
    textured = [box for box in boxes if scene.mean(scene.texture, box) >= FLAT] or boxes
    best = sorted(textured, key=lambda box: ground(scene, box), reverse=True)[:BEST]
    return chance.choice(best)


def donor_choose(scene: Scene, box: BBox) -> BBox | None:
    """The emptiest of the four neighbours of the same size, None where none fits into the picture."""
    shifts = [(box.width, 0), (-box.width, 0), (0, box.height), (0, -box.height)]
    neighbours = [BBox(box.left + x, box.top + y, box.width, box.height) for x, y in shifts]
    inside = [near for near in neighbours if near.is_inside(scene.width, scene.height)]
    return min(inside, key=lambda near: thing(scene, near), default=None)


def _random_box(scene: Scene, chance: Random, share: tuple[float, float]) -> BBox:
    shorter = min(scene.width, scene.height)
    height = round(shorter * chance.uniform(*share))
    width = round(height * chance.uniform(0.75, 1.4))
    left = chance.randint(0, max(0, scene.width - width))
    top = chance.randint(0, max(0, scene.height - height))
    return BBox(left, top, width, height).clamped(scene.width, scene.height)


def _stands_out(scene: Scene, box: BBox, what: Map) -> float:
    inside, with_ring = scene.mean(what, box), scene.around(box)
    ring = (scene.mean(what, with_ring) * with_ring.area - inside * box.area) / max(
        1, with_ring.area - box.area
    )
    return inside - 0.8 * ring


def _texture(mean: Map) -> Map:
    """The step to the next cell, right and down, in the frames' mean picture."""
    texture = np.zeros(mean.shape, np.float32)
    texture[:, :-1] += np.abs(np.diff(mean, axis=1))
    texture[:-1, :] += np.abs(np.diff(mean, axis=0))
    return texture


def _motion(frames: NDArray[np.int32]) -> Map:
    """The mean step from frame to frame."""
    if len(frames) < 2:  # noqa: PLR2004
        return np.zeros(frames.shape[1:], np.float32)
    motion: Map = np.abs(np.diff(frames, axis=0)).mean(axis=0).astype(np.float32)
    return motion
