"""Artefacts that change a place without moving anything: warp, blur, ripple, vanish."""

from __future__ import annotations

from math import pi
from random import Random

import numpy as np

from annotations.frames import FrameSpan
from reviewers.forge.canvas import Paint
from reviewers.forge.recipes.base import Layout, Recipe, Shot, fixed
from reviewers.forge.retouch import bent, blend, blurred, filled, grid, soft_mask
from reviewers.forge.scene import Scene, background, box_choose, donor_choose, thing

THING, WALL = (0.26, 0.46), (0.4, 0.62)
BEND, RIPPLE, BLUR = 0.24, 0.05, 0.08


def _on_thing(scene: Scene, chance: Random, span: FrameSpan) -> Layout:
    box = box_choose(scene, chance, thing, THING)
    return Layout(fixed(span, box), box, donor_choose(scene, box))


def _on_background(scene: Scene, chance: Random, span: FrameSpan) -> Layout:
    box = box_choose(scene, chance, background, WALL)
    return Layout(fixed(span, box), box)


def _warp(shot: Shot) -> Paint:
    """Pull the thing to and fro like rubber: most in the middle, nothing at the edge."""
    inside = shot.inside()
    height, width = inside.shape[:2]
    x, y = grid(height, width)
    hold = ((1 - x**2) * (1 - y**2)) ** 1.5 * shot.plan.strength * BEND
    turn = 2 * pi * (shot.plan.dice[0] + 1.2 * shot.share)
    dx = hold * width * np.sin(pi * y * 1.3 + turn)
    dy = hold * height * np.cos(pi * x * 1.1 + turn * 0.7)
    return bent(inside, dx, dy)


def _ripple(shot: Shot) -> Paint:
    """Waves that run through the picture as over water."""
    inside = shot.inside()
    height, width = inside.shape[:2]
    x, y = grid(height, width)
    swing = RIPPLE * min(height, width) * shot.plan.strength * soft_mask(inside, 0.25)[:, :, 0]
    run = 2 * pi * (shot.plan.dice[0] + 2.5 * shot.share)
    waves = 2.5 + 2 * shot.plan.dice[1]
    dx = swing * np.sin(waves * pi * y + run)
    dy = swing * np.sin(waves * pi * x * 0.8 + run * 0.8)
    return bent(inside, dx, dy)


def _blur(shot: Shot) -> Paint:
    inside = shot.inside()
    height, width = inside.shape[:2]
    soft = blurred(inside, max(2.5, BLUR * min(height, width) * shot.plan.strength))
    return blend(inside, soft, soft_mask(inside))


def _vanish(shot: Shot) -> Paint:
    inside = shot.inside()
    return blend(inside, filled(inside, shot.donor()), soft_mask(inside, feather=0.12))


WARP = Recipe(
    "warp",
    "object_distortion",
    "The thing bends to and fro like rubber, although nothing touches it.",
    _on_thing,
    _warp,
)
BLURRING = Recipe(
    "blur",
    "sudden_blurring",
    "All at once the thing loses its detail while everything around it stays sharp.",
    _on_thing,
    _blur,
)
RIPPLING = Recipe(
    "ripple",
    "background_distortion",
    "The background ripples like water, although nothing moves there.",
    _on_background,
    _ripple,
)
VANISHING = Recipe(
    "vanish",
    "object_disappearance",
    "From one frame to the next the thing is gone; nothing covers it.",
    _on_thing,
    _vanish,
)
