"""What the pictures of the guides show: who looks at which page of the demo, and what they do there first."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from deeptrace_site.demo.accounts import SLUG
from tests.e2e.hands import Hands, workbench_ready
from tests.e2e.looks.conftest import at_rest

Do = Callable[[Page], None]


@dataclass(frozen=True)
class Scene:
    """One picture, `docs/images/NAME.webp`."""

    name: str
    username: str
    path: str
    act: Do = at_rest


def show_trace(page: Page) -> None:
    """The answer that came back, with its trace selected: the box, its keyframes, and the form."""
    workbench_ready(page)
    Hands(page).key("ArrowDown")
    expect(page.get_by_label("Explanation")).to_be_visible()
    Hands(page).key(".", *["ArrowRight"] * 14)
    all_decoded(page)


def judge(page: Page) -> None:
    """The answer that waits, its trace on the picture."""
    workbench_ready(page)
    all_decoded(page)


def look_closely(page: Page) -> None:
    """The difference to the previous frame, with the strip of motion and sharpness."""
    workbench_ready(page)
    page.get_by_test_id("stage").hover()
    Hands(page).key(*["ArrowRight"] * 20, "v", "s")
    expect(page.locator("[data-testid=composite-canvas]:not([hidden])").first).to_be_visible()
    all_decoded(page)


def cheat_sheet(page: Page) -> None:
    """The categories with their looping examples."""
    workbench_ready(page)
    Hands(page).key("Shift+E")
    expect(page.get_by_role("heading", name="Unexpected Move")).to_be_visible()
    all_decoded(page)


def all_decoded(page: Page) -> None:
    """The bar below the ruler grows until every frame is decoded."""
    page.wait_for_function("document.querySelector('.loaded span')?.style.width === '100%'")


SCENES = [
    Scene("home", "annotator", f"/p/{SLUG}"),
    Scene("workbench", "annotator", f"/p/{SLUG}/next", show_trace),
    Scene("looking-closely", "annotator2", f"/p/{SLUG}/next", look_closely),
    Scene("categories", "annotator2", f"/p/{SLUG}/next", cheat_sheet),
    Scene("review-queue", "reviewer", f"/p/{SLUG}/review"),
    Scene("desk", "reviewer", f"/p/{SLUG}/review/{{judged}}", judge),
    Scene("videos", "admin", f"/p/{SLUG}/videos"),
    Scene("dashboard", "admin", f"/p/{SLUG}/dashboard"),
    Scene("settings", "admin", f"/p/{SLUG}/settings"),
    Scene("explorer", "researcher", f"/p/{SLUG}/explorer"),
    Scene("release", "researcher", f"/p/{SLUG}/releases/1"),
    Scene("evaluations", "researcher", f"/p/{SLUG}/evaluations"),
]
