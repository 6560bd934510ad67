"""One forged clip and its truth, from one source file."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import tee
from pathlib import Path
from random import Random

from django.conf import settings

from annotations.frames import FrameTable
from annotations.media import MediaLimits
from annotations.media.errors import MediaToolFailedError
from annotations.media.ffmpeg import ffmpeg_find
from annotations.media.limits import is_measurable
from annotations.media.raw.encode import clip_encode
from annotations.media.raw.picture import RawPicture
from annotations.media.raw.stream import frame_table_inspect, raw_pictures
from annotations.services.video_files import media_limits, sha256_of
from reviewers.forge.errors import ClipTooLongError, NothingToForgeError, NotVisibleError
from reviewers.forge.recipes import RECIPES, Plan, Recipe
from reviewers.forge.scene import Scan
from reviewers.forge.truth import SourceClip, Truth
from reviewers.forge.work import clip_check, forged, plan_make

ATTEMPTS = 20
WITHIN_S = 900
NAME_MAX = 60


@dataclass(frozen=True, slots=True)
class ForgeTask:
    """One clip that is to be made; `number` tells apart several of one recipe from one source."""

    source: Path
    name: str
    recipe: str
    seed: int
    number: int

    @property
    def clip_name(self) -> str:
        """The name of the clip and of its truth, without the ending: the same task has the same name."""
        plain = re.sub(r"[^a-z0-9]+", "-", self.name.lower()).strip("-")[:NAME_MAX] or "clip"
        mark = hashlib.sha256(self.name.encode()).hexdigest()[:6]
        return f"{plain}-{mark}-{self.recipe}-s{self.seed}-{self.number}"


def clip_forge(*, task: ForgeTask, out: Path) -> Truth:
    """Write the forged clip to `out` and return its truth.

    Raises a ForgeError where this clip cannot become one, a MediaError where its file is at fault.
    """
    limits = _limits()
    source = SourceClip(task.name, sha256_of(task.source))
    table, (width, height) = frame_table_inspect(task.source, limits)
    clip_check(frame_count=table.frame_count, width=width, height=height)
    if not is_measurable(table.frame_count, width * height):
        raise ClipTooLongError("The clip is too long to be forged.", frame_count=table.frame_count)
    scan = _scanned(task.source, table, limits)
    recipe = RECIPES[task.recipe]
    for attempt in range(ATTEMPTS):
        dice = f"{task.seed}/{task.number}/{task.recipe}/{task.name}/{attempt}"
        chance = Random(dice)  # noqa: S311 - repeatable, not secret
        plan = plan_make(recipe=recipe, scan=scan, table=table, chance=chance)
        try:
            _write(task.source, recipe, plan, table, out)
        except NotVisibleError:
            continue
        return Truth(
            recipe=recipe.name,
            category=recipe.category,
            explanation=recipe.explanation,
            span=plan.span,
            keyframes=plan.layout.keyframes,
            strength=plan.strength,
            seed=task.seed,
            attempt=attempt,
            width=scan.width,
            height=scan.height,
            frame_count=table.frame_count,
            source=source,
        )
    raise NothingToForgeError("Nowhere in the clip would the artefact show well enough.", recipe=recipe.name)


def plan_forge(*, source: Path, recipe: str, plan: Plan, out: Path) -> None:
    """Write the clip with this very artefact to `out`; raises NotVisibleError or a MediaError."""
    table, _ = frame_table_inspect(source, media_limits())
    _write(source, RECIPES[recipe], plan, table, out)


def clip_copy(*, source: Path, out: Path) -> None:
    """Write the clip as forging would, without an artefact: what a forged one is to be compared with."""
    limits = _limits()
    table, _ = frame_table_inspect(source, limits)
    clip_encode(out, raw_pictures(source, table, limits), table, ffmpeg_find(settings.FFMPEG))


def _limits() -> MediaLimits:
    """Reading takes as long as the encoder does, which reads on as it writes."""
    return replace(media_limits(), wall_s=WITHIN_S, cpu_s=WITHIN_S)


def _write(source: Path, recipe: Recipe, plan: Plan, table: FrameTable, out: Path) -> None:
    pictures = _pictures(source, recipe, plan, table)
    clip_encode(out, pictures, table, ffmpeg_find(settings.FFMPEG))
    _times_check(out, table, _limits())


def _scanned(source: Path, table: FrameTable, limits: MediaLimits) -> Scan:
    scan = Scan()
    for picture in raw_pictures(source, table, limits):
        scan.take(picture.luma)
    return scan


def _pictures(source: Path, recipe: Recipe, plan: Plan, table: FrameTable) -> Iterator[RawPicture]:
    """The clip's pictures with the artefact in them; closing it ends the reading too."""
    with closing(raw_pictures(source, table, _limits())) as coming:
        ours, theirs = tee(coming)
        changed = forged(recipe=recipe, plan=plan, pictures=(clean.samples for clean in theirs))
        for samples, clean in zip(changed, ours, strict=True):
            yield replace(clean, samples=samples)


def _times_check(out: Path, table: FrameTable, limits: MediaLimits) -> None:
    """The clip has exactly the frames and times of its source, or it is not handed out."""
    made, _ = frame_table_inspect(out, limits)
    if (made.time_base, made.pts, made.end_pts) != (table.time_base, table.pts, table.end_pts):
        raise MediaToolFailedError
