"""The recipes on arrays: the truth is exact to the pixel and to the frame."""

from collections.abc import Iterator
from fractions import Fraction
from random import Random

import numpy as np
import pytest
from numpy.typing import NDArray

from annotations.frames import FrameSpan, FrameTable
from annotations.models import Category
from reviewers.forge.canvas import canvas_of, samples_of
from reviewers.forge.errors import ClipTooShortError, ClipTooSmallError, NotVisibleError
from reviewers.forge.recipes import RECIPES, Plan
from reviewers.forge.scene import Scan, box_choose, thing
from reviewers.forge.work import AFTER, BEFORE, clip_check, forged, plan_make
from tests.reviewers.forge.footage import FRAMES, HEIGHT, WIDTH, gray_scene

SEEDS = (1, 2, 3)
Samples = NDArray[np.uint8]


@pytest.fixture(scope="module")
def clean() -> list[Samples]:
    """The scene as stored pictures with some colour."""
    colour = np.full((HEIGHT // 2, WIDTH), 120, np.uint8)
    return [np.concatenate([luma, colour]) for luma in gray_scene()]


@pytest.fixture(scope="module")
def scan(clean: list[Samples]) -> Scan:
    scanned = Scan()
    for samples in clean:
        scanned.take(samples[:HEIGHT])
    return scanned


def dice(seed: int | str) -> Random:
    """Repeatable, not secret."""
    return Random(seed)  # noqa: S311


def table(frames: int = FRAMES, step: int = 512) -> FrameTable:
    return FrameTable(Fraction(1, 12288), tuple(range(0, frames * step, step)), frames * step, (0,))


def visible(recipe: str, scan: Scan, clean: list[Samples], seed: int) -> tuple[Plan, list[Samples]]:
    """The first plan that shows, as forging takes it."""
    for attempt in range(20):
        plan = plan_make(
            recipe=RECIPES[recipe], scan=scan, table=table(), chance=dice(f"{recipe}/{seed}/{attempt}")
        )
        try:
            return plan, list(forged(recipe=RECIPES[recipe], plan=plan, pictures=iter(clean)))
        except NotVisibleError:
            continue
    raise AssertionError(f"{recipe} never shows")


@pytest.mark.django_db
def test_every_category_has_a_recipe() -> None:
    made = {recipe.category for recipe in RECIPES.values()}
    assert made == set(Category.objects.filter(project=None).values_list("key", flat=True)) - {"other"}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("recipe", RECIPES)
def test_nothing_changes_outside_the_box_and_the_span(
    recipe: str, seed: int, scan: Scan, clean: list[Samples]
) -> None:
    plan, pictures = visible(recipe, scan, clean, seed)
    assert BEFORE <= plan.span.onset_frame <= plan.span.offset_frame < FRAMES - AFTER
    changed = [frame for frame in range(FRAMES) if not np.array_equal(clean[frame], pictures[frame])]
    assert changed == list(plan.span.frames())
    for frame in changed:
        box = plan.box_at(frame)
        assert box.is_inside(WIDTH, HEIGHT)
        before, after = clean[frame][:HEIGHT].copy(), pictures[frame][:HEIGHT].copy()
        place = (slice(box.top, box.bottom), slice(box.left, box.right))
        assert np.abs(after[place].astype(int) - before[place]).max() >= 8
        before[place] = after[place] = 0
        assert np.array_equal(before, after)


@pytest.mark.parametrize("recipe", RECIPES)
def test_the_same_dice_make_the_same_picture(recipe: str, scan: Scan, clean: list[Samples]) -> None:
    (one, first), (two, second) = (visible(recipe, scan, clean, 7) for _ in range(2))
    assert one == two
    assert all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))
    other, _ = visible(recipe, scan, clean, 8)
    assert other != one


def test_seeds_vary_place_length_and_strength(scan: Scan, clean: list[Samples]) -> None:
    plans = [visible("warp", scan, clean, seed)[0] for seed in range(6)]
    assert len({plan.strength for plan in plans}) > 3
    assert len({plan.span.frame_count for plan in plans}) > 2
    assert len({plan.layout.home for plan in plans}) > 2


def test_the_edge_of_the_box_is_soft(scan: Scan, clean: list[Samples]) -> None:
    """The line along the box's edge changes far less than its middle: no hard frame gives it away."""
    plan, pictures = visible("blur", scan, clean, 1)
    frame, box = plan.span.onset_frame, plan.box_at(plan.span.onset_frame)
    change = np.abs(pictures[frame][:HEIGHT].astype(int) - clean[frame][:HEIGHT])
    edge = change[box.top, box.left : box.right].mean()
    middle = change[box.top + box.height // 2, box.left : box.right].mean()
    assert edge < middle / 4


def test_an_artefact_is_where_something_is(scan: Scan) -> None:
    """On a flat picture with one thing, the box holds a part of the thing."""
    flat = Scan()
    picture = np.full((HEIGHT, WIDTH), 128, np.uint8)
    picture[96:140, 150:194] = gray_scene()[0, 96:140, 150:194]
    for _ in range(FRAMES):
        flat.take(picture)
    for seed in range(10):
        box = box_choose(flat.scene(FrameSpan(10, 20)), dice(seed), thing, (0.26, 0.46))
        assert box.left < 194
        assert box.right > 150
        assert box.top < 140
        assert box.bottom > 96


def test_what_does_not_show_is_refused(clean: list[Samples]) -> None:
    blank = [np.full_like(clean[0], 128) for _ in clean]
    scanned = Scan()
    for samples in blank:
        scanned.take(samples[:HEIGHT])
    plan = plan_make(recipe=RECIPES["warp"], scan=scanned, table=table(), chance=dice(1))
    with pytest.raises(NotVisibleError):
        list(forged(recipe=RECIPES["warp"], plan=plan, pictures=iter(blank)))


def test_no_span_runs_across_a_cut(clean: list[Samples]) -> None:
    scanned = Scan()
    for frame, samples in enumerate(clean):
        scanned.take(samples[:HEIGHT] if frame < 24 else 255 - samples[:HEIGHT])
    for seed in range(20):
        span = plan_make(recipe=RECIPES["blur"], scan=scanned, table=table(), chance=dice(seed)).span
        assert span.offset_frame < 23 or span.onset_frame > 24


def test_a_clip_of_cuts_has_no_room(clean: list[Samples]) -> None:
    scanned = Scan()
    for frame, samples in enumerate(clean):
        scanned.take(samples[:HEIGHT] if frame % 4 < 2 else 255 - samples[:HEIGHT])
    with pytest.raises(ClipTooShortError):
        plan_make(recipe=RECIPES["blur"], scan=scanned, table=table(), chance=dice(1))


def test_a_span_is_as_long_on_screen_at_a_slower_rate(scan: Scan) -> None:
    """Seconds are counted by the frame table: half the frames at half the rate."""

    def lengths(step: int) -> Iterator[int]:
        for seed in range(30):
            plan = plan_make(recipe=RECIPES["blur"], scan=scan, table=table(step=step), chance=dice(seed))
            yield plan.span.frame_count

    assert max(lengths(512)) > 1.5 * max(lengths(2048))


@pytest.mark.parametrize(
    ("frames", "width", "height", "error"),
    [
        (23, 640, 360, ClipTooShortError),
        (24, 640, 360, None),
        (100, 95, 360, ClipTooSmallError),
        (100, 640, 95, ClipTooSmallError),
        (100, 96, 96, None),
    ],
)
def test_what_is_too_short_or_too_small(
    frames: int, width: int, height: int, error: type[Exception] | None
) -> None:
    if error is None:
        clip_check(frame_count=frames, width=width, height=height)
    else:
        with pytest.raises(error):
            clip_check(frame_count=frames, width=width, height=height)


def test_a_picture_comes_back_as_it_was() -> None:
    samples = np.random.default_rng(1).integers(0, 256, (12 * 3 // 2, 16), np.uint8)
    assert np.array_equal(samples_of(canvas_of(samples)), samples)
