"""axe-core finds nothing at the workbench: every dialog, banner and mode, in both themes."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.e2e.access.axe import Axe
from tests.e2e.access.conftest import Seating, some_traces
from tests.e2e.conftest import Studio
from tests.e2e.hands import saved, workbench_ready
from tests.e2e.seat import entered

pytestmark = pytest.mark.e2e

SLOW_MS = 30_000
TOUR_STEPS = 8


@pytest.fixture
def axe() -> Iterator[Axe]:
    """Gathers over the whole test; fails at its end."""
    made = Axe()
    yield made
    print("\n".join(made.checked))
    made.assert_clean()


def test_the_work_itself(take_seat: Seating, axe: Axe) -> None:
    page = take_seat().open()
    axe.check(page, "empty")
    page.keyboard.press("Control+Enter")
    page.get_by_test_id("missing").wait_for()
    axe.check(page, "refused: no verdict")
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.get_by_label("Explanation").wait_for()
    axe.check(page, "a first trace")
    page.keyboard.press("Control+Enter")
    axe.check(page, "refused: an unfinished trace")
    page.keyboard.press("0")
    page.get_by_label("What is it?").fill("A seam")
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    page.keyboard.press("+")
    page.keyboard.press("+")
    page.keyboard.press("r")
    axe.check(page, "other category, confidence, zoomed, looping")


def test_many_traces_and_the_dialogs(take_seat: Seating, axe: Axe) -> None:
    seat = take_seat()
    seat.put(traces=some_traces(9), note="Nine of them.")
    page = seat.open()
    page.keyboard.press("g")
    page.keyboard.type("12")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.get_by_label("Explanation").wait_for()
    axe.check(page, "nine traces, one selected")
    page.keyboard.press("Escape")
    axe.check(page, "nine traces, none selected")
    page.keyboard.press("?")
    page.get_by_role("dialog").wait_for()
    axe.check(page, "keys")
    page.keyboard.press("Escape")
    for name, state in (("Skip", "skip"), ("Give back", "give back")):
        page.get_by_role("button", name=name, exact=True).click()
        page.get_by_role("dialog").wait_for()
        axe.check(page, state)
        page.keyboard.press("Escape")


@pytest.mark.parametrize(
    "keys",
    [["p"], ["v"], ["Shift+V"], ["w"], ["Shift+W"], ["y", "s"]],
    ids=["adjust", "difference", "onion", "blink", "side-by-side", "loupe-and-strip"],
)
def test_the_tools_for_seeing(take_seat: Seating, axe: Axe, keys: list[str]) -> None:
    seat = take_seat()
    seat.put(traces=some_traces())
    page = seat.open()
    page.keyboard.press("Shift+ArrowRight")
    for key in keys:
        page.keyboard.press(key)
    axe.check(page, " and ".join(keys))


def test_the_tour(take_seat: Seating, axe: Axe) -> None:
    seat = take_seat()
    seat.api.call("PUT", "me/settings/", json={"tour_done": False})
    page = seat.open()
    tour = page.get_by_role("dialog")
    tour.wait_for(timeout=SLOW_MS)
    steps = 0
    while tour.count():
        steps += 1
        axe.check(page, f"tour, step {steps}")
        page.keyboard.press("Enter")
        if steps == TOUR_STEPS:
            expect(tour).to_have_count(0)
    assert steps == TOUR_STEPS


def test_a_carried_box(take_seat: Seating, axe: Axe) -> None:
    seat = take_seat()
    seat.put(traces=some_traces(1))
    page, state = seat.context.new_page(), {"status": "running", "progress": 0.4}
    job = {"id": "carried", "kind": "track", "error": None, "result": None}
    page.route("**/track/", lambda route: route.fulfill(status=202, json=job | state))
    page.route("**/jobs/carried/", lambda route: route.fulfill(json=job | state))
    boxes = [
        {"frame": frame, "left": 20 + frame, "top": 90, "width": 90, "height": 120} for frame in (20, 29)
    ]
    result = {"keyframes": boxes, "confidence": 0.4, "lost_at": 30}
    page.route("**/track/carried/", lambda route: route.fulfill(json=result))
    page.goto(seat.url)
    workbench_ready(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("[")
    page.keyboard.press("Shift+C")
    bar = page.get_by_test_id("proposal")
    bar.wait_for(timeout=SLOW_MS)
    axe.check(page, "carrying a box")
    state |= {"status": "done", "progress": 1}
    expect(bar).to_have_attribute("data-state", "proposed", timeout=SLOW_MS)
    axe.check(page, "boxes proposed")


def test_the_guide_and_the_settings_for_marking(take_seat: Seating, axe: Axe) -> None:
    page = take_seat().open()
    page.get_by_role("button", name="Guideline and categories").click()
    axe.check(page, "guideline beside the picture")
    page.get_by_role("button", name="Guideline and categories").click()
    page.get_by_role("button", name="Marking while playing").click()
    page.get_by_role("dialog").wait_for()
    axe.check(page, "marking while playing")


def test_what_stands_in_the_way(take_seat: Seating, axe: Axe) -> None:
    seat = take_seat()
    page = seat.open()
    second = seat.open()
    second.get_by_role("button", name="Work here instead").wait_for()
    axe.check(second, "open in another tab")
    second.close()
    seat.context.set_offline(True)
    page.keyboard.press("Shift+U")
    _state(page, "offline")
    axe.check(page, "offline")
    seat.context.set_offline(False)
    saved(page)
    seat.put(verdict="real")
    page.keyboard.press("Shift+U")
    page.keyboard.press("Shift+F")
    page.get_by_role("dialog").wait_for(timeout=SLOW_MS)
    axe.check(page, "conflict")
    page.keyboard.press("Escape")
    axe.check(page, "conflict put aside")


def test_an_ended_session_and_a_lost_lease(take_seat: Seating, axe: Axe) -> None:
    seat = take_seat()
    page = seat.open()
    # Another request of the page may be the first to find the session ended: by then the edit has been made.
    seat.context.set_offline(True)
    page.keyboard.press("Shift+U")
    seat.context.clear_cookies()
    seat.context.set_offline(False)
    page.get_by_role("dialog", name="Your session has ended").wait_for(timeout=SLOW_MS)
    axe.check(page, "session ended")
    page.get_by_role("button", name="Cancel").click()
    _state(page, "signed_out")
    axe.check(page, "signed out")
    entered(seat.context, seat.api)
    page.reload()
    workbench_ready(page)
    page.route("**/api/v1/annotations/*/", _lease_lost)
    page.keyboard.press("Shift+R")
    _state(page, "read_only")
    axe.check(page, "lease lost")


def test_submitted_returned_and_accepted_work(
    browser: Browser, hall: Studio, take_seat: Seating, axe: Axe
) -> None:
    seat = take_seat()
    seat.put(traces=some_traces())
    seat.put(traces=some_traces())
    seat.submit()
    page = seat.open()
    axe.check(page, "submitted")
    page.get_by_role("button", name="Withdraw").first.click()
    page.get_by_role("dialog").wait_for()
    axe.check(page, "withdraw")
    reviewer = hall.session(hall.person("reviewer"))
    judge = entered(browser.new_context(reduced_motion="reduce"), reviewer).new_page()
    judge.goto(seat.url)
    workbench_ready(judge)
    judge.keyboard.press("ArrowDown")
    axe.check(judge, "review")
    judge.keyboard.press("x")
    judge.get_by_role("dialog").wait_for()
    judge.get_by_role("button", name="Send back").click()
    axe.check(judge, "return without a reason")
    judge.get_by_label("Onset or offset is inaccurate").check()
    judge.get_by_role("button", name="Send back").click()
    judge.wait_for_url(lambda url: url != seat.url, timeout=SLOW_MS)
    page.reload()
    workbench_ready(page)
    page.get_by_test_id("return-reasons").wait_for()
    axe.check(page, "returned")
    judge.context.close()


def test_before_the_first_picture(take_seat: Seating, axe: Axe) -> None:
    seat = take_seat()
    page, held = seat.context.new_page(), list[Route]()
    page.route("**/api/v1/videos/*/media/", lambda route: held.append(route))  # noqa: PLW0108
    page.goto(seat.url)
    page.get_by_test_id("stage").wait_for(timeout=SLOW_MS)
    axe.check(page, "loading the clip")
    for route in held:
        route.fulfill(status=500, body="")
    page.get_by_test_id("source-blocked").wait_for(timeout=SLOW_MS)
    axe.check(page, "the clip cannot be shown")
    page.unroute("**/api/v1/videos/*/media/")
    page.route("**/api/v1/annotations/*/", lambda route: held.append(route))  # noqa: PLW0108
    held.clear()
    page.reload()
    page.get_by_role("status", name="Opening").or_(page.get_by_text("Opening")).first.wait_for()
    axe.check(page, "opening")
    for route in held:
        route.fulfill(status=500, json={"status": 500, "code": "internal"})
    page.get_by_role("heading", level=1).wait_for()
    axe.check(page, "cannot be opened")


def _lease_lost(route: Route) -> None:
    if route.request.method == "PUT":
        route.fulfill(status=409, json={"status": 409, "code": "lease_lost", "detail": "The lease is over."})
    else:
        route.continue_()


def _state(page: Page, state: str) -> None:
    expect(page.get_by_test_id("save-state")).to_have_attribute("data-state", state, timeout=SLOW_MS)
