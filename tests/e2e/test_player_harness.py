"""The player alone: whatever way a frame is obtained, the painted picture is that frame or there is none."""

import io
import random
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from annotations.media import MediaLimits, decode_frame
from bench.player_page import PlayerPage, player_page_served
from tests.media import CLIP_MATRIX, clip

pytestmark = pytest.mark.e2e
SLOW_WAYS = [
    "fps_29_97",
    "long_gop",
    "variable_30_15",
    "skip_edit",
    "empty_edit",
    "no_edit_list",
    "rotation_90",
]


@pytest.fixture(scope="module")
def pages() -> Iterator[PlayerPage]:
    with player_page_served() as pages:
        for name in CLIP_MATRIX:
            pages.add(name, clip(name))
        yield pages


@pytest.fixture(scope="module")
def page(browser: Browser, pages: PlayerPage) -> Iterator[Page]:
    with browser.new_page() as page:
        page.goto(f"{pages.origin}/index.html")
        yield page


def opened(page: Page, pages: PlayerPage, name: str, **options: Any) -> Any:
    return page.evaluate("request => bench.open(request)", pages.request(name, **options))


def wrong_frames(page: Page, name: str, frames: list[int]) -> list[tuple[int, int]]:
    """Paint these frames; those whose picture carries another number."""
    probes = page.evaluate("frames => bench.probe(frames)", frames)
    first = CLIP_MATRIX[name].first_code
    return [(frame, code) for frame, code, _ in probes if code != frame + first]


def shuffled(count: int, size: int) -> list[int]:
    chance = random.Random(count)  # noqa: S311 - repeatable, not secret
    return [chance.randrange(count) for _ in range(size)]


@pytest.mark.parametrize("name", CLIP_MATRIX)
def test_every_frame_is_painted_as_itself(page: Page, pages: PlayerPage, name: str) -> None:
    status = opened(page, pages, name)
    count = pages.clips[name].facts.table.frame_count

    assert (status["kind"], status["status"]["phase"]) == ("webcodecs", "ready")
    assert wrong_frames(page, name, [*range(count), *shuffled(count, count)]) == []


@pytest.mark.parametrize("name", SLOW_WAYS)
def test_a_verified_media_element_gives_the_same_frames(page: Page, pages: PlayerPage, name: str) -> None:
    status = opened(page, pages, name, forceKind="video")
    count = pages.clips[name].facts.table.frame_count

    assert (status["kind"], status["status"]["phase"]) == ("video", "ready")
    assert wrong_frames(page, name, [0, count - 1, *shuffled(count, 6)]) == []


@pytest.mark.parametrize("name", ["long_gop", "rotation_90"])
def test_server_pictures_give_the_same_frames(page: Page, pages: PlayerPage, name: str) -> None:
    status = opened(page, pages, name, forceKind="server")
    count = pages.clips[name].facts.table.frame_count

    assert (status["kind"], status["status"]["phase"]) == ("server", "ready")
    assert wrong_frames(page, name, [0, count - 1, *shuffled(count, 2)]) == []


def test_frames_that_do_not_all_fit_are_decoded_again(page: Page, pages: PlayerPage) -> None:
    opened(page, pages, "long_gop", byteBudget=1)
    kept = sum(last - first + 1 for first, last in page.evaluate("bench.ranges()"))

    assert kept < pages.clips["long_gop"].facts.table.frame_count / 4
    assert wrong_frames(page, "long_gop", [*shuffled(200, 30), *range(100, 160), *range(160, 100, -1)]) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"pts": 1}, "frame_times_differ"),
        ({"frames": 1}, "frame_count_differs"),
        ({"width": 2}, "picture_size_differs"),
    ],
)
def test_a_table_that_differs_stops_the_work(
    page: Page, pages: PlayerPage, change: dict[str, int], code: str
) -> None:
    request = pages.request("fps_24")
    table = request["table"]
    if "pts" in change:
        table["pts"][10] += change["pts"]
    if "frames" in change:
        table["pts"].pop(10)
        table |= {"frame_count": table["frame_count"] - 1}
    request |= {"table": table, "width": request["width"] + change.get("width", 0)}

    status = page.evaluate("request => bench.open(request)", request)["status"]

    assert (status["phase"], status["code"]) == ("mismatch", code)


def test_a_clip_that_cannot_be_fetched_is_an_error(page: Page, pages: PlayerPage) -> None:
    status = opened(page, pages, "fps_24", mediaUrl=f"{pages.origin}/nothing.mp4")["status"]

    assert (status["phase"], status["code"]) == ("error", "media_unreachable")


@pytest.mark.parametrize("name", ["fps_24", "rotation_90", "odd_size"])
def test_painted_pixels_are_those_of_the_server(page: Page, pages: PlayerPage, name: str) -> None:
    served = pages.clips[name]
    opened(page, pages, name)
    painted = np.array(page.evaluate("bench.pixels(7)"), dtype=np.int16)
    painted = painted.reshape(served.facts.height, served.facts.width, 4)[:, :, :3]
    png = decode_frame(served.path, served.facts.table, 7, MediaLimits(), "png")
    difference = np.abs(painted - np.asarray(Image.open(io.BytesIO(png)).convert("RGB"), dtype=np.int16))

    # The wrong colour matrix differs by 7 or more; what is left is how chroma is blown up.
    assert difference.mean() < 5


def test_playing_shows_every_frame_at_its_time(page: Page, pages: PlayerPage) -> None:
    opened(page, pages, "fps_24")
    played = page.evaluate("bench.play(1, 1)")

    assert played["shown"] + played["dropped"] == 47
    assert played["ms"] == pytest.approx(2000, rel=0.25)


def stage_opened(page: Page, pages: PlayerPage) -> None:
    """The clip of 320 x 180 stands at four times its size; its box is (100, 100, 60, 40)."""
    opened(page, pages, "fps_24")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.wait_for_function("document.querySelector('canvas').style.transform.includes('scale(4)')")


def on_screen(page: Page, x: float, y: float) -> tuple[float, float]:
    """Where a point of the picture lies on the screen now."""
    box = page.locator("canvas").bounding_box()
    assert box is not None
    return box["x"] + x * box["width"] / 320, box["y"] + y * box["height"] / 180


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=4)


def test_boxes_are_drawn_moved_and_resized_in_whole_pixels(page: Page, pages: PlayerPage) -> None:
    stage_opened(page, pages)
    drag(page, on_screen(page, 10.2, 30.4), on_screen(page, 40.3, 60.6))
    page.mouse.up()
    assert page.evaluate("bench.committed().drawn") == {"left": 10, "top": 30, "width": 31, "height": 31}

    drag(page, on_screen(page, 130, 120), on_screen(page, 120, 125))
    page.mouse.up()
    assert page.evaluate("bench.committed().bbox") == {"left": 90, "top": 105, "width": 60, "height": 40}

    drag(page, on_screen(page, 150, 145), on_screen(page, 900, 900))
    page.mouse.up()
    assert page.evaluate("bench.committed().bbox") == {"left": 90, "top": 105, "width": 230, "height": 75}


def test_escape_gives_a_drag_up(page: Page, pages: PlayerPage) -> None:
    stage_opened(page, pages)
    before = page.evaluate("bench.committed()")
    drag(page, on_screen(page, 130, 120), on_screen(page, 60, 60))
    page.keyboard.press("Escape")
    page.mouse.up()

    assert page.evaluate("bench.committed()") == before


def test_the_view_zooms_to_the_pointer_and_stays_while_stepping(page: Page, pages: PlayerPage) -> None:
    stage_opened(page, pages)
    at = on_screen(page, 200, 90)
    page.mouse.move(*at)
    page.mouse.wheel(0, -600)
    page.wait_for_function("!document.querySelector('canvas').style.transform.includes('scale(4)')")
    assert on_screen(page, 200, 90) == pytest.approx(at, abs=1)
    assert page.locator("canvas.pixelated").count() == 1

    view = page.locator("canvas").get_attribute("style")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('canvas').dataset.paintedFrame === '1'")
    assert page.locator("canvas").get_attribute("style") == view

    page.keyboard.down("Space")
    drag(page, at, (at[0] - 80, at[1] - 40))
    page.mouse.up()
    page.keyboard.up("Space")
    assert on_screen(page, 200, 90) == pytest.approx((at[0] - 80, at[1] - 40), abs=1)
    assert page.evaluate("bench.committed().drawn") is None
