"""Takes the pictures of the guides: `make docs-screens`. Not part of the tests: it writes docs/images.

The site runs on a data folder of its own with the demo that `make run` makes, out of clips made here.
"""

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Playwright, ViewportSize, expect

from deeptrace_site.demo.accounts import ACCOUNTS_FILE, SLUG
from tests.e2e.conftest import CHROMIUM, launched
from tests.e2e.guides.scenes import SCENES, Scene
from tests.e2e.looks.conftest import COUNT_REQUESTS
from tests.e2e.server import ROOT, ApiSession, Platform

pytestmark = pytest.mark.e2e
IMAGES = ROOT / "docs" / "images"
SIZE: ViewportSize = {"width": 1440, "height": 900}
QUALITY = 82
JUDGED = "red-ball"  # the demo's answer that waits for a reviewer


@pytest.fixture(scope="module")
def passwords(platform: Platform) -> dict[str, str]:
    """The demo's accounts, once it is there."""
    command = [sys.executable, "manage.py", "seed_demo", "--offline", "--now"]
    environment = os.environ | {"DEEPTRACE_DATA": str(platform.data)}
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    found: dict[str, str] = json.loads((platform.data / ACCOUNTS_FILE).read_text())
    return found


@pytest.fixture(scope="module")
def whole(playwright: Playwright) -> Iterator[Browser]:
    """The Chromium that people have."""
    with launched(playwright, CHROMIUM) as running:
        expect.set_options(timeout=30_000)
        yield running
        expect.set_options(timeout=5_000)


@pytest.mark.parametrize("scene", SCENES, ids=[scene.name for scene in SCENES])
def test_take(platform: Platform, passwords: dict[str, str], whole: Browser, scene: Scene) -> None:
    api = platform.session(scene.username, passwords[scene.username])
    api.call("PUT", "me/settings/", json={"tour_done": True})
    context = signed_in(whole, api)
    page = context.new_page()
    page.goto(platform.url + scene.path.format(judged=judged(platform)))
    scene.act(page)
    shot = page.screenshot(animations="disabled", caret="hide")
    context.close()
    write(shot, IMAGES / f"{scene.name}.webp")


def judged(platform: Platform) -> str:
    """The video that the reviewer is shown."""
    found = platform.admin().get(f"videos/?project={SLUG}&search={JUDGED}")["results"]
    return next(str(video["id"]) for video in found if video["video_id"] == JUDGED)


def signed_in(browser: Browser, api: ApiSession) -> BrowserContext:
    context = browser.new_context(
        viewport=SIZE, bypass_csp=True, color_scheme="dark", locale="en-US", timezone_id="UTC"
    )
    context.add_init_script(COUNT_REQUESTS)
    cookies = api.http.cookies.get_dict()
    context.add_cookies([{"name": name, "value": value, "url": api.url} for name, value in cookies.items()])
    return context


def write(shot: bytes, file: Path) -> None:
    Image.open(io.BytesIO(shot)).convert("RGB").save(file, quality=QUALITY, method=6)
