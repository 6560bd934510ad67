"""Reviewers and annotators at one video: sent back, handed in again, accepted; who has it; what is asked."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Studio
from tests.e2e.judging.answers import (
    RIGHT,
    SLOW_MS,
    answered,
    desk_open,
    desk_ready,
    hand_in,
    page_of,
    trace,
)
from tests.e2e.server import ApiSession, wait_for

pytestmark = pytest.mark.e2e
DROPPED = re.compile(r"\(dropped\)$")
THUMB = {"code": "thumb", "label": "The thumb is cut off"}


def test_an_answer_is_sent_back_changed_and_accepted(browser: Browser, studio: Studio) -> None:
    studio.admin.call("PATCH", f"projects/{studio.slug}/", json={"quick_reasons": [THUMB]})
    first = trace(10, 40)
    video, (anna, _) = answered(studio, [[first], [trace(24, 42)]])
    api = studio.session(studio.person("reviewer"))
    page = page_of(browser, studio, studio.person("reviewer"))
    desk_open(page, studio, video)
    page.keyboard.press("Alt+p")
    page.keyboard.press("x")
    _return(page)
    returned = anna.get(f"annotations/{_own(anna)['id']}/")
    (reasons,) = returned["return_reasons"]
    assert (returned["status"], sorted(reasons["reasons"])) == ("returned", ["thumb", "timing_inaccurate"])
    assert reasons["text"] == "It begins earlier."

    hand_in(anna, returned, [first | {"onset_frame": 6}, trace(50, 60, RIGHT)])
    page.reload()
    desk_ready(page)
    _what_changed(page)
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    wait_for(lambda: _own(anna)["status"] == "accepted", seconds=30, what="the answer to be accepted")
    expect(page.get_by_role("region", name="Answers").get_by_text("Accepted", exact=True)).to_have_count(1)
    page.keyboard.press("a")
    statuses = {"accepted"}
    wait_for(lambda: _statuses(api, video) == statuses, seconds=30, what="the other one too")
    page.context.close()


def test_one_reviewer_has_it_and_the_other_sees_who(browser: Browser, studio: Studio) -> None:
    video, _ = answered(studio, [[trace(10, 40)], [trace(24, 42)]])
    first, second = studio.person("reviewer"), studio.person("reviewer")
    api = studio.session(first)
    _waits(api, studio, video)
    page = page_of(browser, studio, first)
    desk_open(page, studio, video)
    other = page_of(browser, studio, second)
    desk_open(other, studio, video)
    hold = other.get_by_test_id("desk-hold")
    expect(hold).to_contain_text("has this video on the desk now")
    page.keyboard.press("d")
    expect(page.get_by_test_id("desk-save")).to_have_text("Kept on this device")

    held = api.post("reviews/next/", {"project": studio.slug, "video": video})["assignment"]["id"]
    api.post(f"assignments/{held}/release/", None, status=204)
    other.get_by_role("button", name="Hold it again").click()
    expect(hold).to_have_count(0, timeout=SLOW_MS)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    lost = page.get_by_test_id("desk-hold")
    expect(lost).to_contain_text("is no longer held for you, and R-", timeout=SLOW_MS)
    expect(page.get_by_test_id("desk-save")).to_have_text("Kept on this device")
    expect(page.get_by_test_id("row-A")).to_have_attribute("title", DROPPED)
    page.reload()
    desk_ready(page)
    expect(page.get_by_test_id("row-A")).to_have_attribute("title", DROPPED)
    for each in (page, other):
        each.context.close()


def test_what_is_asked_at_the_desk_leads_back_to_its_frame(browser: Browser, studio: Studio) -> None:
    video, (anna,) = answered(studio, [[trace(10, 40)]])
    page = page_of(browser, studio, studio.person("reviewer"))
    desk_open(page, studio, video)
    page.keyboard.press("Alt+q")
    expect(page.get_by_test_id("threads-panel")).to_contain_text("No threads yet", timeout=SLOW_MS)
    page.locator("#wb-stage").focus()
    page.get_by_test_id("frame-number").fill("30")
    page.keyboard.press("Enter")
    _ask(page, "For us alone: one artefact or two?", about=None)
    _ask(page, "Does it begin here?", about="The answer of A-")
    rows = page.get_by_test_id("thread-row")
    expect(rows).to_have_count(2, timeout=SLOW_MS)
    expect(rows.filter(has_text="Does it begin here?")).to_contain_text("trace A, frame 30")
    (seen,) = anna.get(f"threads/?video={video}")["results"]
    assert (seen["text"], seen["frame"]) == ("Does it begin here?", 30)
    page.goto(f"{studio.platform.url}/p/{studio.slug}/threads")
    page.get_by_test_id("thread-row").filter(has_text="For us alone").click()
    page.get_by_role("link", name="Go there: box on frame 30").click()
    desk_ready(page)
    canvas = page.get_by_test_id("stage").locator('canvas[data-painted-frame="30"]')
    expect(canvas).to_be_attached(timeout=SLOW_MS)
    expect(page.get_by_test_id("thread")).to_contain_text("For us alone")
    page.context.close()


def _return(page: Page) -> None:
    """One reason that every project has, one of this project, and a text."""
    dialog = page.get_by_role("dialog", name="Return the answer")
    dialog.get_by_label("Onset or offset is inaccurate").check()
    dialog.get_by_label(THUMB["label"]).check()
    dialog.get_by_role("textbox").fill("It begins earlier.")
    dialog.get_by_role("button", name="Send back").click()
    expect(dialog).to_have_count(0)


def _what_changed(page: Page) -> None:
    """What had been asked for, and the answer before and after on the timeline."""
    page.get_by_role("button", name="Show what changed").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("It begins earlier.")
    expect(dialog).to_contain_text(THUMB["label"])
    changed = dialog.get_by_test_id("change-changed")
    expect(changed).to_contain_text("onset")
    before, after = (bar.bounding_box() for bar in changed.locator(".bar").all())
    assert before and after and after["x"] < before["x"], "the earlier onset is drawn earlier"
    expect(dialog.get_by_test_id("change-only_mine")).to_have_count(1)


def _ask(page: Page, text: str, *, about: str | None) -> None:
    """By keys, but for the choice of whose answer it is about."""
    page.locator("#wb-stage").focus()
    page.keyboard.press("Shift+Q")
    field = page.get_by_test_id("thread-text")
    expect(field).to_be_focused(timeout=SLOW_MS)
    if about:
        options = page.get_by_label("About").locator("option")
        page.get_by_label("About").select_option(label=options.filter(has_text=about).inner_text())
        field.focus()
    page.keyboard.type(text)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_test_id("thread-row").filter(has_text=text)).to_be_visible(timeout=SLOW_MS)


def _own(api: ApiSession) -> Any:
    """The only answer of this person."""
    (own,) = api.get("annotations/")["results"]
    return own


def _statuses(api: ApiSession, video: str) -> set[str]:
    return {answer["status"] for answer in api.get(f"videos/{video}/panel/")["answers"]}


def _waits(api: ApiSession, studio: Studio, video: str) -> None:
    """The reaction has put the video into the review queue."""
    path = f"reviews/queue/?project={studio.slug}"
    wait_for(
        lambda: video in [row["video"] for row in api.get(path)["results"]],
        seconds=60,
        what="the video to wait for a reviewer",
    )
