"""From a scanned clip to a plan, and from clean pictures to forged ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from random import Random

import numpy as np

from annotations.frames import FrameSpan, FrameTable
from reviewers.forge.canvas import Samples, canvas_of, put, samples_of
from reviewers.forge.errors import ClipTooShortError, ClipTooSmallError, NotVisibleError
from reviewers.forge.recipes import Plan, Recipe, Shot
from reviewers.forge.scene import Scan

FRAMES_MIN, SIDE_MIN = 24, 96
BEFORE, AFTER = 6, 4  # frames that stay untouched at either end
SPAN_MIN = 8
SPANS_TRIED = 60
SECONDS = (0.6, 2.4)
SPAN_SHARE_MAX = 0.6
STRENGTH = (0.7, 1.0)
VISIBLE = 8.0  # grey levels: the root mean square by which the box must differ on every frame of the span
DICE = 4


def clip_check(*, frame_count: int, width: int, height: int) -> None:
    """Raise ClipTooShortError or ClipTooSmallError where an artefact has no room."""
    if frame_count < FRAMES_MIN:
        raise ClipTooShortError("The clip has fewer than 24 frames.", frame_count=frame_count)
    if min(width, height) < SIDE_MIN:
        raise ClipTooSmallError(
            "The picture has a side of fewer than 96 pixels.",
            width=width,
            height=height,
        )


def plan_make(*, recipe: Recipe, scan: Scan, table: FrameTable, chance: Random) -> Plan:
    """Decide when, where and how strongly; the same numbers from `chance` give the same plan."""
    span = _span_in_one_shot(scan, table, chance)
    strength = round(chance.uniform(*STRENGTH), 3)
    dice = tuple(round(chance.random(), 3) for _ in range(DICE))
    return Plan(span, recipe.layout(scan.scene(span), chance, span), strength, dice)


def forged(*, recipe: Recipe, plan: Plan, pictures: Iterable[Samples]) -> Iterator[Samples]:
    """Yield every picture of the clip in turn, those of the span with the artefact in its box.

    Raises NotVisibleError on the first frame of the span that hardly differs: a truth that nobody can see
    is none.
    """
    held: Samples | None = None
    for frame, samples in enumerate(pictures):
        if frame == plan.span.onset_frame - 1:
            held = canvas_of(samples)
        if frame not in plan.span:
            yield samples
            continue
        canvas = canvas_of(samples)
        shot = Shot(plan, frame, canvas, canvas if held is None else held)
        painted = put(canvas, shot.box, recipe.paint(shot))
        _visible_check(shot, painted)
        yield samples_of(painted)


def _span_in_one_shot(scan: Scan, table: FrameTable, chance: Random) -> FrameSpan:
    """A span without a cut in it: after one, nobody could say what the artefact is. Shorter ones at last."""
    for tried in range(SPANS_TRIED):
        span = _span_choose(table, chance, 1 - tried / SPANS_TRIED)
        if not scan.has_cut(span):
            return span
    raise ClipTooShortError("Between its cuts the clip has no room for an artefact.")


def _span_choose(table: FrameTable, chance: Random, length: float) -> FrameSpan:
    """Frames by the clock of the clip: at a variable rate, as many as are on screen that long.

    `length` (0 to 1) shortens it.
    """
    first, last = BEFORE, table.frame_count - 1 - AFTER
    seconds = length * min(chance.uniform(*SECONDS), SPAN_SHARE_MAX * table.duration_us / 1_000_000)
    ticks = round(seconds / table.time_base)
    latest = max(first, _frame_at(table, table.end_pts_of(last) - ticks))
    onset = chance.randint(first, min(latest, last - SPAN_MIN + 1))
    offset = _frame_at(table, table.pts_of(onset) + ticks)
    return FrameSpan(onset, min(max(offset, onset + SPAN_MIN - 1), last))


def _frame_at(table: FrameTable, pts: int) -> int:
    return table.frame_at(min(max(pts, table.pts[0]), table.end_pts - 1))


def _visible_check(shot: Shot, painted: Samples) -> None:
    box = shot.box
    place = (slice(box.top, box.bottom), slice(box.left, box.right), 0)
    change = float(np.sqrt(((painted[place].astype(np.float32) - shot.canvas[place]) ** 2).mean()))
    if change < VISIBLE:
        raise NotVisibleError("The artefact hardly shows.", frame=shot.frame, change=round(change, 2))
