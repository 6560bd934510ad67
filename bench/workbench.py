"""The real workbench in a real browser, for the benches: a platform, clips in its queue, a person at work."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from bench.player_page import CHROMIUM, FLAGS
from tests.e2e.conftest import Person, Studio, sign_in
from tests.e2e.hands import workbench_ready
from tests.e2e.server import Platform, platform_running
from tests.media import ClipSpec, clip

SCRIPT = Path(__file__).with_name("instrument.js").read_text()
WINDOW: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}, "bypass_csp": True}


@dataclass(frozen=True)
class Desk:
    """A project with clips in its queue and an annotator."""

    studio: Studio
    person: Person

    def page(self, context: BrowserContext) -> Page:
        """The annotator's page, signed in, with the script that measures."""
        page = context.new_page()
        page.add_init_script(SCRIPT)
        sign_in(page, self.studio.platform, self.person)
        return page

    def take_next(self, page: Page) -> None:
        """Open the next video and wait until all of it is at hand."""
        page.goto(f"{self.studio.platform.url}/p/{self.studio.slug}/next")
        workbench_ready(page)


@contextmanager
def platform_for_bench() -> Iterator[Platform]:
    """`manage.py serve` over a folder that is removed afterwards."""
    with (
        TemporaryDirectory() as folder,
        platform_running(Path(folder) / "data", Path(folder) / "serve.log") as platform,
    ):
        yield platform


def desk_made(platform: Platform, specs: list[tuple[str, ClipSpec]]) -> Desk:
    """A fresh project whose queue holds these clips in this order, all ready."""
    studio = Studio(platform, platform.admin(), f"bench-{secrets.token_hex(3)}")
    with TemporaryDirectory() as folder:
        videos = [studio.upload(_own_bytes(name, spec, Path(folder))) for name, spec in specs]
    for video in videos:
        studio.wait_ready(video)
    return Desk(studio, studio.person("annotator"))


def browser_opened(playwright: Playwright) -> Browser:
    """Headless Chromium with software rendering."""
    return playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)


@contextmanager
def browser_of_ones_own(playwright: Playwright) -> Iterator[BrowserContext]:
    """As a person has it: with a profile on disk, where what was fetched is cached."""
    with TemporaryDirectory() as profile:
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=CHROMIUM, args=FLAGS, **WINDOW
        )
        yield context
        context.close()


def _own_bytes(name: str, spec: ClipSpec, folder: Path) -> Path:
    """The clip with an empty box of its own at the end: other bytes, the same pictures."""
    path = clip(name.partition("#")[0], spec, folder)
    copy = folder / f"{name.replace('#', '-')}.mp4"
    copy.write_bytes(path.read_bytes() + (16).to_bytes(4, "big") + b"free" + secrets.token_bytes(8))
    return copy
