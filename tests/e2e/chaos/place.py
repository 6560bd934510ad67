"""A person's browser with a profile on disk, and the platform beside it: both can be killed and come back."""

import os
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, Playwright, Response, expect

from tests.e2e.chaos.processes import process_command, process_with, processes_below, processes_kill
from tests.e2e.conftest import CHROMIUM, FLAGS, Person
from tests.e2e.hands import workbench_ready
from tests.e2e.server import ApiSession, Platform, wait_for

SLOW_MS = 120_000
READ_DRAFT = """(id) => new Promise((resolve, reject) => {
  const open = indexedDB.open('keyval-store');
  open.onerror = () => reject(open.error);
  open.onsuccess = () => {
    const read = open.result.transaction('keyval').objectStore('keyval').get('deeptrace-draft-' + id);
    read.onsuccess = () => { open.result.close(); resolve(read.result ?? null); };
    read.onerror = () => reject(read.error);
  };
})"""


class Place:
    """Where one annotation is worked on: the browser, its newest page, and the way to the stored answer."""

    def __init__(
        self, playwright: Playwright, platform: Platform, person: Person, annotation: str, profile: Path
    ) -> None:
        self.platform, self.person, self.annotation = platform, person, annotation
        self._playwright, self._profile = playwright, profile
        self.heard: list[Callable[[Response], None]] = []
        self.context = self._launch()
        self.page = self.open()

    @property
    def url(self) -> str:
        return f"{self.platform.url}/work/{self.annotation}"

    def open(self) -> Page:
        """A new tab with the workbench, ready to work; signs in where that is asked."""
        self.page = self.context.new_page()
        self.page.goto(self.url, timeout=SLOW_MS)
        field = self.page.get_by_label("Password", exact=True)
        ready = self.page.get_by_test_id("save-state")
        expect(field.or_(ready).first).to_be_visible(timeout=SLOW_MS)
        if field.is_visible():
            self.page.get_by_label("User name").fill(self.person.username)
            field.fill(self.person.password)
            self.page.get_by_role("button", name="Sign in").click()
        workbench_ready(self.page, timeout_ms=SLOW_MS)
        self.wait_editable()
        return self.page

    def wait_editable(self) -> None:
        """Wait until the workbench has found out what is saved and lets one work."""
        state = self.page.get_by_test_id("save-state")
        wait_for(
            lambda: state.get_attribute("data-state") not in ("opening", "read_only"),
            seconds=SLOW_MS / 1000,
            what="a workbench that lets one work",
        )

    def wait_saved(self) -> None:
        """Wait until everything is on the server; a conflict or a refusal never becomes that."""
        expect(self.page.get_by_test_id("save-state")).to_have_attribute(
            "data-state", "saved", timeout=SLOW_MS
        )

    def stored(self) -> Any:
        """The annotation as the server has it."""
        api = ApiSession(self.platform.url).sign_in(self.person.username, self.person.password)
        return api.get(f"annotations/{self.annotation}/")

    def draft(self) -> Any:
        """What the device has kept, read by a page that is not the application."""
        page = self.context.new_page()
        page.goto(f"{self.platform.url}/health/live", timeout=SLOW_MS)
        found = page.evaluate(READ_DRAFT, self.annotation)
        page.close()
        return found

    def renderers_kill(self) -> None:
        """kill -9 for the processes that show pages."""
        for pid in processes_below(self._browser_pid()):
            if "--type=renderer" in process_command(pid):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)

    def browser_kill(self) -> None:
        """kill -9 for the whole browser, and a new one with the same profile."""
        processes_kill(self._browser_pid())
        with suppress(Exception):
            self.context.close()
        self.context = self._launch()

    def session_end(self) -> None:
        """Delete the browser's session on the server, as if it had expired."""
        keys = [cookie["value"] for cookie in self.context.cookies() if "sessionid" in cookie["name"]]
        with sqlite3.connect(next(self.platform.data.glob("*.sqlite3")), timeout=60) as database:
            ended = database.execute("DELETE FROM django_session WHERE session_key = ?", keys[-1:])
        database.close()
        assert ended.rowcount == 1, "no session to end"

    def close(self) -> None:
        """End the browser."""
        self.context.close()

    def _hear(self, response: Response) -> None:
        for hear in self.heard:
            hear(response)

    def _browser_pid(self) -> int:
        return process_with(f"--user-data-dir={self._profile}", without="--type=")

    def _launch(self) -> BrowserContext:
        context = self._playwright.chromium.launch_persistent_context(
            str(self._profile), executable_path=CHROMIUM, args=FLAGS, viewport={"width": 1440, "height": 900}
        )
        context.set_default_timeout(SLOW_MS)
        context.on("response", self._hear)
        return context


@contextmanager
def place_open(
    playwright: Playwright, platform: Platform, person: Person, annotation: str, profile: Path
) -> Iterator[Place]:
    """A place for one test."""
    place = Place(playwright, platform, person, annotation, profile)
    try:
        yield place
    finally:
        place.close()
