"""From one clip to the next: at once, and without leaving anything behind."""

import json
import secrets
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, Locator, Page, Request, expect

from tests.e2e.conftest import Person, Studio
from tests.e2e.hands import workbench_ready
from tests.e2e.server import ApiSession, Platform, wait_for
from tests.media import ClipSpec, clip

pytestmark = pytest.mark.e2e

CLIPS_IN_A_ROW = 8
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
    studio = Studio(platform, admin, f"flow-{secrets.token_hex(4)}")
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


def _import(page: Page, keys: dict[str, list[str]]) -> None:
    text = json.dumps({"deeptrace_keys": 1, "keys": keys}, indent=2)
    file = {"name": "keys.json", "mimeType": "application/json", "buffer": text.encode()}
    page.locator("input[type=file]").set_input_files([file])


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
