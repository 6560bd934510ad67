"""The main job from end to end: annotate by keyboard and by mouse, review, return, fix, accept, release."""

import json
import zipfile
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Person, Studio, sign_in
from tests.e2e.hands import Hands, saved, workbench_ready
from tests.independent_reader import Sample, read_release
from tests.media import ClipSpec, clip

pytestmark = pytest.mark.e2e

FRAMES = 72
MOST_ACTIONS = 12
BY_KEYBOARD = "The two balls fuse into one."
BY_MOUSE = "The ball turns soft for no reason."


def test_from_a_video_to_a_benchmark_row(whole_browser: Browser, studio: Studio, tmp_path: Path) -> None:
    names = _two_clips(studio)
    annotator, reviewer = studio.person("annotator"), studio.person("reviewer")
    work, desk = _page(whole_browser, studio, annotator), _page(whole_browser, studio, reviewer)
    _annotate_by_keyboard(work, studio)
    _annotate_by_mouse(work)
    _return_one_and_accept_the_other(desk, studio)
    _fix_what_came_back(work, studio)
    _accept_the_last(desk, studio)
    rows = _release_read(whole_browser, studio, tmp_path)
    assert {row.video_id for row in rows} == names
    assert all(row.is_fake and row.frame_count == FRAMES and row.media.is_file() for row in rows)
    by_text = {row.explanation: row for row in rows}
    assert set(by_text) == {BY_KEYBOARD, BY_MOUSE}
    assert by_text[BY_KEYBOARD].tags == ["Object Merging"]
    assert by_text[BY_MOUSE].tags == ["Sudden Blurring"]
    keyboard = _row_of(tmp_path, BY_KEYBOARD)
    assert (keyboard["faketrace_first_frame"], keyboard["faketrace_last_frame"]) == (10, 41)


def _two_clips(studio: Studio) -> set[str]:
    names = set()
    for fps in (24, 30):
        name = f"story-{fps}"
        path = clip(name, ClipSpec(fps=Fraction(fps), frames=FRAMES, size=(640, 360)))
        studio.wait_ready(studio.upload(path, video_id=name, kind="fake", source="Story"))
        names.add(name)
    return names


def _page(browser: Browser, studio: Studio, person: Person) -> Page:
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    sign_in(page, studio.platform, person)
    return page


def _annotate_by_keyboard(page: Page, studio: Studio) -> None:
    page.goto(f"{studio.platform.url}/p/{studio.slug}/next")
    workbench_ready(page)
    before = page.url
    hands = Hands(page)
    hands.key("Shift+ArrowRight", "n")
    hands.key(*["Shift+ArrowRight"] * 3)
    hands.key("o", "5", "e")
    hands.type(BY_KEYBOARD)
    hands.key("Control+Enter")
    page.wait_for_url(lambda url: "/work/" in url and url != before)
    print(f"by keyboard: {hands.actions} actions")
    assert hands.actions <= MOST_ACTIONS


def _annotate_by_mouse(page: Page) -> None:
    workbench_ready(page)
    hands = Hands(page)
    hands.drag(page.get_by_test_id("stage").locator("canvas"), (0.3, 0.4), (0.6, 0.7))
    hands.drag_by(page.get_by_test_id("offset-handle-1"), -300)
    hands.click(page.get_by_role("button", name="Sudden Blurring"))
    hands.click(page.get_by_label("Explanation"))
    hands.type(BY_MOUSE)
    hands.click(page.get_by_role("button", name="Submit"))
    expect(page.get_by_text("Nothing left for you right now")).to_be_visible(timeout=20_000)
    print(f"by mouse: {hands.actions} actions")
    assert hands.actions <= MOST_ACTIONS


def _return_one_and_accept_the_other(page: Page, studio: Studio) -> None:
    page.goto(f"{studio.platform.url}/p/{studio.slug}/review?view=answers")
    page.get_by_role("table").get_by_role("link", name="Review").last.click()
    _judge(page, returned=BY_KEYBOARD)
    _judge(page, returned=BY_KEYBOARD)
    expect(page).to_have_url(f"{studio.platform.url}/p/{studio.slug}/review?view=answers", timeout=20_000)


def _judge(page: Page, *, returned: str) -> None:
    """Return the answer with this explanation, accept any other."""
    workbench_ready(page)
    before = page.url
    explanation = page.get_by_label("Explanation")
    page.get_by_test_id("timeline").get_by_role("button").first.wait_for()
    if explanation.count() == 0:
        page.keyboard.press("ArrowDown")
    if explanation.input_value() == returned:
        page.get_by_role("button", name="Return").click()
        page.get_by_label("Onset or offset is inaccurate").check()
        page.get_by_label("Tell the annotator more").fill("One frame too early.")
        page.get_by_role("button", name="Send back").click()
    else:
        page.get_by_role("button", name="Accept").click()
    page.wait_for_url(lambda url: url != before)


def _fix_what_came_back(page: Page, studio: Studio) -> None:
    page.goto(f"{studio.platform.url}/p/{studio.slug}/next")
    workbench_ready(page)
    expect(page.get_by_test_id("return-reasons")).to_contain_text("One frame too early.")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+o")
    saved(page)
    page.reload()
    workbench_ready(page)
    expect(page.get_by_label("Offset frame")).to_have_value("41")
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_text("Nothing left for you right now")).to_be_visible(timeout=20_000)


def _accept_the_last(page: Page, studio: Studio) -> None:
    page.goto(f"{studio.platform.url}/p/{studio.slug}/review?view=answers")
    page.get_by_role("table").get_by_role("link", name="Review").last.click()
    workbench_ready(page)
    page.keyboard.press("a")
    expect(page).to_have_url(f"{studio.platform.url}/p/{studio.slug}/review?view=answers", timeout=20_000)


def _release_read(browser: Browser, studio: Studio, folder: Path) -> list[Sample]:
    """Make a release by the page, fetch it by REST, and read it as a stranger would."""
    person = studio.person("admin")
    page = _page(browser, studio, person)
    page.goto(f"{studio.platform.url}/p/{studio.slug}/releases")
    page.get_by_role("link", name="New release").first.click()
    page.get_by_role("button", name="Make release").click()
    expect(page.get_by_text("all_data.json").first).to_be_visible(timeout=30_000)
    api = studio.session(person)
    for name in ("all_data.json", "media.zip"):
        (folder / name).write_bytes(api.call("GET", f"releases/{studio.slug}/1/{name}").content)
    zipfile.ZipFile(folder / "media.zip").extractall(folder)
    return read_release(folder)


def _row_of(folder: Path, explanation: str) -> dict[str, Any]:
    rows = json.loads((folder / "all_data.json").read_text())
    return next(row for row in rows if row["faketrace_explanations"] == explanation)
