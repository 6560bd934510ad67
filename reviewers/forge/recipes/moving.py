"""Artefacts in which a piece of the picture moves or is there again: detour, slide, copy."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from annotations.frames import FrameSpan
from annotations.tracks import BBox
from reviewers.forge.canvas import Paint, cut
from reviewers.forge.recipes.base import Layout, Recipe, Shot, fixed, keyframe
from reviewers.forge.retouch import blend, filled, laid, oval_mask, soft_mask
from reviewers.forge.scene import Ground, Scene, box_choose, donor_choose, mover, still_thing, thing

Steps = Sequence[tuple[float, float]]
THING = (0.2, 0.34)
# Where the thing is along a false path: shares of its size, always further the same way in x.
ZIGZAG = ((0.15, 0.2), (0.45, 0.75), (0.65, 0.15), (0.95, 0.8))
GLIDE = ((0.18, 0.0), (0.95, 0.0))
COPIES = 40


def _path(scene: Scene, chance: Random, span: FrameSpan, ground: Ground, steps: Steps) -> Layout:
    """A box that always holds both the place that was left and the piece on its way."""
    home = box_choose(scene, chance, ground, THING)
    right = home.left + home.width / 2 < scene.width / 2
    down = home.top + home.height / 2 < scene.height / 2
    reach_x = min(home.width, scene.width - home.right if right else home.left)
    reach_y = min(home.height, scene.height - home.bottom if down else home.top)
    keyframes = []
    for number, (x, y) in enumerate(steps):
        frame = span.onset_frame + number * (span.frame_count - 1) // (len(steps) - 1)
        dx, dy = round(x * reach_x), round(y * reach_y)
        left, top = home.left - (0 if right else dx), home.top - (0 if down else dy)
        keyframes.append(keyframe(frame, BBox(left, top, home.width + dx, home.height + dy)))
    return Layout(tuple(keyframes), home, donor_choose(scene, home))


def _detour_path(scene: Scene, chance: Random, span: FrameSpan) -> Layout:
    return _path(scene, chance, span, mover, ZIGZAG)


def _slide_path(scene: Scene, chance: Random, span: FrameSpan) -> Layout:
    return _path(scene, chance, span, still_thing, GLIDE)


def _moved(shot: Shot, piece: Paint, mask: Paint) -> Paint:
    """The place that the piece left is filled; the piece is in the furthest corner of the box."""
    home, box = shot.plan.layout.home, shot.box
    hole = shot.home()
    place = (home.left - box.left, home.top - box.top)
    without = laid(shot.inside(), filled(hole, shot.donor()), soft_mask(hole, feather=0.12), *place)
    left = 0 if box.left < home.left else box.width - home.width
    top = 0 if box.top < home.top else box.height - home.height
    return laid(without, piece, mask, left, top)


def _detour(shot: Shot) -> Paint:
    """The thing as it was before the onset, on a path of its own."""
    piece = cut(shot.held, shot.plan.layout.home)
    return _moved(shot, piece, oval_mask(piece))


def _slide(shot: Shot) -> Paint:
    piece = shot.home()
    return _moved(shot, piece, soft_mask(piece, feather=0.12))


def _copy_place(scene: Scene, chance: Random, span: FrameSpan) -> Layout:
    """Another place, clear of the thing that is copied, and about as bright: it does not catch the eye."""
    home = box_choose(scene, chance, thing, THING)
    places = [
        BBox(
            chance.randint(0, scene.width - home.width),
            chance.randint(0, scene.height - home.height),
            home.width,
            home.height,
        )
        for _ in range(COPIES)
    ]
    apart = [place for place in places if not _overlap(place, home)] or places
    light = scene.mean(scene.light, home)
    target = min(apart, key=lambda place: abs(scene.mean(scene.light, place) - light))
    return Layout(fixed(span, target), home)


def _copy(shot: Shot) -> Paint:
    inside, piece = shot.inside(), shot.home()
    mirrored = piece[:, ::-1] if shot.plan.dice[0] < 1 / 2 else piece
    return blend(inside, mirrored, oval_mask(inside, feather=0.12))


def _overlap(a: BBox, b: BBox) -> bool:
    return a.left < b.right and b.left < a.right and a.top < b.bottom and b.top < a.bottom


DETOUR = Recipe(
    "detour",
    "object_trajectory",
    "The thing leaves its path, holds still in itself and jumps to and fro on its way.",
    _detour_path,
    _detour,
)
SLIDING = Recipe(
    "slide",
    "unexpected_move",
    "A thing that stood still slides aside although nothing moves it.",
    _slide_path,
    _slide,
)
COPYING = Recipe(
    "copy",
    "redundant_object",
    "A thing of the picture is there a second time, all at once.",
    _copy_place,
    _copy,
)
