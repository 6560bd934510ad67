"""A dozen pages look as they were last accepted; `make accept-screens` accepts what they look like now.

They are drawn with a font of bars, fixed dates and fixed names, so that every machine draws the same picture.
"""

import io
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Playwright, Route, expect

from tests.e2e.conftest import CHROMIUM, SCREENSHOTS, launched
from tests.e2e.hands import workbench_ready
from tests.e2e.looks.block_font import FAMILY, style_sheet
from tests.e2e.looks.compare import likeness, marked
from tests.e2e.looks.conftest import SLUG, Furnished, NewProfile, Watched

pytestmark = pytest.mark.e2e

REFERENCES = Path(__file__).resolve().parents[1] / "visual"
ACCEPT = os.environ.get("ACCEPT_SCREENS") == "1"
QUALITY = 92
NOW = "2026-01-15T12:00:00Z"
EARLIER = "2026-01-14T09:30:00Z"
LATER = "2026-01-15T12:14:00Z"
DATE = re.compile(r'("\w+"):\s*"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)"')
PSEUDONYM = re.compile(r'"A-[A-Z0-9]{5}"')
PROGRESS = {
    "counts": {"draft": 1, "submitted": 1, "returned": 1, "accepted": 1},
    "days": [
        {"date": f"2026-01-{day:02}", "submitted": day % 4, "active_ms": day * 60_000} for day in range(2, 16)
    ],
    "median_active_ms": 95_000,
}
UNTIL = ("lease_until", "expires_at")

# (name, role, path, theme); the workbench is opened on a trace.
SCENES = [
    ("sign-in", "", "/sign-in", "dark"),
    ("home", "annotator", "/", "dark"),
    ("work", "annotator", f"/p/{SLUG}", "light"),
    ("videos", "admin", f"/p/{SLUG}/videos", "dark"),
    ("members", "admin", f"/p/{SLUG}/members", "light"),
    ("settings", "admin", f"/p/{SLUG}/settings", "dark"),
    ("categories", "admin", f"/p/{SLUG}/settings#categories", "light"),
    ("review", "reviewer", f"/p/{SLUG}/review", "dark"),
    ("account", "admin", "/account", "light"),
    ("not-found", "admin", "/nowhere", "dark"),
    ("workbench", "annotator", "", "dark"),
    ("workbench-light", "annotator", "", "light"),
]


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """The pictures are those of the Chromium that people have: without windows it draws letters otherwise."""
    with launched(playwright, CHROMIUM) as running:
        yield running


@pytest.mark.parametrize("name, role, path, theme", SCENES, ids=[scene[0] for scene in SCENES])
def test_it_looks_as_accepted(  # noqa: PLR0913
    furnished: Furnished, profile: NewProfile, name: str, role: str, path: str, theme: str
) -> None:
    page = opened(furnished, profile, role, path, theme)
    shown = picture(page)
    file = REFERENCES / f"{name}.webp"
    if ACCEPT:
        REFERENCES.mkdir(exist_ok=True)
        shown.save(file, quality=QUALITY, method=6)
        return
    accepted = Image.open(file).convert("RGB")
    found = likeness(accepted, shown)
    if not found.same:
        keep(name, accepted, shown, marked(shown, found.tiles))
    assert found.same, (
        f"{name} looks different (structure {found.structure:.2f}, colour {found.colour:.1f}): compare the "
        f"pictures in {SCREENSHOTS.name}/visual; `make accept-screens` accepts all as they are now"
    )


@pytest.mark.parametrize(
    "change",
    [
        "main { position: relative; top: 1px; }",
        "h1 { letter-spacing: 0.2px; }",
        "td, th { font-weight: 700; }",
    ],
)
def test_what_nobody_sees_is_the_same(furnished: Furnished, profile: NewProfile, change: str) -> None:
    page = opened(furnished, profile, "admin", f"/p/{SLUG}/members", "dark")
    before = picture(page)
    page.add_style_tag(content=change)
    found = likeness(before, picture(page))
    assert found.same, (change, found.structure, found.colour)


@pytest.mark.parametrize(
    "change",
    [
        "main { position: relative; left: 8px; }",
        "table { position: relative; top: 8px; }",
        "header { background: var(--accent-bg) !important; }",
        ":root { --accent-strong: #8a3ab9 !important; }",
        ":root { --bg-1: #262626 !important; }",
        "nav { display: none !important; }",
    ],
)
def test_what_somebody_sees_is_different(furnished: Furnished, profile: NewProfile, change: str) -> None:
    page = opened(furnished, profile, "admin", f"/p/{SLUG}/members", "dark")
    before = picture(page)
    page.add_style_tag(content=change)
    found = likeness(before, picture(page))
    assert not found.same, (change, found.structure, found.colour)


def test_every_reference_has_its_scene_and_all_are_small() -> None:
    files = sorted(REFERENCES.glob("*.webp"))
    assert sorted(file.stem for file in files) == sorted(scene[0] for scene in SCENES)
    assert sum(file.stat().st_size for file in files) < 1_500_000


def opened(furnished: Furnished, profile: NewProfile, role: str, path: str, theme: str) -> Page:
    """The page with fixed dates and names, drawn with bars."""
    watched = Watched(profile(role, theme=theme))
    page = watched.page
    page.clock.set_fixed_time(NOW)
    page.route(re.compile(r"/api/v1/(?!videos/[^/]+/(media|frames|poster|filmstrip))"), settle_dates)
    page.goto(furnished.url + (path or f"/work/{furnished.draft}"))
    page.add_style_tag(content=style_sheet())
    page.evaluate(f"document.fonts.load('16px {FAMILY}')")
    if path == "":
        workbench_ready(page)
        page.keyboard.press("ArrowDown")
        expect(page.get_by_label("Explanation")).to_be_visible()
        # The bar below the ruler grows until every frame is decoded.
        page.wait_for_function("document.querySelector('.loaded span')?.style.width === '100%'")
    else:
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        page.wait_for_load_state("networkidle")
        expect(page.get_by_test_id("loading")).to_have_count(0)
    assert page.evaluate(f"document.fonts.check('16px {FAMILY}')")
    return page


def settle_dates(route: Route) -> None:
    """Pass the answer on with every date and every pseudonym replaced by one of ours."""
    if "/my-progress/" in route.request.url:
        route.fulfill(json=PROGRESS)
        return
    answer = route.fetch()
    body = answer.body()
    if "json" in answer.headers.get("content-type", ""):
        text = DATE.sub(lambda found: f'{found[1]}: "{when(found[1])}"', body.decode())
        body = PSEUDONYM.sub('"A-BCDEF"', text).encode()
    route.fulfill(response=answer, body=body)


def when(key: str) -> str:
    """What lies ahead stays ahead."""
    return LATER if key.strip('"') in UNTIL else EARLIER


def picture(page: Page) -> Image.Image:
    """What the page looks like once everything has come to rest."""
    page.mouse.move(0, 0)
    page.evaluate("document.fonts.ready")
    page.wait_for_function("[...document.images].every((image) => image.complete && image.naturalWidth > 0)")
    shot = page.screenshot(animations="disabled", caret="hide")
    return Image.open(io.BytesIO(shot)).convert("RGB")


def keep(name: str, accepted: Image.Image, shown: Image.Image, difference: Image.Image) -> None:
    """Three pictures for the person who decides."""
    folder = SCREENSHOTS / "visual"
    folder.mkdir(parents=True, exist_ok=True)
    for kind, image in (("accepted", accepted), ("now", shown), ("difference", difference)):
        image.save(folder / f"{name}-{kind}.png")
