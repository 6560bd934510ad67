"""On a plain-http address the whole job works, and the workbench says what https would give."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright, expect

from tests.e2e.conftest import CHROMIUM, Studio, launched
from tests.e2e.hands import saved, workbench_ready
from tests.e2e.server import LAN_HOST

pytestmark = pytest.mark.e2e

NOT_PROXIED = ["--no-proxy-server", f"--host-resolver-rules=MAP {LAN_HOST} 127.0.0.1"]
MISSING = """[
  isSecureContext, typeof VideoDecoder, typeof navigator.locks, typeof crypto.randomUUID, typeof crypto.subtle
]"""
SLOW_MS = 30_000


@pytest.fixture
def lan_browser(playwright: Playwright) -> Iterator[Browser]:
    """A Chromium for which the platform has a name in the local network."""
    with launched(playwright, CHROMIUM, *NOT_PROXIED) as running:
        yield running


def test_annotate_and_submit_over_plain_http(lan_browser: Browser, hall: Studio) -> None:
    person = hall.person("annotator")
    url = hall.platform.url.replace("127.0.0.1", LAN_HOST)
    page = lan_browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(f"{url}/sign-in?next=/p/{hall.slug}/next")
    page.get_by_label("User name").fill(person.username)
    page.get_by_label("Password", exact=True).fill(person.password)
    page.get_by_role("button", name="Sign in").click()
    workbench_ready(page)
    assert page.evaluate(MISSING) == [False, *["undefined"] * 4]
    work = page.url
    notice = page.get_by_role("status").filter(has_text="Plain http: exact, but slower")
    expect(notice).to_contain_text("docs/https.md")
    notice.get_by_role("button", name="Close").click()
    for key in ("Shift+ArrowRight", "n", "Shift+ArrowRight", "o", "5", "e"):
        page.keyboard.press(key)
    page.keyboard.type("The two balls fuse into one.")
    page.keyboard.press("Escape")
    saved(page)
    page.reload()
    workbench_ready(page)
    expect(notice).to_have_count(0)
    expect(page.get_by_label("Explanation")).to_have_value("The two balls fuse into one.")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(lambda now: now != work, timeout=SLOW_MS)
    annotation = re.sub(r".*/work/", "", work)
    stored = hall.session(person).get(f"annotations/{annotation}/")
    assert stored["status"] == "submitted"
    assert [(trace["onset_frame"], trace["offset_frame"]) for trace in stored["traces"]] == [(10, 20)]
