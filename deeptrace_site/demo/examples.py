"""One short clip for each category, forged from a scene of their own: what the category sheet shows."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from annotations.frames import FrameSpan
from annotations.models import Category, Project
from annotations.services.aids.examples import example_put
from annotations.tracks import BBox
from deeptrace_site.demo.material import clip_render
from deeptrace_site.demo.scenes import EXAMPLES, EXAMPLES_WALL
from reviewers.forge.recipes import RECIPES, Layout, Plan
from reviewers.forge.recipes.base import fixed, keyframe
from reviewers.services.forging.clips import plan_forge

SPAN = FrameSpan(30, 77)
BALL, BESIDE_BALL = BBox(330, 290, 140, 146), BBox(184, 290, 140, 146)
BLOCK, WALL, BALLS = BBox(28, 196, 164, 236), BBox(220, 30, 400, 170), BBox(310, 190, 380, 246)
COPIED = BBox(690, 290, 140, 146)


def _still(box: BBox, home: BBox | None = None, donor: BBox | None = None) -> Layout:
    return Layout(fixed(SPAN, box), home or box, donor)


def _growing(home: BBox, donor: BBox | None, *boxes: BBox) -> Layout:
    """Boxes at even distances over the span."""
    step = (SPAN.frame_count - 1) // (len(boxes) - 1)
    frames = [*(SPAN.onset_frame + number * step for number in range(len(boxes) - 1)), SPAN.offset_frame]
    keyframes = tuple(keyframe(frame, box) for frame, box in zip(frames, boxes, strict=True))
    return Layout(keyframes, home, donor)


def _upwards(right: int, up: int) -> BBox:
    return BBox(BALL.left, BALL.top - up, BALL.width + right, BALL.height + up)


def _wider(box: BBox, left: int, right: int) -> BBox:
    return BBox(box.left - left, box.top, box.width + left + right, box.height)


LAYOUTS: dict[str, Layout] = {
    "warp": _still(BLOCK),
    "blur": _still(BALL),
    "detour": _growing(
        BALL, BESIDE_BALL, *(_upwards(*at) for at in ((20, 40), (60, 190), (70, 60), (80, 220)))
    ),
    "copy": _still(COPIED, BALL),
    "merge": _still(BALLS),
    "split": _growing(BALL, BESIDE_BALL, _wider(BALL, 24, 24), _wider(BALL, 110, 110)),
    "ripple": _still(WALL),
    "vanish": _still(BALL, donor=BESIDE_BALL),
    "slide": _growing(BLOCK, None, _wider(BLOCK, 0, 24), _wider(BLOCK, 0, 120)),
}


def examples_make(*, project: Project, on_progress: Callable[[float, str], None]) -> None:
    """Make the clips that the project's categories lack; doing it twice changes nothing."""
    categories = {category.key: category for category in Category.objects.filter(project=project)}
    wanted = [recipe for recipe in RECIPES.values() if _is_missing(categories.get(recipe.category))]
    with tempfile.TemporaryDirectory() as name:
        for number, recipe in enumerate(wanted):
            on_progress(number / len(wanted), f"forging an example of {recipe.category}")
            out = Path(name) / f"{recipe.name}.mp4"
            plan = Plan(SPAN, LAYOUTS[recipe.name], strength=1.0, dice=(0.6, 0.3))
            plan_forge(source=_scene_of(recipe.name, Path(name)), recipe=recipe.name, plan=plan, out=out)
            example_put(category=categories[recipe.category], clip=out)


def _is_missing(category: Category | None) -> bool:
    return category is not None and not category.example_clip.is_file()


def _scene_of(recipe: str, folder: Path) -> Path:
    """The clean clip: ripples need a wall with a pattern, painting over is hidden best by a plain one."""
    scene = EXAMPLES_WALL if recipe == "ripple" else EXAMPLES
    path = folder / f"{scene}.mp4"
    if not path.exists():
        clip_render(scene, path)
    return path
