"""The qualification round in the browser: failed, seen why, tried again, passed; then a real video."""

import secrets
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import SCREENSHOTS, Studio, sign_in
from tests.e2e.hands import workbench_ready
from tests.e2e.server import ApiSession, Platform
from tests.factories import trace_body
from tests.media import ClipSpec, clip

pytestmark = pytest.mark.e2e

TRACE = trace_body(onset_frame=12, offset_frame=40, explanation="The cup melts into the hand.")


@pytest.fixture(scope="module")
def studio(platform: Platform, admin: ApiSession) -> Studio:
    """One clip a round, two attempts, and one ordinary video."""
    slug = f"qualify-{secrets.token_hex(4)}"
    studio = Studio(platform, admin, slug, guideline="# What to do\n\nStep through the clip.\n")
    reviewer = studio.session(studio.person("reviewer"))
    for number in range(3):
        path = clip(f"qualify-{number}", ClipSpec(frames=60 + number, size=(640, 360)))
        video = studio.upload(path, video_id=f"qualify-{number}")
        studio.wait_ready(video)
        if number:
            gold_clip_make(reviewer, slug, video)
    rules = {"qualify_clips": 1, "qualify_share": 1, "qualify_attempts": 2}
    admin.call("PATCH", f"projects/{slug}/", json=rules)
    return studio


def gold_clip_make(reviewer: ApiSession, slug: str, video: str) -> None:
    trace = {name: value for name, value in TRACE.items() if name not in ("id", "origin", "suggestion")}
    body = {"verdict": "fake", "traces": [trace | {"sources": []}]}
    reviewer.call("PUT", f"videos/{video}/gold/", json=body, headers={"If-Match": '"0"'})
    reviewer.post(f"projects/{slug}/gold-clips/", {"video": video}, status=201)


def test_a_round_is_failed_understood_tried_again_and_passed(
    browser: Browser, platform: Platform, studio: Studio
) -> None:
    person = studio.person("annotator")
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    sign_in(page, platform, person)
    page.goto(f"{platform.url}/p/{studio.slug}/next")
    expect(page.get_by_role("heading", level=1, name="Qualification")).to_be_visible()
    expect(page.locator("[data-category]")).to_have_count(9)
    page.screenshot(path=SCREENSHOTS / "qualification.png", full_page=True)
    fail(page)
    answer_right(page, studio.session(person))
    see_why_right(page)
    page.get_by_role("link", name="Take next video").click()
    workbench_ready(page)
    claimed: Any = studio.session(person).post("queue/next/", {"project": studio.slug})
    assert claimed["assignment"]["purpose"] == "annotate"
    page.context.close()


def fail(page: Page) -> None:
    """Call the clip real, see that a trace was missed, and begin again."""
    page.get_by_role("button", name="Begin the round").click()
    workbench_ready(page)
    page.keyboard.press("Shift+R")
    hand_in(page)
    expect(page.get_by_test_id("result")).to_contain_text("Not right yet")
    expect(page.get_by_text("missed")).to_be_visible()
    picture_shown(page)
    page.screenshot(path=SCREENSHOTS / "qualification-feedback-failed.png", full_page=True)
    page.get_by_role("link", name="See the result").click()
    expect(page.get_by_test_id("standing")).to_have_attribute("data-state", "failed")
    page.get_by_role("button", name="Try again").click()
    workbench_ready(page)


def see_why_right(page: Page) -> None:
    """Hand in what lies in the workbench now, and see that it was expected."""
    page.reload()
    workbench_ready(page)
    hand_in(page)
    expect(page.get_by_test_id("result")).to_contain_text("1 of 1 expected traces found")
    expect(page.get_by_alt_text("Frame 26 with the expected and your own boxes")).to_be_visible()
    picture_shown(page)
    page.screenshot(path=SCREENSHOTS / "qualification-feedback-right.png", full_page=True)
    page.get_by_role("link", name="See the result").click()
    expect(page.get_by_test_id("standing")).to_have_attribute("data-state", "passed")
    page.screenshot(path=SCREENSHOTS / "qualification-passed.png", full_page=True)


def picture_shown(page: Page) -> None:
    """The frame itself has come, in the video's own size."""
    expect(page.locator("figure img")).to_have_js_property("naturalWidth", 640, timeout=30_000)


def hand_in(page: Page) -> None:
    """By the keyboard, as soon as everything is saved; the feedback follows."""
    expect(page.get_by_test_id("save-state")).to_have_attribute("data-state", "saved", timeout=30_000)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_test_id("result")).to_be_visible(timeout=30_000)


def answer_right(page: Page, api: ApiSession) -> None:
    """What was expected, a few frames off."""
    annotation = page.url.rsplit("/", 1)[1]
    trace = TRACE | {"id": trace_body()["id"], "offset_frame": 42}
    body = {"verdict": "fake", "note": "", "traces": [trace]}
    revision = api.get(f"annotations/{annotation}/")["revision"]
    headers = {"If-Match": f'"{revision}"'}
    api.call("PUT", f"annotations/{annotation}/", json=body, headers=headers)
