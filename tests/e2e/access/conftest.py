"""A project with something in every list, and people at a workbench each in a browser of their own."""

import secrets
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.e2e.conftest import Studio
from tests.e2e.seat import Place, place_take
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


def some_traces(count: int = TRACES) -> list[dict[str, Any]]:
    """Complete traces beside each other, in time and place."""
    return [trace_body(onset_frame=5, offset_frame=40 + at, keyframes=_keyframes(at)) for at in range(count)]


def _keyframes(at: int) -> list[dict[str, int]]:
    first = {"frame": 5, "left": 10 + 60 * (at % 9), "top": 90, "width": 90, "height": 120}
    return [first, first | {"frame": 30, "top": 140}]


Seating = Callable[..., Place]


@pytest.fixture
def take_seat(browser: Browser, hall: Studio) -> Iterator[Seating]:
    """Makes somebody with the clip; the options are those of a browser context."""
    contexts: list[BrowserContext] = []

    def make(role: str = "annotator", **options: Any) -> Place:
        place = place_take(browser, hall, role, **{"reduced_motion": "reduce", **options})
        contexts.append(place.context)
        return place

    yield make
    for context in contexts:
        context.close()
