"""Work is never lost: whatever dies while somebody draws, drags, types and takes back.

At random moments something goes wrong. After each: at most the last second of edits is missing, nothing that
the server acknowledged is overwritten, and screen, device and server agree on the newest answer. A run is
repeated by its seed: `CHAOS_SEED=… pytest tests/e2e/test_chaos.py`.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Playwright, Route, expect

from tests.e2e.chaos.digest import answer_digest
from tests.e2e.chaos.faults import FAULTS, Fault, Scene
from tests.e2e.chaos.ledger import Ledger
from tests.e2e.chaos.place import SLOW_MS, Place, place_open
from tests.e2e.conftest import Studio
from tests.e2e.hands import saved
from tests.e2e.server import Platform, platform_running, wait_for
from tests.media import clip

pytestmark = pytest.mark.e2e

SEATS = 20
LONGEST_PAUSE_MS = 1200


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """A platform of its own: it is killed again and again."""
    folder = tmp_path_factory.mktemp("chaos")
    with platform_running(folder / "data", folder / "serve.log") as running:
        yield running


@pytest.fixture(scope="module")
def studio(platform: Platform) -> Studio:
    """One project with one clip that everybody gets."""
    studio = Studio(platform, platform.admin(), f"chaos-{secrets.token_hex(4)}", overlap=SEATS)
    studio.wait_ready(studio.upload(clip("fps_24")))
    return studio


@pytest.fixture
def place(playwright: Playwright, studio: Studio, tmp_path: Path) -> Iterator[Place]:
    """A new person with the clip, at a browser of their own."""
    person = studio.person("annotator")
    annotation = studio.session(person).post("queue/next/", {"project": studio.slug})["annotation"]["id"]
    with place_open(playwright, studio.platform, person, annotation, tmp_path / "profile") as place:
        yield place


@pytest.mark.parametrize("moments", [10, pytest.param(100, marks=pytest.mark.full)])
def test_nothing_is_lost_at_random_moments(place: Place, moments: int) -> None:
    seed = int(os.environ.get("CHAOS_SEED") or secrets.randbits(32))
    print(f"CHAOS_SEED={seed}")
    scene = Scene(place, Ledger(place.annotation), Random(seed))  # noqa: S311
    place.heard.append(scene.ledger.hear)
    scene.actor().see()
    for moment, fault in enumerate(_faults(scene.random, moments)):
        scene.actor().work(scene.random.randint(2, 5))
        _pause(scene)
        _strike(scene, fault, moment)
    edits, saves = len(scene.ledger.edits), len(scene.ledger.saved)
    print(f"{moments} moments, {edits} answers on the screen, {saves} saves, {scene.ledger.lost} edits lost")


@pytest.mark.parametrize("arrived", [True, False], ids=["handed in, answer lost", "never arrived"])
def test_a_server_that_dies_in_the_middle_of_a_submit_costs_nothing(place: Place, arrived: bool) -> None:
    page, server = place.page, place.platform.server
    page.keyboard.press("Shift+R")
    saved(page)

    struck: list[str] = []

    def die(route: Route) -> None:
        if struck:
            route.continue_()
            return
        struck.append(route.request.headers["idempotency-key"])
        if arrived:
            route.fetch()
        server.kill()
        route.abort("connectionreset")

    page.route("**/submit/", die)
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_text("The server does not answer. Handing in is tried again.").first).to_be_attached(
        timeout=SLOW_MS
    )
    server.start()
    wait_for(lambda: _is_handed_in(place), seconds=SLOW_MS / 1000, what="the way to the next video")
    stored = place.stored()
    assert (stored["status"], stored["verdict"], stored["revision"]) == ("submitted", "real", 2)


def _is_handed_in(place: Place) -> bool:
    """Whether the page has gone on; a person presses Submit again where it has given up."""
    again = place.page.get_by_role("button", name="Submit")
    with suppress(PlaywrightError):
        if again.is_enabled(timeout=500):
            again.click(timeout=500)
    return place.annotation not in place.page.url


def _faults(random: Random, count: int) -> list[Fault]:
    """Every kind equally often, in a random order; what is left over at random."""
    chosen: list[Fault] = []
    while len(chosen) < count:
        chosen += random.sample(FAULTS, len(FAULTS))
    return chosen[:count]


def _pause(scene: Scene) -> None:
    """Any moment of a save: before it, under way, just after it."""
    pause_ms = scene.random.uniform(0, LONGEST_PAUSE_MS)
    scene.place.page.evaluate("ms => new Promise((resolve) => setTimeout(resolve, ms))", pause_ms)


def _strike(scene: Scene, fault: Fault, moment: int) -> None:
    lost = scene.ledger.lost
    struck_at = fault.strike(scene)
    digest = str(scene.place.page.get_by_test_id("save-state").get_attribute("data-answer"))
    scene.ledger.check_kept(digest, fault_at=struck_at, may_lose=fault.may_lose)
    scene.place.wait_saved()
    stored, draft = scene.place.stored(), scene.place.draft()
    scene.ledger.check_stored(stored)
    assert draft is None or not draft["unsaved"], "the device still holds what the server has"
    assert draft is None or answer_digest(draft["answer"]) == digest, "the device holds another answer"
    print(f"{moment + 1}. {fault.name}: revision {stored['revision']}, {scene.ledger.lost - lost} edits lost")
