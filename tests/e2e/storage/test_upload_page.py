"""The upload page with a large file: cut off, stopped, reloaded, and what had arrived is not sent again."""

import hashlib
import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.e2e.conftest import Studio, sign_in
from tests.media import clip

pytestmark = pytest.mark.e2e
PART = 8 * 2**20
SENT = re.compile(r"/uploads/[0-9a-f-]+/parts/(\d+)/$")


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A clip of three parts: bytes that no player reads follow it."""
    padding = 2 * PART + 1000
    path = tmp_path / "a large clip.mp4"
    content = clip("fps_24").read_bytes()
    path.write_bytes(content + (padding + 8).to_bytes(4, "big") + b"free" + os.urandom(padding))
    return path


class Line:
    """What goes through to the server, and what went through: the offsets of parts."""

    def __init__(self, page: Page) -> None:
        self.is_cut, self.arrived = True, list[int]()
        page.route(SENT, self._part)

    def _part(self, route: Route) -> None:
        found = SENT.search(route.request.url)
        assert found is not None
        offset = int(found[1])
        if self.is_cut and offset > 0:
            route.abort("internetdisconnected")
            return
        self.arrived.append(offset)
        route.continue_()


def chosen(page: Page, studio: Studio, file: Path) -> None:
    """Choose the file on the page of videos, and start."""
    page.goto(f"{studio.platform.url}/p/{studio.slug}/videos")
    page.get_by_role("button", name="Upload videos").first.click()
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Upload 1 file").click()


def test_a_large_file_goes_on_after_a_cut_a_stop_and_a_reload(
    browser: Browser, studio: Studio, large: Path
) -> None:
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    sign_in(page, studio.platform, studio.person("admin"))
    line = Line(page)

    # The line is cut for the other parts; the first one is whole on the server before anything is stopped.
    with page.expect_request_finished(lambda request: request.url.endswith("/parts/0/")):
        chosen(page, studio, large)
    expect(page.get_by_text("No connection, waiting at")).to_be_visible(timeout=30_000)
    page.get_by_role("button", name=f"Cancel {large.name}").click()
    expect(page.get_by_text("Stopped at")).to_be_visible()
    expect(page.get_by_role("button", name=f"Go on with {large.name}")).to_be_visible()
    assert line.arrived == [0]

    page.reload()
    line.is_cut = False
    chosen(page, studio, large)
    expect(page.get_by_text("1 of 1 ready")).to_be_visible(timeout=60_000)
    assert sorted(line.arrived) == [0, PART, 2 * PART]

    (video,) = studio.admin.get(f"videos/?project={studio.slug}")["results"]
    assert video["sha256"] == hashlib.sha256(large.read_bytes()).hexdigest()
    page.context.close()
