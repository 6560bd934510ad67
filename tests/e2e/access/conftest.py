"""A project with something in every list, and people at a workbench each in a browser of their own."""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.e2e.conftest import Person, Studio
from tests.e2e.hands import workbench_ready
from tests.e2e.server import ApiSession, Platform
from tests.factories import trace_body
from tests.media import ClipSpec, clip

SEATS = 20
FRAMES = 72
TRACES = 3


@pytest.fixture(scope="module")
def hall(platform: Platform, admin: ApiSession) -> Studio:
    """One project with one clip that everybody gets."""
    studio = Studio(
        platform, admin, f"access-{secrets.token_hex(3)}", name="Kitchen scenes, pilot", overlap=SEATS
    )
    path = clip("access", ClipSpec(frames=FRAMES, size=(640, 360)))
    studio.wait_ready(studio.upload(path, video_id="kitchen-1", kind="fake", source="Pika 1.5"))
    return studio


@dataclass(frozen=True)
class Seat:
    """Somebody with a claimed video, in the browser and by REST."""

    studio: Studio
    person: Person
    api: ApiSession
    annotation: str
    context: BrowserContext

    @property
    def url(self) -> str:
        """The workbench's address."""
        return f"{self.studio.platform.url}/work/{self.annotation}"

    def open(self) -> Page:
        """A tab with the workbench, ready to work."""
        page = self.context.new_page()
        page.goto(self.url)
        workbench_ready(page)
        return page

    def stored(self) -> Any:
        """The annotation as the server has it."""
        return self.api.get(f"annotations/{self.annotation}/")

    def put(self, **answer: Any) -> None:
        """Save an answer from elsewhere."""
        headers = {"If-Match": f'"{self.stored()["revision"]}"'}
        body = {"verdict": "fake", "note": "", "traces": []} | answer
        self.api.call("PUT", f"annotations/{self.annotation}/", json=body, headers=headers)

    def submit(self) -> None:
        """Hand in three complete traces."""
        self.put(traces=some_traces())
        headers = {"If-Match": f'"{self.stored()["revision"]}"'}
        self.api.call("POST", f"annotations/{self.annotation}/submit/", headers=headers)


def some_traces(count: int = TRACES) -> list[dict[str, Any]]:
    """Complete traces beside each other, in time and place."""
    return [trace_body(onset_frame=5, offset_frame=40 + at, keyframes=_keyframes(at)) for at in range(count)]


def _keyframes(at: int) -> list[dict[str, int]]:
    first = {"frame": 5, "left": 10 + 60 * (at % 9), "top": 90, "width": 90, "height": 120}
    return [first, first | {"frame": 30, "top": 140}]


def entered(context: BrowserContext, api: ApiSession) -> BrowserContext:
    """The context with the session of somebody who signed in by REST."""
    cookies = api.http.cookies.get_dict()
    context.add_cookies([{"name": name, "value": value, "url": api.url} for name, value in cookies.items()])
    return context


Seating = Callable[..., Seat]


@pytest.fixture
def take_seat(browser: Browser, hall: Studio) -> Iterator[Seating]:
    """Makes somebody with the clip; the options are those of a browser context."""
    contexts: list[BrowserContext] = []

    def make(role: str = "annotator", **options: Any) -> Seat:
        person = hall.person(role)
        api = hall.session(person)
        claimed = api.post("queue/next/", {"project": hall.slug})
        settings = {"viewport": {"width": 1440, "height": 900}, "reduced_motion": "reduce"} | options
        context = entered(browser.new_context(**settings), api)
        contexts.append(context)
        return Seat(hall, person, api, claimed["annotation"]["id"], context)

    yield make
    for context in contexts:
        context.close()
