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
