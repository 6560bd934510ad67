"""Looking closely: zoom, loupe, adjustments, and the aids that show change, on real pixels."""

import secrets
from base64 import b64decode
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import Studio
from tests.e2e.hands import workbench_ready
from tests.e2e.seat import entered
from tests.e2e.server import ApiSession, Platform, wait_for
from tests.media import ClipSpec, clip

pytestmark = pytest.mark.e2e

SEATS = 20
SPEC = ClipSpec(frames=48, size=(640, 360))
AIDS = (
    "Difference to another frame",
    "Onion skin: another frame laid over",
    "Blink between two frames",
    "Side by side with another frame",
)
MAIN, OVER = "[data-testid=stage-canvas]", "[data-testid=stage] [data-testid=composite-canvas]:not([hidden])"
BESIDE = "[data-testid=compare-pane] canvas:not([hidden])"
# A million numbers as one text: as a list they would take seconds on their way.
PIXELS = """selector => {
  const canvas = document.querySelector(selector);
  const { width, height } = canvas;
  const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
  let text = '';
  for (let at = 0; at < data.length; at += 32768)
    text += String.fromCharCode(...data.subarray(at, at + 32768));
  return btoa(text);
}"""
VIEW = """([selector, x, y]) => {
  const { left, top } = document.querySelector('[data-testid=stage]').getBoundingClientRect();
  const { a, e, f } = new DOMMatrix(getComputedStyle(document.querySelector(selector)).transform);
  return [(x - left - e) / a, (y - top - f) / a, a];
}"""


@pytest.fixture(scope="module", autouse=True)
def _patience() -> Iterator[None]:
    """A busy machine may take its time over each picture."""
    expect.set_options(timeout=20_000)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture(scope="module")
def studio(platform: Platform, admin: ApiSession) -> Studio:
    """One project with one clip that everybody gets."""
    studio = Studio(platform, admin, f"viewing-{secrets.token_hex(4)}", overlap=SEATS)
    studio.wait_ready(studio.upload(clip("viewing", SPEC)))
    return studio


class Seat:
    """Somebody at the workbench."""

    def __init__(self, browser: Browser, studio: Studio, **options: Any) -> None:
        person = studio.person("annotator")
        self.api = studio.session(person)
        self.annotation = self.api.post("queue/next/", {"project": studio.slug})["annotation"]["id"]
        self.context = browser.new_context(viewport={"width": 1440, "height": 900}, **options)
        self.page = entered(self.context, self.api).new_page()
        self.page.goto(f"{studio.platform.url}/work/{self.annotation}")
        workbench_ready(self.page)

    def goto(self, frame: int) -> None:
        """Go to a frame and wait for its picture."""
        self.page.get_by_test_id("frame-number").fill(str(frame))
        self.page.keyboard.press("Enter")
        self.painted(frame)

    def painted(self, frame: int) -> None:
        """Wait until the frame's own picture is on the canvas."""
        expect(self.page.locator(MAIN)).to_have_attribute("data-painted-frame", str(frame))

    def pixels(self, selector: str) -> NDArray[np.int16]:
        """Red, green and blue of every pixel of a canvas."""
        values = np.frombuffer(b64decode(self.page.evaluate(PIXELS, selector)), dtype=np.uint8)
        return values.astype(np.int16).reshape(-1, 4)[:, :3]

    def view(self, x: float, y: float, selector: str = MAIN) -> tuple[float, float, float]:
        """The picture point under a point of the window, and the scale."""
        left, top, scale = self.page.evaluate(VIEW, [selector, x, y])
        return left, top, scale

    def middle(self) -> tuple[float, float]:
        """A point of the window over the picture that is not the stage's middle."""
        box = self.page.get_by_test_id("stage").bounding_box()
        assert box is not None
        return round(box["x"] + box["width"] * 0.4), round(box["y"] + box["height"] * 0.45)

    def over(self, frame: int, other: int | None = None) -> None:
        """Wait until the layer over the picture shows these frames."""
        layer = self.page.locator(OVER)
        expect(layer).to_have_attribute("data-shown-frame", str(frame))
        if other is not None:
            expect(layer).to_have_attribute("data-shown-other", str(other))

    def blinks(self, frame: int) -> None:
        """Wait until this one of two alternating frames is on the stage."""
        layer = self.page.locator(OVER)
        wait_for(
            lambda: layer.get_attribute("data-shown-frame") == str(frame),
            seconds=30,
            what=f"frame {frame} on the stage",
        )


@pytest.fixture
def seat(browser: Browser, studio: Studio) -> Iterator[Seat]:
    """A fresh annotator with the clip open."""
    made = Seat(browser, studio)
    yield made
    made.context.close()


def test_zoom_keeps_the_point_under_the_pointer_and_reaches_sixteen_times(seat: Seat) -> None:
    page = seat.page
    x, y = seat.middle()
    page.mouse.move(x, y)
    left, top, fitted = seat.view(x, y)
    page.mouse.wheel(0, -500)
    wait_for(lambda: seat.view(x, y)[2] > 2 * fitted, seconds=10, what="the zoom")
    assert seat.view(x, y)[:2] == pytest.approx((left, top), abs=0.5)
    expect(page.locator(f"{MAIN}.pixelated")).to_have_count(1)

    page.mouse.wheel(0, -6000)
    wait_for(lambda: seat.view(x, y)[2] >= 16, seconds=10, what="sixteen screen pixels a pixel")
    assert seat.view(x, y)[:2] == pytest.approx((left, top), abs=0.5)

    before = seat.view(x, y)
    page.keyboard.press("ArrowRight")
    seat.painted(1)
    assert seat.view(x, y) == pytest.approx(before)


def test_one_to_one_whole_and_by_steps_from_the_keys(seat: Seat) -> None:
    page = seat.page
    stage = page.get_by_test_id("stage")
    fitted = float(stage.get_attribute("data-zoom") or 0)
    page.keyboard.press("Shift+Z")
    expect(stage).to_have_attribute("data-zoom", "1")
    expect(page.get_by_role("button", name="One to one")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("z")
    expect(stage).to_have_attribute("data-zoom", str(fitted))
    page.keyboard.press("+")
    wait_for(
        lambda: float(stage.get_attribute("data-zoom") or 0) == pytest.approx(1.5 * fitted),
        seconds=10,
        what="one step of zoom",
    )


def test_the_view_moves_by_the_small_map_and_by_keys(seat: Seat) -> None:
    page = seat.page
    x, y = seat.middle()
    for _ in range(4):
        page.keyboard.press("+")
    minimap = page.get_by_test_id("minimap")
    minimap.click(position={"x": 3, "y": 3})
    wait_for(lambda: seat.view(x, y)[0] < 200, seconds=10, what="the corner on the stage")
    before = seat.view(x, y)
    page.keyboard.press("Shift+M")
    expect(minimap).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    wait_for(lambda: seat.view(x, y)[0] > before[0] + 4, seconds=10, what="the view further right")
    assert seat.view(x, y)[1] > before[1] + 4
    expect(page.get_by_test_id("frame-number")).to_have_value("0")
    page.keyboard.press("Escape")
    expect(minimap).not_to_be_focused()

    placed = seat.view(x, y)
    page.mouse.move(x, y)
    page.mouse.down(button="middle")
    page.mouse.move(x + 60, y + 30)
    page.mouse.up(button="middle")
    moved = seat.view(x, y)
    assert (placed[0] - moved[0]) * placed[2] == pytest.approx(60, abs=1)
    page.keyboard.press("u")
    expect(minimap).to_have_count(0)


def test_the_loupe_shows_the_pixel_under_the_pointer_and_goes_to_the_box(seat: Seat) -> None:
    page = seat.page
    x, y = seat.middle()
    page.mouse.move(x, y)
    left, top, _scale = seat.view(x, y)
    page.keyboard.press("y")
    where = page.get_by_test_id("loupe-at")
    expect(where).to_have_text(f"x {int(left)}, y {int(top)}")
    shown = page.evaluate(
        "() => Array.from(document.querySelector('[data-testid=loupe] canvas')"
        ".getContext('2d').getImageData(103, 103, 1, 1).data)"
    )
    assert shown[:3] == list(seat.pixels(MAIN).reshape(360, 640, 3)[int(top), int(left)])
    page.keyboard.press("y")
    expect(where).to_have_count(0)

    page.keyboard.press("n")
    for name, value in {"Left": 100, "Top": 80, "Width": 50, "Height": 30}.items():
        page.get_by_label(name, exact=True).fill(str(value))
        page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.keyboard.press("Shift+Y")
    expect(where).to_have_text("x 125, y 95")


def test_an_altered_picture_says_so_and_one_key_brings_the_original_back(seat: Seat) -> None:
    page = seat.page
    seat.goto(5)
    original = seat.pixels(MAIN)
    page.keyboard.press("p")
    page.get_by_label("Brightness", exact=True).fill("0.5")
    page.get_by_label("Saturation", exact=True).fill("0")
    badge = page.get_by_test_id("altered-badge")
    expect(badge).to_be_visible()
    seat.over(5)
    grey = seat.pixels(OVER)
    assert (grey == grey[:, :1]).all()
    assert np.abs(grey[:, 0] * 2 - _grey(original)).max() <= 4
    assert (seat.pixels(MAIN) == original).all(), "the frame's own canvas is never altered"

    seat.page.evaluate("document.getElementById('wb-stage').focus()")
    page.keyboard.press("ArrowRight")
    seat.over(6)
    page.keyboard.press("u")
    expect(badge).to_have_count(0)
    expect(page.locator(OVER)).to_have_count(0)
    seat.painted(6)


def _grey(pixels: NDArray[np.int16]) -> NDArray[np.int16]:
    weights = np.array([54, 183, 19], dtype=np.int32)
    return ((pixels.astype(np.int32) @ weights) >> 8).astype(np.int16)


def test_one_key_hides_all_that_lies_over_the_picture(seat: Seat) -> None:
    page = seat.page
    page.keyboard.press("n")
    tag = page.locator("[data-testid=stage] button.tag")
    page.get_by_label("Left", exact=True).fill("10")
    page.keyboard.press("Enter")
    expect(tag).to_have_count(1)
    page.keyboard.press("Escape")
    page.keyboard.press("h")
    expect(tag).to_have_count(0)
    expect(page.locator("[data-testid=stage] svg g.box")).to_have_count(0)
    page.keyboard.press("h")
    expect(tag).to_have_count(1)


def test_the_difference_is_black_for_one_frame_and_exact_for_two(seat: Seat) -> None:
    page = seat.page
    seat.goto(8)
    before = seat.pixels(MAIN)
    seat.goto(9)
    after = seat.pixels(MAIN)
    page.keyboard.press("v")
    page.get_by_label("Gain", exact=True).fill("3")
    seat.over(9, 8)
    assert (seat.pixels(OVER) == np.minimum(255, np.abs(after - before) * 3)).all()
    assert (seat.pixels(MAIN) == after).all()

    page.get_by_label("Compare with").select_option("a")
    page.keyboard.press("Shift+A")
    seat.over(9, 9)
    assert seat.pixels(OVER).max() == 0

    seat.goto(0)
    page.get_by_label("Compare with").select_option("previous")
    expect(page.locator(OVER)).to_have_count(0)
    expect(page.get_by_test_id("aid-badge")).to_have_text("There is no such frame to compare with")


def test_the_onion_skin_mixes_two_frames(seat: Seat) -> None:
    page = seat.page
    seat.goto(20)
    other = seat.pixels(MAIN)
    seat.goto(19)
    this = seat.pixels(MAIN)
    page.keyboard.press("Shift+V")
    page.get_by_label("Compare with").select_option("next")
    page.get_by_label("Opacity", exact=True).fill("0.25")
    seat.over(19, 20)
    expected = (this.astype(np.int32) * 192 + other.astype(np.int32) * 64) >> 8
    assert (seat.pixels(OVER) == expected).all()


def test_blinking_alternates_the_marked_frames(seat: Seat) -> None:
    page = seat.page
    seat.goto(30)
    page.keyboard.press("Shift+A")
    seat.goto(40)
    page.keyboard.press("Shift+B")
    seat.goto(5)
    page.keyboard.press("w")
    layer = page.locator(OVER)
    for frame in (30, 40, 30, 40):
        seat.blinks(frame)
    assert page.locator(MAIN).get_attribute("data-painted-frame") == "5"
    page.get_by_label("Speed", exact=True).and_(page.locator("input")).fill("5")
    expect(page.get_by_role("alert").filter(has_text="3 flashes")).to_be_visible()
    page.get_by_role("button", name="Stop blinking").click()
    held = layer.get_attribute("data-shown-frame")
    page.keyboard.press("Alt+W")
    expect(layer).to_have_attribute("data-shown-frame", "40" if held == "30" else "30")


def test_nothing_blinks_by_itself_under_reduced_motion(browser: Browser, studio: Studio) -> None:
    seat = Seat(browser, studio, reduced_motion="reduce")
    page = seat.page
    seat.goto(5)
    page.keyboard.press("w")
    expect(page.get_by_role("button", name="Start blinking")).to_be_visible()
    seat.over(5, 4)
    page.keyboard.press("Alt+W")
    seat.over(4, 5)
    expect(page.get_by_role("button", name="Start blinking")).to_be_visible()
    page.get_by_role("button", name="Start blinking").click()
    seat.over(5, 4)
    seat.over(4, 5)
    seat.context.close()


def test_two_frames_side_by_side_move_together(seat: Seat) -> None:
    page = seat.page
    seat.goto(12)
    page.keyboard.press("Shift+W")
    beside = page.locator(BESIDE)
    expect(beside).to_have_attribute("data-shown-frame", "11")
    pane = page.get_by_test_id("compare-pane").bounding_box()
    assert pane is not None
    page.mouse.move(pane["x"] + 200, pane["y"] + 200)
    page.mouse.wheel(0, -800)
    expect(page.locator(f"{BESIDE}.pixelated")).to_have_count(1)
    style = beside.get_attribute("style")
    assert style == page.locator(MAIN).get_attribute("style")
    page.keyboard.press("ArrowRight")
    expect(beside).to_have_attribute("data-shown-frame", "12")
    seat.painted(13)
    assert beside.get_attribute("style") == style

    page.keyboard.press("Shift+A")
    page.get_by_label("Compare with").select_option("ab")
    expect(beside).to_have_attribute("data-shown-frame", "13")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+B")
    page.keyboard.press("ArrowRight")
    seat.over(14)
    seat.painted(15)
    expect(beside).to_have_attribute("data-shown-frame", "13")


def test_their_use_is_recorded_with_the_annotation(seat: Seat) -> None:
    page = seat.page
    seat.goto(3)
    for chord in ("v", "Shift+V", "w", "Shift+W", "y"):
        page.keyboard.press(chord)
    page.keyboard.press("p")
    page.get_by_label("Gamma", exact=True).fill("2")
    page.goto("about:blank")
    wanted = {"difference", "onion", "blink", "side_by_side", "loupe", "adjust"}
    wait_for(
        lambda: wanted <= set(seat.api.get(f"annotations/{seat.annotation}/")["aids"]),
        seconds=30,
        what="the aids with the annotation",
    )


def test_a_project_can_switch_the_aids_off(browser: Browser, studio: Studio) -> None:
    studio.admin.call("PATCH", f"projects/{studio.slug}/", json={"viewing_aids": False})
    seat = Seat(browser, studio)
    toolbar = seat.page.get_by_role("group", name="View", exact=True)
    expect(toolbar.get_by_role("button", name="Loupe")).to_be_visible()
    for name in AIDS:
        expect(toolbar.get_by_role("button", name=name)).to_have_count(0)
    seat.goto(5)
    for chord in ("v", "Shift+V", "w", "Shift+W", "Alt+W", "Shift+A"):
        seat.page.keyboard.press(chord)
    expect(seat.page.get_by_test_id("aid-panel")).to_have_count(0)
    expect(seat.page.locator(OVER)).to_have_count(0)
    seat.context.close()
    studio.admin.call("PATCH", f"projects/{studio.slug}/", json={"viewing_aids": True})
