"""The platform, its people and clips, and a Chromium to use it with.

Most tests drive Chromium's headless shell: the same engine without the windows, tabs and menus that nobody
sees, which cost two thirds of a new page's time. What people's whole work depends on - the story from a video
to a benchmark row, the identity of frames - is seen in the Chromium that they have.
"""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright

from tests.e2e.server import ApiSession, Platform, platform_running, wait_for

CHROMIUM = "/usr/bin/chromium"
SHELL = shutil.which("chromium-headless-shell") or CHROMIUM
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SCREENSHOTS = Path(__file__).resolve().parents[2] / "test-screenshots"


@pytest.fixture(autouse=True)
def _data_folders() -> None:
    """The platform is a process with a data folder of its own: nothing to redirect in here."""


@pytest.fixture(scope="session")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """One running platform for the whole session."""
    folder = tmp_path_factory.mktemp("platform")
    with platform_running(folder / "data", folder / "serve.log") as running:
        yield running


@pytest.fixture(scope="session")
def admin(platform: Platform) -> ApiSession:
    """The site admin by REST."""
    return platform.admin()


@contextmanager
def launched(playwright: Playwright, program: str, *flags: str) -> Iterator[Browser]:
    """A Chromium with software rendering, closed afterwards."""
    running = playwright.chromium.launch(executable_path=program, args=[*FLAGS, *flags])
    try:
        yield running
    finally:
        running.close()


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Debian's Chromium without its windows."""
    with launched(playwright, SHELL) as running:
        yield running


@pytest.fixture
def whole_browser(playwright: Playwright) -> Iterator[Browser]:
    """Debian's Chromium as people have it."""
    with launched(playwright, CHROMIUM) as running:
        yield running


@dataclass(frozen=True)
class Person:
    """An account in a project."""

    username: str
    password: str


class Studio:
    """A project with people and clips of its own, made by REST as an admin would."""

    def __init__(self, platform: Platform, admin: ApiSession, slug: str, **fields: Any) -> None:
        self.platform, self.admin, self.slug = platform, admin, slug
        admin.post("projects/", {"slug": slug, "name": fields.pop("name", slug.title())} | fields, status=201)

    def person(self, role: str, username: str = "", *, tour_done: bool = True) -> Person:
        """Somebody who came in by an invitation link, and has seen the first-use tour."""
        username = username or f"{role}-{secrets.token_hex(3)}"
        invitation = self.admin.post(
            f"projects/{self.slug}/invitations/", {"roles": [role], "expires_in_days": 1}, status=201
        )
        guest = ApiSession(self.platform.url)
        guest.call("GET", "session/")
        person = Person(username, secrets.token_urlsafe(12))
        token = invitation["url"].removeprefix("/invite/")
        guest.post("invitations/accept/", {"token": token, "username": username, "password": person.password})
        if tour_done:
            guest.call("PUT", "me/settings/", json={"tour_done": True})
        return person

    def upload(self, path: Path, **fields: str) -> str:
        """Upload a clip; the id of the video."""
        with path.open("rb") as stream:
            answer = self.admin.call(
                "POST",
                "videos/",
                status=201,
                data={"project": self.slug, **fields},
                files={"file": (path.name, stream, "video/mp4")},
            )
        return str(answer.json()["id"])

    def video(self, video_id: str) -> Any:
        """The video as the admin sees it."""
        return self.admin.get(f"videos/{video_id}/")

    def wait_ready(self, video_id: str) -> None:
        """Wait until ingest is over; a failed one fails the test with its reason."""
        wait_for(lambda: self._is_ready(video_id), seconds=120, what=f"video {video_id} to be ready")

    def _is_ready(self, video_id: str) -> bool:
        found = self.video(video_id)
        assert found["status"] != "failed", found["failure"]
        return bool(found["status"] == "ready")

    def session(self, person: Person) -> ApiSession:
        """The person by REST."""
        return self.platform.session(person.username, person.password)


@pytest.fixture
def studio(platform: Platform, admin: ApiSession) -> Studio:
    """A fresh project."""
    return Studio(platform, admin, f"studio-{secrets.token_hex(4)}")


def sign_in(page: Page, platform: Platform, person: Person) -> None:
    """Sign in by the page."""
    page.goto(f"{platform.url}/sign-in")
    page.get_by_label("User name").fill(person.username)
    page.get_by_label("Password", exact=True).fill(person.password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
