"""Artefacts that change how many things there are: merge, split."""

from __future__ import annotations

from random import Random

import numpy as np

from annotations.frames import FrameSpan
from annotations.tracks import BBox
from reviewers.forge.canvas import Paint
from reviewers.forge.recipes.base import Layout, Recipe, Shot, fixed, keyframe
from reviewers.forge.retouch import blend, filled, laid, oval_mask, soft_mask
from reviewers.forge.scene import Scene, box_choose, donor_choose, thing

THING = (0.2, 0.34)
FIRST_STEP, JOINED_AT = 0.3, 0.75
FIRST_GAP, LAST_GAP = 0.16, 0.6


def _pair(scene: Scene, chance: Random, span: FrameSpan) -> Layout:
    """Two places side by side."""
    one = box_choose(scene, chance, thing, THING)
    left = one.left if one.left + 2 * one.width <= scene.width else one.right - 2 * one.width
    both = BBox(left, one.top, 2 * one.width, one.height).clamped(scene.width, scene.height)
    return Layout(fixed(span, both), both, donor_choose(scene, both))


def _merge(shot: Shot) -> Paint:
    """Both halves slide to the middle and become one; the place that they leave is filled."""
    inside = shot.inside()
    width = inside.shape[1] // 2
    without = blend(inside, filled(inside, shot.donor()), soft_mask(inside, feather=0.1))
    near = min(1.0, FIRST_STEP + (1 - FIRST_STEP) * shot.share / JOINED_AT)
    step = round(near * width / 2)
    mask = oval_mask(inside[:, :width])
    right = laid(without, inside[:, -width:], mask, inside.shape[1] - width - step, 0)
    return laid(right, inside[:, :width], mask * np.float32(1 - near / 2), step, 0)


def _room_to_part(scene: Scene, chance: Random, span: FrameSpan) -> Layout:
    """A box that grows as the two halves part."""
    home = box_choose(scene, chance, thing, THING)
    room = min(home.width, home.left, scene.width - home.right)
    if room < home.width // 2:  # too near to an edge of the picture: as far inside as it takes
        left = min(max(home.left, home.width), scene.width - 2 * home.width)
        home = BBox(max(0, left), home.top, home.width, home.height)
        room = min(home.width, home.left, scene.width - home.right)
    boxes = [_widened(home, round(gap * room)) for gap in (FIRST_GAP, LAST_GAP)]
    keyframes = (keyframe(span.onset_frame, boxes[0]), keyframe(span.offset_frame, boxes[1]))
    return Layout(keyframes, home, donor_choose(scene, home))


def _widened(box: BBox, by: int) -> BBox:
    return BBox(box.left - by, box.top, box.width + 2 * by, box.height)


def _split(shot: Shot) -> Paint:
    """Two of the thing drift apart, one at each end of the box; its own place is filled."""
    piece, inside = shot.home(), shot.inside()
    width = piece.shape[1]
    place = (shot.plan.layout.home.left - shot.box.left, 0)
    without = laid(inside, filled(piece, shot.donor()), soft_mask(piece, 0.12), *place)
    mask = oval_mask(piece, feather=0.14)
    return laid(laid(without, piece, mask, 0, 0), piece, mask, inside.shape[1] - width, 0)


MERGING = Recipe(
    "merge",
    "object_merging",
    "Two things slide into each other and become one.",
    _pair,
    _merge,
)
SPLITTING = Recipe(
    "split",
    "object_splitting",
    "The thing becomes two that drift apart.",
    _room_to_part,
    _split,
)
