"""The whole job by keyboard alone, told from the accessibility tree: what a screen reader would say."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.e2e.access.conftest import Seating
from tests.e2e.access.listener import Listener, listening
from tests.e2e.conftest import Studio
from tests.e2e.hands import saved, workbench_ready
from tests.e2e.seat import entered

pytestmark = pytest.mark.e2e

SLOW_MS = 30_000
# Past the last control the focus is with the browser's own, for one step.
INSIDE = (
    "(dialog) => [document.body, null].includes(document.activeElement) || dialog.matches(':focus-within')"
)
BOX = {"Left": "100", "Top": "80", "Width": "200", "Height": "120"}


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser profile of one's own."""
    made = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    yield made
    made.close()


def test_an_annotator_and_a_reviewer_without_mouse_and_screen(
    browser: Browser, context: BrowserContext, hall: Studio
) -> None:
    ear = listening(context)
    annotation = _sign_in_and_take_a_video(ear, hall)
    _find_the_frame(ear)
    _add_a_trace(ear)
    _say_what_it_is(ear)
    saved(ear.page)
    _hand_it_in(ear)
    other = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    reviewer = hall.person("reviewer")
    _accept(listening(entered(other, hall.session(reviewer))), hall)
    stored = hall.admin.get(f"annotations/{annotation}/")
    assert stored["status"] == "accepted"
    (trace,) = stored["traces"]
    assert (trace["onset_frame"], trace["offset_frame"]) == (34, 45)
    assert trace["keyframes"] == [{"frame": 35, "left": 100, "top": 80, "width": 200, "height": 120}]
    other.close()


def _sign_in_and_take_a_video(ear: Listener, hall: Studio) -> str:
    person = hall.person("annotator")
    ear.page.goto(f"{hall.platform.url}/sign-in")
    ear.page.get_by_role("button", name="Sign in").wait_for()
    ear.tab_to("textbox", "User name")
    ear.page.keyboard.type(person.username)
    ear.tab_to("textbox", "Password")
    ear.page.keyboard.type(person.password)
    ear.page.keyboard.press("Enter")
    ear.page.wait_for_url(lambda url: "/sign-in" not in url, timeout=SLOW_MS)
    ear.page.get_by_role("heading", level=1).wait_for()
    ear.tab_to("link", "next video")
    ear.page.keyboard.press("Enter")
    workbench_ready(ear.page)
    assert ear.find("heading", "Workbench: Kitchen scenes").properties["level"] == 1
    return re.sub(r".*/work/", "", ear.page.url)


def _find_the_frame(ear: Listener) -> None:
    field = ear.tab_to("textbox", "Go to frame")
    assert field.value == "0"
    ear.page.keyboard.press("Control+a")
    ear.page.keyboard.type("35")
    ear.page.keyboard.press("Enter")
    ear.hears("frame 35, 1.458 s")
    assert ear.tab_to("slider", "Playhead").value == "35"
    assert ear.value_text() == "frame 35, 1.458 s"
    ear.page.keyboard.press("ArrowRight")
    ear.hears("frame 36, 1.500 s")
    ear.page.keyboard.press("ArrowLeft")
    assert ear.value_text() == "frame 35, 1.458 s"
    assert ear.find("image", "").name.startswith("Frame 35")


def _add_a_trace(ear: Listener) -> None:
    ear.tab_to("button", "New trace")
    ear.page.keyboard.press("Enter")
    ear.hears("Trace 1 begins here. Verdict set to Fake.")
    assert ear.find("button", "Fake").properties["pressed"] == "true"
    for name, value in BOX.items():
        ear.tab_to("textbox", name)
        ear.page.keyboard.press("Control+a")
        ear.page.keyboard.type(value)
        ear.page.keyboard.press("Enter")
    assert [ear.find("textbox", name).value for name in BOX] == list(BOX.values())
    ear.tab_to("textbox", "Offset frame", key="Shift+Tab")
    ear.page.keyboard.type("44")
    ear.page.keyboard.press("Enter")
    ear.hears("Offset frame 44")
    ear.tab_to("slider", "Onset of trace 1", key="Shift+Tab")
    assert ear.value_text() == "frame 35, 1.458 s"
    ear.page.keyboard.press("ArrowLeft")
    assert ear.value_text() == "frame 34, 1.417 s"
    ear.tab_to("slider", "Offset of trace 1")
    ear.page.keyboard.press("ArrowRight")
    assert ear.value_text() == "frame 45, 1.875 s"


def _say_what_it_is(ear: Listener) -> None:
    ear.tab_to("button", "Object Merging")
    assert "Distinct objects fuse" in ear.focused().description
    ear.page.keyboard.press("Space")
    assert ear.focused().properties["pressed"] == "true"
    ear.tab_to("textbox", "Explanation")
    ear.page.keyboard.type("The two balls fuse into one.")
    # The keys of the player do nothing while one types, and Tab leads out.
    ear.tab_to("textbox", "Onset frame")


def _hand_it_in(ear: Listener) -> None:
    work = ear.page.url
    ear.tab_to("button", "Submit", key="Shift+Tab")
    ear.page.keyboard.press("Enter")
    ear.page.wait_for_url(lambda url: url != work, timeout=SLOW_MS)
    ear.hears("Handed in.")


def _accept(ear: Listener, hall: Studio) -> None:
    ear.page.goto(f"{hall.platform.url}/p/{hall.slug}/review?view=answers")
    ear.page.get_by_role("link", name="Review").last.wait_for()
    row = ear.page.get_by_role("table").get_by_role("link", name="Review").first
    row.wait_for()
    while not row.evaluate("(link) => document.activeElement === link"):
        ear.tab()
    ear.page.keyboard.press("Enter")
    workbench_ready(ear.page)
    work = ear.page.url
    assert ear.find("complementary", "Annotation").role == "complementary"
    ear.tab_to("button", "Accept")
    ear.page.keyboard.press("Enter")
    ear.page.wait_for_url(lambda url: url != work, timeout=SLOW_MS)
    ear.hears("Accepted")


def test_tab_goes_through_the_workbench_and_out(take_seat: Seating) -> None:
    ear = Listener(take_seat().open())
    ear.page.keyboard.press("n")
    expect(ear.page.get_by_label("Explanation")).to_be_visible()
    _walk(ear, "Tab")
    there = _walk(ear, "Tab")
    back = _walk(ear, "Shift+Tab")
    assert len(there) > 30
    assert len(set(there)) == len(there), "a control twice: a trap"
    assert back == there[::-1]


def _walk(ear: Listener, key: str) -> list[str]:
    """The controls from one end of the page to the other."""
    stops: list[str] = []
    while (html := ear.tab(key)) is not None:
        stops.append(html)
        assert len(stops) < 200, "no end"
    return stops


@pytest.mark.parametrize("opener", ["Keyboard shortcuts", "Skip", "Give back"])
def test_a_dialog_keeps_the_focus_and_gives_it_back(take_seat: Seating, opener: str) -> None:
    ear = Listener(take_seat().open())
    ear.tab_to("button", opener)
    ear.page.keyboard.press("Enter")
    dialog = ear.page.get_by_role("dialog")
    dialog.wait_for()
    assert dialog.evaluate("(dialog) => dialog.contains(document.activeElement)")
    for _ in range(12):
        ear.tab()
        inside = (
            "(dialog) => document.activeElement === document.body || dialog.contains(document.activeElement)"
        )
        assert dialog.evaluate(inside)
    ear.page.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    assert ear.focused().name.startswith(opener)
