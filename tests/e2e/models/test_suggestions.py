"""Without any weights: marks are asked for on a forged clip, one is accepted, one edited, one rejected."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Studio
from tests.e2e.hands import saved
from tests.e2e.seat import Seat
from tests.e2e.server import wait_for
from tests.media import gray_clip

pytestmark = pytest.mark.e2e

HEIGHT, WIDTH, FRAMES = 240, 320, 96
# What comes and goes at once, and where: nothing else in the clip does.
PLANTED = {(12, 27): (30, 40), (40, 55): (150, 200), (68, 83): (40, 190)}
SIDE = 70
MARKS_WITHIN_MS = 10_000
SLOW_MS = 30_000


def forged() -> NDArray[np.uint8]:
    """A textured ground that pans slowly, and three things that were not there."""
    chance = np.random.default_rng(7)
    ground = np.kron(chance.integers(40, 200, (60, 80)), np.ones((8, 8))).astype(np.uint8)
    pictures = np.stack([ground[at : at + HEIGHT, at : at + WIDTH] for at in range(FRAMES)])
    for (onset, offset), (top, left) in PLANTED.items():
        patch = np.kron(chance.integers(0, 255, (14, 14)), np.ones((5, 5))).astype(np.uint8)
        pictures[onset : offset + 1, top : top + SIDE, left : left + SIDE] = patch
    return pictures


@pytest.fixture
def seat(browser: Browser, studio: Studio, tmp_path: Path) -> Seat:
    """Somebody with the forged clip, in a project that shows suggestions."""
    studio.admin.call("PATCH", f"projects/{studio.slug}/", json={"suggestion_policy": "shown"})
    studio.wait_ready(studio.upload(gray_clip(tmp_path / "forged.mp4", forged()), kind="fake"))
    return Seat(studio, browser.new_context(viewport={"width": 1440, "height": 900}))


def test_marks_are_asked_for_and_decided_and_all_of_it_is_told(seat: Seat) -> None:
    page = seat.open()
    _ask(page)
    expect(page.get_by_test_id("model-mark").first).to_be_visible()
    page.keyboard.press("Home")
    page.keyboard.press("Alt+l")
    first = page.get_by_test_id("model-mark").first.get_attribute("data-frame")
    expect(page.get_by_test_id("stage-canvas")).to_have_attribute("data-painted-frame", str(first))
    _accept(page)
    _edit(page)
    _reject(page)
    assert _decisions(seat) == {"accepted": 1, "edited": 1, "rejected": 1}
    taken = {trace["suggestion"] for trace in seat.traces()}
    assert {trace["origin"] for trace in seat.traces()} == {"suggestion"}
    assert taken == {each["id"] for each in _suggestions(seat) if (each["decision"] or {}).get("trace")}
    _hand_in(page)
    assert len(_exported(seat)) == 2
    (told,) = seat.studio.admin.get(f"projects/{seat.studio.slug}/suggestion-report/")["by_model"]
    assert (told["accepted"], told["edited"], told["rejected"]) == (1, 1, 1)
    seat.context.close()


def test_a_first_pass_is_locked_before_anything_is_shown(seat: Seat) -> None:
    api = seat.studio.admin
    api.call("PATCH", f"projects/{seat.studio.slug}/", json={"suggestion_policy": "blind_first"})
    page = seat.open()
    panel = page.get_by_test_id("suggestions")
    expect(panel).to_have_attribute("data-state", "locked")
    seat.api.call("GET", f"videos/{seat.video}/suggestions/?annotation={seat.annotation}", status=404)
    lock = panel.get_by_role("button", name="Lock my first pass")
    lock.click()
    expect(page.get_by_test_id("announcement")).to_contain_text("Finish your first pass first")
    page.keyboard.press("Shift+R")
    lock.click()
    page.get_by_role("button", name="Lock and show").click()
    expect(panel).to_have_attribute("data-state", "there", timeout=SLOW_MS)
    assert seat.api.get(f"annotations/{seat.annotation}/")["first_pass_revision"] is not None
    page.keyboard.press("n")
    saved(page)
    assert len(seat.traces()) == 1
    seat.context.close()


def _ask(page: Page) -> None:
    expect(page.get_by_test_id("suggestions")).to_have_attribute("data-state", "there", timeout=SLOW_MS)
    page.keyboard.press("Alt+k")
    rows = page.get_by_test_id("suggestion")
    expect(rows.nth(2)).to_be_visible(timeout=MARKS_WITHIN_MS)
    expect(page.get_by_test_id("ghost-lane")).to_have_count(rows.count())


def _decided(page: Page, decision: str) -> None:
    rows = page.locator(f'[data-testid="suggestion"][data-decision="{decision}"]')
    expect(rows).to_have_count(1, timeout=SLOW_MS)


def _accept(page: Page) -> None:
    """What the rule of thumb leaves open, the category, is filled in; that changes nothing of it."""
    page.keyboard.press("Shift+L")
    expect(page.get_by_test_id("picture-ghost").first).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("5")
    _decided(page, "accepted")


def _edit(page: Page) -> None:
    page.keyboard.press("Shift+L")
    page.keyboard.press("Shift+K")
    expect(page.locator("#wb-explanation")).to_be_focused()
    page.keyboard.type("A patch that was not there.")
    page.keyboard.press("Escape")
    page.keyboard.press("5")
    _decided(page, "edited")


def _reject(page: Page) -> None:
    page.keyboard.press("Shift+L")
    page.keyboard.press("Shift+X")
    page.get_by_role("radio", name="I have marked it myself").check()
    page.keyboard.press("Enter")
    _decided(page, "rejected")
    expect(page.get_by_text("Rejected: I have marked it myself")).to_be_visible()


def _hand_in(page: Page) -> None:
    saved(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Nothing left for you right now")).to_be_visible(timeout=SLOW_MS)


def _suggestions(seat: Seat) -> list[dict[str, Any]]:
    body = seat.api.get(f"videos/{seat.video}/suggestions/?annotation={seat.annotation}")
    return list(body["suggestions"])


def _decisions(seat: Seat) -> dict[str, int]:
    made = [each["decision"]["decision"] for each in _suggestions(seat) if each["decision"]]
    return {decision: made.count(decision) for decision in sorted(made)}


def _exported(seat: Seat) -> list[Any]:
    """The rows of a release that was made after the answer became gold."""
    studio = seat.studio
    reviewer = studio.session(studio.person("reviewer"))
    revision = reviewer.get(f"annotations/{seat.annotation}/")["revision"]
    headers = {"If-Match": f'"{revision}"'}
    reviewer.call("POST", f"annotations/{seat.annotation}/accept/", headers=headers)
    wait_for(lambda: reviewer.get(f"videos/{seat.video}/gold/")["version"] == 1, seconds=60, what="gold")
    body = {"project": studio.slug, "selection": {}, "bbox": "onset", "frame_base": 0}
    more = {"include_unsure": False, "include_undetected": False, "notes": ""}
    version = studio.admin.post("releases/", body | more, status=202)["version"]
    path = f"releases/{studio.slug}/{version}/"
    wait_for(lambda: studio.admin.get(path)["status"] == "done", seconds=60, what="the release")
    return list(json.loads(studio.admin.call("GET", f"{path}all_data.json").text))
