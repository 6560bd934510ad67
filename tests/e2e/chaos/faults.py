"""What goes wrong, and how a person gets back to work after it."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from playwright.sync_api import expect

from tests.e2e.chaos.actor import Actor
from tests.e2e.chaos.digest import answer_digest
from tests.e2e.chaos.ledger import Ledger
from tests.e2e.chaos.place import SLOW_MS, Place

OFFLINE_S = 5


@dataclass
class Scene:
    """Everything that a fault may touch."""

    place: Place
    ledger: Ledger
    random: Random

    def actor(self) -> Actor:
        """Somebody at the newest page."""
        return Actor(self.place.page, self.ledger, self.random)


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong. `may_lose`: the page dies, and with it at most the last second."""

    name: str
    strike: Callable[[Scene], float]
    may_lose: bool


def _reload(scene: Scene) -> float:
    struck_at = time.monotonic()
    scene.place.page.reload(timeout=SLOW_MS, wait_until="commit")
    scene.place.wait_editable()
    return struck_at


def _close_tab(scene: Scene) -> float:
    struck_at = time.monotonic()
    scene.place.page.close()
    _reopen(scene)
    return struck_at


def _kill_renderer(scene: Scene) -> float:
    page = scene.place.page
    struck_at = time.monotonic()
    with page.expect_event("crash", timeout=SLOW_MS):
        scene.place.renderers_kill()
    for dead in scene.place.context.pages:
        dead.close()
    _reopen(scene)
    return struck_at


def _kill_browser(scene: Scene) -> float:
    struck_at = time.monotonic()
    scene.place.browser_kill()
    _reopen(scene)
    return struck_at


def _kill_server(scene: Scene) -> float:
    scene.place.platform.server.kill()
    scene.actor().work(scene.random.randint(1, 3))
    scene.place.platform.server.start()
    return time.monotonic()


def _drop_network(scene: Scene) -> float:
    until = time.monotonic() + OFFLINE_S
    scene.place.context.set_offline(True)
    while time.monotonic() < until:
        scene.actor().work(1)
    scene.place.context.set_offline(False)
    return time.monotonic()


def _end_session(scene: Scene) -> float:
    page = scene.place.page
    scene.place.session_end()
    scene.actor().edit_once()
    dialog = page.get_by_role("dialog", name="Your session has ended")
    dialog.get_by_label("Password").fill(scene.place.person.password, timeout=SLOW_MS)
    dialog.get_by_role("button", name="Sign in").click()
    expect(dialog).to_be_hidden(timeout=SLOW_MS)
    scene.actor().work(1)
    return time.monotonic()


def _second_tab(scene: Scene) -> float:
    """It is read-only; then either goes on: the first tab, or the second one after it took over."""
    place, first = scene.place, scene.place.page
    second = place.context.new_page()
    second.goto(place.url, timeout=SLOW_MS)
    state = second.get_by_test_id("save-state")
    expect(state).to_have_attribute("data-state", "read_only", timeout=SLOW_MS)
    first.bring_to_front()
    scene.actor().work(2)
    if scene.random.random() < 0.5:
        second.close()
        return time.monotonic()
    second.bring_to_front()
    second.get_by_role("button", name="Work here instead").click()
    expect(first.get_by_test_id("save-state")).to_have_attribute("data-state", "read_only", timeout=SLOW_MS)
    place.page = second
    place.wait_editable()
    first.close()
    return time.monotonic()


def _reopen(scene: Scene) -> None:
    """The newest of what the device queued and what the server has is what the workbench shows again."""
    draft, stored = scene.place.draft(), scene.place.stored()
    newest = draft["answer"] if draft and draft["unsaved"] else stored
    scene.place.open()
    shown = scene.actor().page.get_by_test_id("save-state").get_attribute("data-answer")
    assert shown == answer_digest(newest), "the workbench does not show the newest answer"


FAULTS = (
    Fault("reload", _reload, may_lose=True),
    Fault("close tab", _close_tab, may_lose=True),
    Fault("kill renderer", _kill_renderer, may_lose=True),
    Fault("kill browser", _kill_browser, may_lose=True),
    Fault("kill server", _kill_server, may_lose=False),
    Fault("drop network", _drop_network, may_lose=False),
    Fault("end session", _end_session, may_lose=False),
    Fault("second tab", _second_tab, may_lose=False),
)
