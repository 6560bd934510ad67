"""A way out for what cannot be saved as it is: two versions, a lost lease, an answer that a page left."""

import json
import secrets
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Locator, Page, expect

from tests.e2e.chaos.place import READ_DRAFT
from tests.e2e.conftest import SCREENSHOTS, Studio, sign_in
from tests.e2e.hands import Hands, saved, workbench_ready
from tests.e2e.seat import Place, place_take
from tests.e2e.server import ApiSession, Platform, wait_for
from tests.media import clip

pytestmark = pytest.mark.e2e

SEATS = 20
SLOW_MS = 60_000
TRACE: dict[str, Any] = {
    "onset_frame": 20,
    "offset_frame": 40,
    "categories": [],
    "other_tag": "",
    "explanation": "Theirs.",
    "confidence": None,
    "keyframes": [{"frame": 20, "left": 10, "top": 60, "width": 80, "height": 40}],
    "origin": "human",
    "suggestion": None,
}


@pytest.fixture(scope="module")
def studio(platform: Platform, admin: ApiSession) -> Studio:
    """One project with one clip that everybody gets."""
    studio = Studio(platform, admin, f"versions-{secrets.token_hex(4)}", overlap=SEATS)
    studio.wait_ready(studio.upload(clip("fps_24")))
    return studio


@pytest.fixture
def seat(browser: Browser, studio: Studio) -> Iterator[Place]:
    """A new person with the clip."""
    seat = place_take(browser, studio)
    yield seat
    seat.context.close()


def test_two_versions_are_combined_trace_by_trace_by_keyboard(seat: Place) -> None:
    page = seat.open()
    dialog = _conflict(page, seat)
    rows = dialog.get_by_test_id("conflict-trace")
    expect(rows).to_have_count(3)
    assert [row.get_attribute("data-change") for row in rows.all()] == ["changed", "only_mine", "only_theirs"]
    expect(dialog.get_by_role("img", name="Yours: 0 – open, 1 keyframe", exact=True)).to_have_count(2)
    expect(dialog.get_by_role("img", name="Saved: 0 – 30, 1 keyframe").first).to_be_visible()
    both = rows.nth(0).get_by_role("radio", name="Both")
    rows.nth(0).get_by_role("radio", name="Mine").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(both).to_be_checked()
    rows.nth(1).get_by_role("radio", name="Mine").focus()
    page.keyboard.press("ArrowRight")
    expect(rows.nth(1).get_by_role("radio", name="Leave out")).to_be_checked()
    expect(dialog.get_by_test_id("conflict-result")).to_have_text("Fake, 3 traces")
    _screenshot(page, "conflict")
    take = dialog.get_by_role("button", name="Take this combination")
    take.focus()
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden(timeout=SLOW_MS)
    saved(page)
    explanations = sorted(trace["explanation"] for trace in seat.stored()["traces"])
    assert explanations == ["", "Theirs.", "Theirs."]
    copies = seat.api.get(f"annotations/{seat.annotation}/copies/")["results"]
    assert len(copies) == 2
    page.keyboard.press("Control+z")
    wait_for(lambda: len(seat.stored()["traces"]) == 2, seconds=30, what="mine again")


def test_a_combination_that_contradicts_itself_is_prevented_with_the_reason(seat: Place) -> None:
    page = seat.open()
    dialog = _conflict(page, seat, verdict="real", traces=[])
    dialog.get_by_role("group", name="Which verdict?").get_by_role("radio", name="The saved one").check()
    expect(dialog.get_by_role("alert")).to_contain_text("Real has no traces")
    expect(dialog.get_by_role("button", name="Take this combination")).to_be_disabled()
    for row in dialog.get_by_test_id("conflict-trace").all():
        row.get_by_role("radio", name="Leave out").check()
    expect(dialog.get_by_test_id("conflict-result")).to_have_text("Real, 0 traces")
    dialog.get_by_role("button", name="Take this combination").click()
    saved(page)
    assert (seat.stored()["verdict"], seat.stored()["traces"]) == ("real", [])


def test_work_of_a_lost_lease_is_saved_as_a_copy_or_as_a_file(seat: Place, tmp_path: Path) -> None:
    page = seat.open()
    assignment = seat.stored()["assignment"]
    seat.api.call("POST", f"assignments/{assignment}/release/", status=204)
    _draw(page)
    expect(page.get_by_text("Your latest changes are only on this device")).to_be_visible(timeout=SLOW_MS)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download my answer").click()
    download.value.save_as(tmp_path / "answer.json")
    written = json.loads((tmp_path / "answer.json").read_text())
    assert (written["annotation"], len(written["traces"])) == (seat.annotation, 1)
    page.route("**/copies/", lambda route: route.abort("connectionrefused"))
    page.get_by_role("button", name="Save as a copy").click()
    expect(page.get_by_test_id("copy-state")).to_have_attribute("data-state", "failed", timeout=SLOW_MS)
    page.unroute("**/copies/")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_test_id("copy-state")).to_have_attribute("data-state", "saved", timeout=SLOW_MS)
    _screenshot(page, "lost-lease")
    copies = seat.api.get(f"annotations/{seat.annotation}/copies/")["results"]
    copy = seat.api.get(f"annotations/{seat.annotation}/copies/{copies[0]['id']}/")
    assert copy["traces"] == written["traces"]


def test_work_of_a_lost_lease_is_there_although_the_video_no_longer_opens(seat: Place) -> None:
    _leave_unsent(seat)
    seat.api.call("POST", f"assignments/{seat.stored()['assignment']}/release/", status=204)
    page = seat.context.new_page()
    page.goto(seat.url)
    left = page.get_by_test_id("unsent")
    expect(left.get_by_role("listitem")).to_have_attribute("data-why", "lease_lost", timeout=SLOW_MS)
    _screenshot(page, "cannot-open")
    left.get_by_role("button", name="Save as a copy").click()
    expect(left).to_have_count(0, timeout=SLOW_MS)
    assert len(seat.api.get(f"annotations/{seat.annotation}/copies/")["results"]) == 1
    page.goto(seat.studio.platform.url, wait_until="networkidle")
    expect(left).to_have_count(0)


def test_an_answer_that_an_earlier_page_left_is_sent_on_the_next_start(seat: Place) -> None:
    _leave_unsent(seat)
    page = seat.context.new_page()
    page.goto(seat.studio.platform.url)
    stored = wait_for(lambda: _with_traces(seat), seconds=60, what="the answer that was left")
    assert len(stored["traces"]) == 1
    expect(page.get_by_test_id("unsent")).to_have_count(0)


def test_what_cannot_be_sent_is_shown_with_a_way_out(seat: Place) -> None:
    _leave_unsent(seat)
    seat.put(verdict="real")
    page = seat.context.new_page()
    page.goto(seat.studio.platform.url)
    notice = page.get_by_test_id("unsent")
    expect(notice).to_contain_text("Another version was saved meanwhile", timeout=SLOW_MS)
    _screenshot(page, "unsent")
    notice.get_by_role("link", name="Open").click()
    workbench_ready(page)
    dialog = page.get_by_role("dialog", name="Two versions of this annotation")
    dialog.get_by_role("button", name="Keep mine").click(timeout=SLOW_MS)
    saved(page)
    assert len(seat.stored()["traces"]) == 1
    page.goto(seat.studio.platform.url)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_test_id("unsent")).to_have_count(0)


def test_somebody_else_at_the_same_device_neither_sees_nor_sends_it(seat: Place) -> None:
    _leave_unsent(seat)
    seat.context.clear_cookies()
    page = seat.context.new_page()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "PUT" else None)
    sign_in(page, seat.studio.platform, seat.studio.person("annotator"))
    page.goto(seat.studio.platform.url, wait_until="networkidle")
    expect(page.get_by_test_id("unsent")).to_have_count(0)
    page.goto(seat.url)
    expect(page.get_by_test_id("save-state")).to_have_count(0)
    assert not [url for url in sent if seat.annotation in url]
    assert seat.stored()["traces"] == []
    seat.context.clear_cookies()
    sign_in(page, seat.studio.platform, seat.person)
    wait_for(lambda: _with_traces(seat), seconds=60, what="the answer that was left")


def _conflict(page: Page, seat: Place, **theirs: Any) -> Locator:
    """Two traces here; another version with one of them changed and one more on the server; the dialog."""
    _draw(page)
    saved(page)
    stored = seat.stored()
    changed = {**stored["traces"][0], "offset_frame": 30, "explanation": "Theirs."}
    added = {**TRACE, "id": "00000000-0000-4000-8000-" + secrets.token_hex(6)}
    answer = {"verdict": "fake", "note": "", "traces": [changed, added]} | theirs
    headers = {"If-Match": f'"{stored["revision"]}"'}
    seat.api.call("PUT", f"annotations/{seat.annotation}/", json=answer, headers=headers)
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    dialog = page.get_by_role("dialog", name="Two versions of this annotation")
    expect(dialog).to_be_visible(timeout=SLOW_MS)
    return dialog


def _leave_unsent(seat: Place) -> None:
    """Draw while nothing can be saved, then let the page die.

    A page that is closed sends its last words, and these do not heed that the context is offline.
    """
    page = seat.open()
    seat.context.set_offline(True)
    _draw(page)
    expect(page.get_by_test_id("save-state")).to_have_attribute("data-state", "offline", timeout=SLOW_MS)
    wait_for(lambda: _is_on_device(page, seat), seconds=SLOW_MS / 1000, what="the device to have the trace")
    with page.expect_event("crash", timeout=SLOW_MS), suppress(Error):
        page.goto("chrome://crash")
    page.close()
    seat.context.set_offline(False)
    assert seat.stored()["traces"] == []


def _is_on_device(page: Page, seat: Place) -> bool:
    draft = page.evaluate(READ_DRAFT, seat.annotation)
    return bool(draft and draft["unsaved"] and draft["answer"]["traces"])


def _with_traces(seat: Place) -> Any:
    stored = seat.stored()
    return stored if stored["traces"] else None


def _draw(page: Page) -> None:
    Hands(page).drag(page.get_by_test_id("stage").locator("canvas").first, (0.3, 0.4), (0.6, 0.7))
    expect(page.get_by_label("Left", exact=True)).not_to_have_value("")


def _screenshot(page: Page, name: str) -> None:
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png")
