"""Without a secure context there is no WebCodecs: frames are slower then, and as exact as ever."""

import random
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright, expect

from tests.e2e.conftest import CHROMIUM, Studio, launched
from tests.e2e.hands import painted_row, workbench_ready
from tests.e2e.server import LAN_HOST
from tests.media import CLIP_MATRIX, clip, read_code

pytestmark = pytest.mark.e2e

CLIP = "dropped_ticks"
SEED = 20261122
PROBES = 12
NOT_PROXIED = ["--no-proxy-server", f"--host-resolver-rules=MAP {LAN_HOST} 127.0.0.1"]


@pytest.fixture
def lan_browser(playwright: Playwright) -> Iterator[Browser]:
    """A Chromium for which the platform has a name in the local network."""
    with launched(playwright, CHROMIUM, *NOT_PROXIED) as running:
        yield running


def test_over_plain_http_every_frame_is_still_exact(lan_browser: Browser, studio: Studio) -> None:
    studio.wait_ready(studio.upload(clip(CLIP)))
    api = studio.session(studio.person("annotator"))
    claimed = api.post("queue/next/", {"project": studio.slug})
    url = studio.platform.url.replace("127.0.0.1", LAN_HOST)
    page = lan_browser.new_page(viewport={"width": 1440, "height": 900})
    cookies = api.http.cookies.get_dict()
    page.context.add_cookies([{"name": name, "value": value, "url": url} for name, value in cookies.items()])
    page.goto(f"{url}/work/{claimed['annotation']['id']}")
    workbench_ready(page)
    assert not page.evaluate("isSecureContext || 'VideoDecoder' in window")
    expect(page.get_by_text("Plain http: exact, but slower")).to_be_visible()
    chosen = random.Random(SEED)  # noqa: S311
    frames = [0, *(chosen.randrange(CLIP_MATRIX[CLIP].shown_frames) for _ in range(PROBES))]
    print(f"seed {SEED}, frames {frames}")
    for frame in frames:
        assert read_code(painted_row(page, frame)) == frame
    page.keyboard.press("Shift+U")
    expect(page.get_by_test_id("save-state")).to_have_attribute("data-state", "saved", timeout=30_000)
    assert api.get(f"annotations/{claimed['annotation']['id']}/")["verdict"] == "unsure"
