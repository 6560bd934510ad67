"""Three people answer the same clip differently; a reviewer makes gold of it by keyboard alone."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.access.axe import Axe
from tests.e2e.conftest import Studio
from tests.e2e.judging.answers import RIGHT, answered, desk_open, desk_ready, page_of, trace
from tests.e2e.server import ApiSession, wait_for

pytestmark = pytest.mark.e2e


def test_answers_become_gold_by_keyboard(browser: Browser, studio: Studio) -> None:
    video = _answered(studio)
    reviewer = studio.person("reviewer")
    api = studio.session(reviewer)
    page = page_of(browser, studio, reviewer)
    page.goto(f"{studio.platform.url}/p/{studio.slug}/review")
    expect(page.get_by_role("table").get_by_text("Disagreement", exact=True)).to_be_visible()
    page.keyboard.press("Shift+N")
    desk_ready(page)
    expect(page).to_have_url(f"{studio.platform.url}/p/{studio.slug}/review/{video}")
    expect(page.get_by_test_id("row-A")).to_contain_text("onset 14 frames apart")
    expect(page.get_by_test_id("row-B")).to_contain_text("only ")

    _judge_the_first(page, api, video)
    page.reload()
    desk_ready(page)
    _judge_the_second(page)
    gold = api.get(f"videos/{video}/gold/")
    assert (gold["version"], gold["verdict"], gold["rule"]) == (1, "fake", "adjudicated")
    first, second = gold["traces"]
    assert (first["onset_frame"], first["offset_frame"], first["how"]) == (12, 40, "merged")
    assert len(first["sources"]) == 3
    assert (second["offset_frame"], second["how"], len(second["sources"])) == (61, "edited", 1)


def test_somebody_else_was_first(browser: Browser, studio: Studio) -> None:
    video = _answered(studio)
    person = studio.person("reviewer")
    page = page_of(browser, studio, person)
    desk_open(page, studio, video)
    page.keyboard.press("Shift+R")
    expect(page.get_by_test_id("row-A")).to_have_attribute("aria-label", _ends("dropped"))
    other = studio.session(studio.person("reviewer"))
    headers = {"If-Match": '"0"'}
    other.call("PUT", f"videos/{video}/gold/", json={"verdict": "unsure", "traces": []}, headers=headers)
    page.keyboard.press("Control+Enter")
    dialog = page.get_by_role("dialog", name="Somebody else judged this video meanwhile")
    expect(dialog).to_contain_text("Version 1 counts now")
    dialog.get_by_role("button", name="Put mine on top").click()
    expect(page.get_by_test_id("desk-save")).to_have_text("Saved as gold")
    wait_for(lambda: other.get(f"videos/{video}/gold/")["version"] == 2, seconds=10, what="mine on top")
    assert other.get(f"videos/{video}/gold/")["verdict"] == "real"
    page.keyboard.press("Shift+H")
    versions = page.get_by_role("dialog", name="Versions of the gold")
    versions.get_by_role("button", name="Restore").click()
    confirm = page.get_by_role("dialog", name="Restore version 1?")
    confirm.get_by_role("button", name="Restore").click()
    wait_for(lambda: other.get(f"videos/{video}/gold/")["version"] == 3, seconds=10, what="the restored one")
    assert other.get(f"videos/{video}/gold/")["verdict"] == "unsure"


def test_every_state_of_the_desk_is_accessible(browser: Browser, studio: Studio) -> None:
    video = _answered(studio)
    reviewer = studio.person("reviewer")
    # The case is made after the hand-in, by whoever is next to react to it: a worker's sweep at the latest.
    queue = f"reviews/queue/?project={studio.slug}"
    wait_for(lambda: studio.session(reviewer).get(queue)["results"], seconds=30, what="the case")
    page = page_of(browser, studio, reviewer)
    axe = Axe()
    page.goto(f"{studio.platform.url}/p/{studio.slug}/review")
    page.get_by_role("table").wait_for()
    axe.check(page, "queue")
    desk_open(page, studio, video)
    axe.check(page, "judging")
    page.keyboard.press("t")
    page.get_by_test_id("preview-lane").wait_for()
    axe.check(page, "preview")
    page.keyboard.press("Enter")
    page.get_by_test_id("gold-lane").wait_for()
    page.keyboard.press("e")
    page.get_by_label("Offset frame").wait_for()
    axe.check(page, "editing")
    page.keyboard.press("Escape")
    page.keyboard.press("Shift+P")
    page.get_by_test_id("majority").wait_for()
    axe.check(page, "majority")
    for key, name in (("x", re.compile("^Return the answer")), ("?", "Keyboard shortcuts")):
        page.keyboard.press(key)
        page.get_by_role("dialog", name=name).wait_for()
        axe.check(page, str(name))
        page.keyboard.press("Escape")
    axe.assert_clean()


def _judge_the_first(page: Page, api: ApiSession, video: str) -> None:
    """Merge what all three saw; drop the other one and take that back."""
    page.keyboard.press("m")
    expect(page.get_by_test_id("preview-lane")).to_be_visible()
    assert api.get(f"videos/{video}/gold/")["version"] == 0
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("gold-lane")).to_contain_text("merged from 1, 2, 3")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("row-card")).to_contain_text("Trace B")
    page.keyboard.press("d")
    expect(page.get_by_test_id("row-B")).to_have_attribute("aria-label", _ends("dropped"))
    page.keyboard.press("Control+z")
    expect(page.get_by_test_id("row-B")).to_have_attribute("aria-label", _ends("to judge"))


def _judge_the_second(page: Page) -> None:
    """What was judged survived the reload; keep the third person's trace, a frame longer, and save."""
    expect(page.get_by_test_id("row-A")).to_have_attribute("aria-label", _ends("in the gold"))
    page.keyboard.press("ArrowDown")
    expect(page.get_by_test_id("row-card")).to_contain_text("only ")
    page.keyboard.press("3")
    expect(page.get_by_test_id("gold-lane")).to_contain_text("kept from 3")
    page.keyboard.press("e")
    expect(page.get_by_label("Offset frame")).to_have_value("60")
    page.keyboard.press("Shift+O")
    expect(page.get_by_label("Offset frame")).to_have_value("61")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_test_id("desk-save")).to_have_text("Saved as gold")


def _answered(studio: Studio) -> str:
    """A clip with three answers: one trace shared and apart, one that only the third saw."""
    third = [trace(12, 38), trace(50, 60, RIGHT)]
    video, _ = answered(studio, [[trace(10, 40)], [trace(24, 42)], third])
    return video


def _ends(text: str) -> re.Pattern[str]:
    """A name that ends like this."""
    return re.compile(f"{re.escape(text)}$")
