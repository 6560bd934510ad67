"""Nothing that was done is lost: reloads, a dead network, two tabs, two versions, an ended session."""

import secrets
import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.e2e.conftest import Studio
from tests.e2e.hands import Hands, saved, workbench_ready
from tests.e2e.seat import Place, place_take
from tests.e2e.server import ApiSession, Platform, wait_for
from tests.media import clip

pytestmark = pytest.mark.e2e

SEATS = 20
SAVED_WITHIN_S = 5  # two seconds and what a busy machine adds
SLOW_MS = 30_000
BOX_FIELDS = ("Left", "Top", "Width", "Height")


@pytest.fixture(scope="module")
def studio(platform: Platform, admin: ApiSession) -> Studio:
    """One project with one clip that everybody gets."""
    studio = Studio(platform, admin, f"saving-{secrets.token_hex(4)}", overlap=SEATS)
    studio.wait_ready(studio.upload(clip("fps_24")))
    return studio


@pytest.fixture
def seat(browser: Browser, studio: Studio) -> Iterator[Place]:
    """Somebody new for each test."""
    seat = place_take(browser, studio)
    yield seat
    seat.context.close()


def test_an_edit_is_saved_at_once_and_survives_a_reload(seat: Place) -> None:
    page = seat.open()
    page.keyboard.press("Shift+ArrowRight")
    _draw(page)
    edited_at = time.monotonic()
    wait_for(lambda: seat.stored()["traces"], seconds=30, what="the box on the server")
    elapsed = time.monotonic() - edited_at
    print(f"saved after {elapsed:.2f} s")
    assert elapsed < SAVED_WITHIN_S
    page.keyboard.press("Escape")
    page.keyboard.press("Shift+ArrowRight")
    _draw(page, (0.1, 0.2), (0.2, 0.4))
    box = _box(page)
    page.reload()
    workbench_ready(page)
    expect(page.get_by_role("heading", name="Trace 2")).to_be_visible()
    expect(page.get_by_test_id("frame-number")).to_have_value("20")
    assert _box(page) == box
    saved(page)
    stored = seat.stored()
    assert [trace["onset_frame"] for trace in stored["traces"]] == [10, 20]
    assert stored["revision"] == 2
    assert _stored_box(stored, 1) == box


def test_what_was_done_offline_is_saved_once(seat: Place) -> None:
    page = seat.open()
    _draw(page)
    saved(page)
    before = seat.stored()["revision"]
    seat.context.set_offline(True)
    page.keyboard.press("Alt+ArrowRight")
    _expect_state(page, "offline")
    page.keyboard.press("Alt+Shift+ArrowDown")
    box = _box(page)
    assert seat.stored()["revision"] == before
    seat.context.set_offline(False)
    saved(page)
    stored = seat.stored()
    assert _stored_box(stored, 0) == box
    # The save under way when the network died, and the edit after it: one revision each.
    assert stored["revision"] == before + 2
    assert _box(page) == box


def test_a_save_whose_answer_got_lost_is_made_once(seat: Place) -> None:
    page = seat.open()
    lost: list[str] = []

    def lose_first_answer(route: Route) -> None:
        if route.request.method != "PUT" or lost:
            route.continue_()
            return
        lost.append(route.request.headers["idempotency-key"])
        route.fetch()
        route.abort("connectionreset")

    page.route("**/api/v1/annotations/*/", lose_first_answer)
    page.keyboard.press("Shift+U")
    _expect_state(page, "offline")
    assert seat.stored()["revision"] == 1
    with page.expect_request(lambda request: request.method == "PUT") as repeated:
        saved(page)
    assert repeated.value.headers["idempotency-key"] == lost[0]
    assert (seat.stored()["revision"], seat.stored()["verdict"]) == (1, "unsure")


def test_two_tabs_never_work_on_the_same_annotation(seat: Place) -> None:
    first = seat.open()
    _draw(first)
    box = _box(first)
    second = seat.open()
    _expect_state(second, "read_only")
    expect(second.get_by_text("Open in another tab")).to_be_visible()
    second.keyboard.press("Shift+R")
    assert _box(second) == box
    second.get_by_role("button", name="Work here instead").click()
    _expect_state(first, "read_only")
    expect(first.get_by_text("Open in another tab")).to_be_visible()
    saved(second)
    assert _box(second) == box
    second.keyboard.press("Shift+U")
    assert _stored_box(seat.wait_verdict("unsure"), 0) == box
    first.keyboard.press("Shift+R")
    second.close()
    first.get_by_role("button", name="Work here instead").click()
    saved(first)
    expect(_verdict(first, "Can't tell")).to_have_attribute("aria-pressed", "true")
    assert _box(first) == box
    first.keyboard.press("Shift+F")
    assert _stored_box(seat.wait_verdict("fake"), 0) == box


def test_what_one_tab_could_not_save_moves_to_the_other(seat: Place) -> None:
    first = seat.open()
    first.route("**/api/v1/annotations/*/", _refuse_saves)
    first.keyboard.press("Shift+ArrowRight")
    _draw(first)
    _expect_state(first, "offline")
    second = seat.open()
    _expect_state(second, "read_only")
    first.keyboard.press("Alt+Shift+ArrowRight")
    box = _box(first)
    assert seat.stored()["revision"] == 0
    second.get_by_role("button", name="Work here instead").click()
    _expect_state(first, "read_only")
    saved(second)
    stored = seat.stored()
    assert _stored_box(stored, 0) == box == _box(second)
    assert stored["traces"][0]["onset_frame"] == 10
    expect(second.get_by_role("heading", name="Trace 1")).to_be_visible()


def test_of_two_versions_the_saved_one_may_be_taken_and_undone(seat: Place) -> None:
    page = seat.open()
    revision = _two_versions(page, seat)
    page.get_by_role("button", name="Take the saved one").click()
    expect(_verdict(page, "Real")).to_have_attribute("aria-pressed", "true")
    saved(page)
    assert (seat.stored()["verdict"], seat.stored()["revision"]) == ("real", revision)
    page.keyboard.press("Control+z")
    assert seat.wait_verdict("unsure")["revision"] == revision + 1
    expect(_verdict(page, "Can't tell")).to_have_attribute("aria-pressed", "true")


def test_of_two_versions_mine_may_be_kept(seat: Place) -> None:
    page = seat.open()
    revision = _two_versions(page, seat)
    page.get_by_role("button", name="Keep mine").click()
    saved(page)
    assert (seat.stored()["verdict"], seat.stored()["revision"]) == ("unsure", revision + 1)
    expect(_verdict(page, "Can't tell")).to_have_attribute("aria-pressed", "true")


def test_an_ended_session_costs_nothing(seat: Place) -> None:
    page = seat.open()
    seat.context.clear_cookies()
    page.keyboard.press("Shift+U")
    dialog = page.get_by_role("dialog", name="Your session has ended")
    _put_off(page, dialog)
    _draw(page)
    box = _box(page)
    page.get_by_role("button", name="Sign in").click()
    dialog.get_by_label("Password").fill(seat.person.password)
    dialog.get_by_role("button", name="Sign in").click()
    saved(page)
    stored = seat.stored()
    assert stored["verdict"] == "unsure"
    assert _stored_box(stored, 0) == box == _box(page)


def test_undo_and_redo_go_over_a_save(seat: Place) -> None:
    page = seat.open()
    page.keyboard.press("Shift+R")
    seat.wait_verdict("real")
    page.keyboard.press("Shift+U")
    seat.wait_verdict("unsure")
    saved(page)
    page.keyboard.press("Control+z")
    seat.wait_verdict("real")
    page.keyboard.press("Control+z")
    seat.wait_verdict(None)
    page.keyboard.press("Control+Shift+z")
    page.keyboard.press("Control+Shift+z")
    seat.wait_verdict("unsure")
    saved(page)
    expect(page.get_by_role("button", name="Redo")).to_be_disabled()


def test_nothing_incomplete_is_handed_in(seat: Place) -> None:
    page = seat.open()
    page.get_by_role("button", name="Submit").click()
    missing = page.get_by_test_id("missing")
    expect(missing.get_by_role("button")).to_have_text(["Choose a verdict"])
    expect(_verdict(page, "Fake")).to_be_focused()
    _draw(page)
    page.keyboard.press("Control+Enter")
    expect(missing.get_by_role("button")).to_have_text(
        ["Trace 1: set the offset", "Trace 1: choose a category"]
    )
    expect(page.get_by_role("button", name="Set offset to this frame")).to_be_focused()
    saved(page)
    assert seat.stored()["status"] == "draft"
    assert page.url == seat.url


def _refuse_saves(route: Route) -> None:
    if route.request.method == "PUT":
        route.abort("connectionrefused")
    else:
        route.continue_()


def _draw(page: Page, start: tuple[float, float] = (0.3, 0.4), end: tuple[float, float] = (0.6, 0.7)) -> None:
    Hands(page).drag(page.get_by_test_id("stage").locator("canvas"), start, end)
    expect(page.get_by_label("Left", exact=True)).not_to_have_value("")


def _box(page: Page) -> list[int]:
    return [int(page.get_by_label(name, exact=True).input_value()) for name in BOX_FIELDS]


def _stored_box(stored: Any, trace: int) -> list[int]:
    keyframe = stored["traces"][trace]["keyframes"][0]
    return [keyframe[name.lower()] for name in BOX_FIELDS]


def _put_off(page: Page, dialog: Locator) -> None:
    """Do not sign in now, however many requests ask for it; a key that a dialog took is pressed again."""
    refused = page.locator('[data-testid="save-state"][data-state="signed_out"]')
    cancel = dialog.get_by_role("button", name="Cancel")
    while not refused.is_visible() or cancel.is_visible():
        expect(cancel.or_(refused).first).to_be_visible(timeout=SLOW_MS)
        if cancel.is_visible():
            cancel.click()
            if _verdict(page, "Can't tell").get_attribute("aria-pressed") != "true":
                page.keyboard.press("Shift+U")


def _expect_state(page: Page, state: str) -> None:
    expect(page.get_by_test_id("save-state")).to_have_attribute("data-state", state, timeout=SLOW_MS)


def _verdict(page: Page, name: str) -> Locator:
    return page.get_by_role("group", name="Verdict").get_by_role("button", name=name)


def _two_versions(page: Page, seat: Place) -> int:
    """Say "Can't tell" on a page while the server already has "Real"; the server's revision."""
    page.keyboard.press("Shift+F")
    seat.wait_verdict("fake")
    saved(page)
    revision = seat.put(verdict="real")
    page.keyboard.press("Shift+U")
    dialog = page.get_by_role("dialog", name="Two versions of this annotation")
    expect(dialog.get_by_test_id("version-mine")).to_contain_text("Can't tell", timeout=SLOW_MS)
    expect(dialog.get_by_test_id("version-theirs")).to_contain_text("Real")
    _expect_state(page, "conflict")
    assert (seat.stored()["verdict"], seat.stored()["revision"]) == ("real", revision)
    return revision
