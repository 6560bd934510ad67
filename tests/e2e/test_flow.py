"""The flow of the work: the next clip at once, news, own keys, the tour, guideline and categories at hand."""

import json
import secrets
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, FilePayload, Locator, Page, Request, expect

from tests.e2e.conftest import Person, Studio
from tests.e2e.hands import workbench_ready
from tests.e2e.server import ApiSession, Platform, wait_for
from tests.media import ClipSpec, clip

pytestmark = pytest.mark.e2e

CLIPS_IN_A_ROW = 8
SEATS = 12
# What one clip may leave behind for good, well below what keeping any part of it would leave.
HEAP_GROWTH_BYTES = 1_000_000
NODES_GROWTH = 200
LISTENERS_GROWTH = 40

STOPWATCH = """() => {
  const from = location.pathname;
  window.nextClipMs = new Promise((resolve) => {
    addEventListener('keydown', (event) => {
      const start = event.timeStamp;
      const look = (now) => {
        const painted = document.querySelector('[data-testid="stage"] canvas[data-painted-frame="0"]');
        if (location.pathname !== from && painted) resolve(now - start);
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    }, { capture: true, once: true });
  });
}"""

FETCHED_CLIPS = """() => performance.getEntriesByType('resource')
  .filter(({ name }) => name.endsWith('/media/')).length"""
SERVER_MS = """() => performance.getEntriesByType('resource')
  .filter(({ name }) => /(submit|next)\\/$/.test(name)).slice(-2)
  .reduce((sum, { duration }) => sum + duration, 0)"""


@pytest.fixture(scope="module")
def studio(platform: Platform, admin: ApiSession) -> Studio:
    """A project with a row of clips."""
    studio = Studio(platform, admin, f"flow-{secrets.token_hex(4)}", overlap=SEATS)
    for number in range(CLIPS_IN_A_ROW + 1):
        path = clip(f"flow-{number}", ClipSpec(frames=48 + number, size=(640, 360)))
        studio.wait_ready(studio.upload(path))
    return studio


@pytest.fixture
def page(browser: Browser, platform: Platform) -> Iterator[Page]:
    """A browser of its own."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield context.new_page()
    context.close()


def test_the_next_clip_is_there_at_once_and_nothing_of_the_last_one_stays(page: Page, studio: Studio) -> None:
    signed_in(page, studio, studio.person("annotator"))
    cdp = page.context.new_cdp_session(page)
    cdp.send("Performance.enable")
    page.goto(f"{studio.platform.url}/p/{studio.slug}/next")
    times, server_times, figures = [], [], []
    for number in range(CLIPS_IN_A_ROW):
        workbench_ready(page)
        prefetched(page, number + 2)
        page.keyboard.press("Shift+R")
        expect(page.get_by_test_id("save-state")).to_have_attribute("data-state", "saved", timeout=30_000)
        figures.append(measured(page, cdp))
        times.append(submitted(page))
        server_times.append(page.evaluate(SERVER_MS))
    print(f"next clip on screen after {[round(ms) for ms in times]} ms")
    print(f"of which waiting for the server {[round(ms) for ms in server_times]} ms")
    print(f"figures while at work: {figures}")
    assert all(found["workers"] <= 2 for found in figures)
    # The first two warm up code and caches.
    growth = {name: figures[-1][name] - figures[2][name] for name in figures[0]}
    clips = len(figures) - 3
    assert growth["JSHeapUsedSize"] <= clips * HEAP_GROWTH_BYTES
    assert growth["Nodes"] <= clips * NODES_GROWTH
    assert growth["JSEventListeners"] <= clips * LISTENERS_GROWTH


def test_a_hand_in_that_fails_keeps_the_work_and_the_next_clip(page: Page, studio: Studio) -> None:
    """The next clip is claimed meanwhile: the next attempt goes on to it, nothing is lost or doubled."""
    api = signed_in(page, studio, studio.person("annotator"))
    page.goto(f"{studio.platform.url}/p/{studio.slug}/next")
    workbench_ready(page)
    address = page.url
    page.keyboard.press("Shift+R")
    refusal = {"title": "Forbidden", "status": 403, "code": "permission_denied", "detail": "Not now."}
    page.route("**/submit/", lambda route: route.fulfill(status=403, json=refusal))
    with page.expect_response("**/queue/next/") as claimed:
        page.keyboard.press("Control+Enter")
    following = claimed.value.json()["annotation"]["id"]
    expect(page.locator(".toast.bad")).to_be_visible()
    assert page.url == address
    expect(_verdict(page)).to_be_enabled()
    page.unroute("**/submit/")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"**/work/{following}")
    workbench_ready(page)
    mine = {row["id"]: row["status"] for row in api.get("annotations/?mine=true")["results"]}
    assert mine == {address.rpartition("/")[2]: "submitted", following: "draft"}


def test_a_key_of_ones_own_holds_after_a_reload_and_in_another_browser(
    page: Page, browser: Browser, studio: Studio
) -> None:
    person = studio.person("annotator")
    signed_in(page, studio, person)
    page.goto(f"{studio.platform.url}/account")
    row = page.locator("[data-command=verdict_unsure]")
    with page.expect_response(lambda answer: answer.request.method == "PUT" and answer.ok):
        row.get_by_role("button", name="Add a key").click()
        page.keyboard.press("n")
        expect(row.get_by_role("alert")).to_contain_text("New trace")
        row.get_by_role("button", name="Add a key").click()
        page.keyboard.press("Control+w")
        expect(row.get_by_role("alert")).to_contain_text("The browser needs")
        row.get_by_role("button", name="Add a key").click()
        page.keyboard.press("q")
    page.goto(f"{studio.platform.url}/p/{studio.slug}/next")
    workbench_ready(page)
    _verdict_by_q(page)
    page.keyboard.press("Control+z")
    expect(_verdict(page)).to_have_attribute("aria-pressed", "false")
    address = page.url
    other = browser.new_context().new_page()
    signed_in(other, studio, person)
    page.close()
    other.goto(address)
    workbench_ready(other)
    _verdict_by_q(other)
    other.keyboard.press("?")
    expect(other.get_by_role("dialog")).to_contain_text("Q")
    other.context.close()


def test_keys_are_exported_and_imported_whole_or_not_at_all(page: Page, studio: Studio) -> None:
    signed_in(page, studio, studio.person("annotator"))
    page.goto(f"{studio.platform.url}/account")
    row = page.locator("[data-command=trace_add]")
    _import(page, {"trace_add": ["Q"], "undo": ["Mod+W"], "redo": ["Mod+Y"]})
    mistakes = page.get_by_role("region", name="Keys").get_by_role("alert")
    expect(mistakes).to_contain_text("Line 7: Undo")
    expect(row).not_to_contain_text("Q")
    _import(page, {"trace_add": ["Q"]})
    expect(row).to_contain_text("Q")
    expect(mistakes).to_have_count(0)
    with page.expect_download() as exported:
        page.get_by_role("button", name="Export").click()
    assert json.loads(exported.value.path().read_text())["keys"] == {"trace_add": ["Q"]}
    page.get_by_role("checkbox", name="Single-key shortcuts").uncheck()
    page.goto(f"{studio.platform.url}/p/{studio.slug}/next")
    workbench_ready(page)
    page.keyboard.press("Shift+U")
    expect(_verdict(page)).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_test_id("frame-number")).to_have_value("1")


def test_news_of_returned_work_leads_to_it_with_the_reasons_on_top(page: Page, studio: Studio) -> None:
    person, reviewer = studio.person("annotator"), studio.session(studio.person("reviewer"))
    api = signed_in(page, studio, person)
    annotation = _handed_in(api, studio)
    page.goto(f"{studio.platform.url}/p/{studio.slug}")
    bell = page.get_by_test_id("notices")
    expect(bell).to_have_accessible_name("News about your work")
    reasons = {"reasons": ["missed_trace"], "text": "Look at the ball once more."}
    reviewer.call(
        "POST", f"annotations/{annotation}/return/", json=reasons, headers={"If-Match": f'"{_REVISION}"'}
    )
    page.reload()
    expect(bell).to_have_accessible_name("News about your work: 1 new")
    bell.click()
    news = page.get_by_role("region", name="News about your work")
    expect(news).to_contain_text("A trace was missed")
    expect(bell).to_have_accessible_name("News about your work")
    page.keyboard.press("Escape")
    expect(news).to_have_count(0)
    returned = page.get_by_role("region", name="Sent back to you")
    expect(returned).to_contain_text("Look at the ball once more.")
    expect(page.get_by_role("img", name="Handed in on each of the last 14 days: 1 video")).to_be_visible()
    page.get_by_role("button", name="As a table").click()
    expect(page.get_by_role("row")).to_have_count(15)
    returned.get_by_role("link").click()
    page.wait_for_url(f"**/work/{annotation}")
    expect(page.get_by_test_id("return-reasons")).to_contain_text("Look at the ball once more.")
    page.goto(f"{studio.platform.url}/p/{studio.slug}")
    expect(bell).to_have_accessible_name("News about your work")


def test_whoever_skips_a_distressing_video_is_not_left_alone(page: Page, studio: Studio) -> None:
    support = "Talk to Mina in room 4.12."
    studio.admin.call("PATCH", f"projects/{studio.slug}/", json={"skip_support": support})
    signed_in(page, studio, studio.person("annotator"))
    page.goto(f"{studio.platform.url}/p/{studio.slug}/next")
    workbench_ready(page)
    address = page.url
    page.keyboard.press("Shift+S")
    page.get_by_label("The video does not play").check()
    expect(page.get_by_test_id("skip-support")).to_have_count(0)
    page.get_by_label("The content is distressing").check()
    expect(page.get_by_test_id("skip-support")).to_contain_text(support)
    page.get_by_role("dialog").get_by_role("button", name="Skip").click()
    page.wait_for_url(lambda url: "/work/" in url and url != address)
    workbench_ready(page)


def test_newcomers_are_shown_around_once_and_again_when_they_ask(page: Page, studio: Studio) -> None:
    signed_in(page, studio, studio.person("annotator", tour_done=False))
    page.goto(f"{studio.platform.url}/p/{studio.slug}/next")
    tour = page.get_by_test_id("tour")
    expect(tour).to_contain_text("Step 1 of 8", timeout=60_000)
    expect(tour.get_by_role("button", name="Next")).to_be_focused()
    for step in range(2, 9):
        page.keyboard.press("ArrowRight")
        expect(tour).to_contain_text(f"Step {step} of 8")
    page.keyboard.press("ArrowLeft")
    expect(tour).to_contain_text("Step 7 of 8")
    with page.expect_response(lambda answer: answer.request.method == "PUT" and "settings" in answer.url):
        page.keyboard.press("Escape")
    expect(tour).to_have_count(0)
    page.reload()
    workbench_ready(page)
    expect(tour).to_have_count(0)
    page.keyboard.press("?")
    page.get_by_role("button", name="Show the tour").click()
    page.get_by_role("button", name="Skip the tour").click()
    expect(tour).to_have_count(0)


def test_guideline_and_categories_stay_beside_the_picture(page: Page, studio: Studio) -> None:
    guideline = "# How to look\n\n" + "\n\n".join(f"Paragraph {number}." for number in range(60))
    studio.admin.call("PATCH", f"projects/{studio.slug}/", json={"guideline": guideline})
    signed_in(page, studio, studio.person("annotator"))
    page.goto(f"{studio.platform.url}/p/{studio.slug}/next")
    workbench_ready(page)
    guide = page.get_by_test_id("guide")
    page.keyboard.press("Shift+G")
    expect(guide.get_by_role("heading", name="How to look")).to_be_visible()
    guide.evaluate("panel => { panel.scrollTop = 300; }")
    page.keyboard.press("Shift+R")
    expect(page.get_by_role("button", name="Real")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Shift+G")
    expect(guide).to_have_count(0)
    page.keyboard.press("Shift+G")
    wait_for(lambda: guide.evaluate("panel => panel.scrollTop") == 300, seconds=10, what="the scroll place")
    page.keyboard.press("Shift+E")
    expect(guide.locator("svg[data-category]")).to_have_count(9)
    expect(guide.locator("svg.moving")).to_have_count(9)
    guide.get_by_role("button", name="Pause the pictures").click()
    expect(guide.locator("svg.moving")).to_have_count(0)
    page.emulate_media(reduced_motion="reduce")
    page.reload()
    workbench_ready(page)
    expect(guide.locator("svg[data-category]")).to_have_count(9)
    expect(guide.locator("svg.moving")).to_have_count(0)


_REVISION = 2


def _handed_in(api: ApiSession, studio: Studio) -> str:
    """Hand in an answer of one's own by REST; its id. Its revision is `_REVISION` then."""
    annotation = str(api.post("queue/next/", {"project": studio.slug})["annotation"]["id"])
    answer = {"verdict": "real", "note": "", "traces": []}
    api.call("PUT", f"annotations/{annotation}/", json=answer, headers={"If-Match": '"0"'})
    api.call("POST", f"annotations/{annotation}/submit/", json={}, headers={"If-Match": '"1"'})
    return annotation


def _import(page: Page, keys: dict[str, list[str]]) -> None:
    text = json.dumps({"deeptrace_keys": 1, "keys": keys}, indent=2)
    file = FilePayload(name="keys.json", mimeType="application/json", buffer=text.encode())
    page.locator("input[type=file]").set_input_files(file)


def _verdict(page: Page) -> Locator:
    return page.get_by_role("button", name="Can't tell")


def _verdict_by_q(page: Page) -> None:
    page.keyboard.press("q")
    expect(_verdict(page)).to_have_attribute("aria-pressed", "true")


def submitted(page: Page) -> float:
    """Submit by key; the milliseconds from the key press to the next clip's first frame on the screen.

    Nothing of the next clip is fetched by then but what is fetched for the one after it.
    """
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    page.evaluate(STOPWATCH)
    page.on("request", note)
    page.keyboard.press("Control+Enter")
    elapsed = float(page.evaluate("window.nextClipMs"))
    page.remove_listener("request", note)
    assert not [url for url in asked if url.endswith(("/media/", "/frames/"))], asked
    return elapsed


def prefetched(page: Page, clips: int) -> None:
    """Wait until this many clips were fetched since the page was loaded."""
    wait_for(lambda: page.evaluate(FETCHED_CLIPS) >= clips, seconds=60, what=f"{clips} fetched clips")


def measured(page: Page, cdp: CDPSession) -> dict[str, int]:
    """What the page holds after a collection."""
    cdp.send("HeapProfiler.collectGarbage")
    metrics: Any = cdp.send("Performance.getMetrics")["metrics"]
    kept = {each["name"]: int(each["value"]) for each in metrics}
    names = ("JSHeapUsedSize", "Nodes", "JSEventListeners")
    return {name: kept[name] for name in names} | {"workers": len(page.workers)}


def signed_in(page: Page, studio: Studio, person: Person) -> ApiSession:
    """Give the browser the person's session; the same session by REST."""
    api = studio.session(person)
    cookies = api.http.cookies.get_dict()
    url = studio.platform.url
    page.context.add_cookies([{"name": name, "value": value, "url": url} for name, value in cookies.items()])
    return api
