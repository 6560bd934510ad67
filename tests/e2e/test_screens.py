"""Every page in both themes: no error in the console, nothing wider than the window, a picture to look at.

The pictures lie in test-screenshots (not committed).
"""

import uuid
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.conftest import SCREENSHOTS, Person, Studio, sign_in
from tests.e2e.hands import workbench_ready
from tests.e2e.server import ApiSession, Platform
from tests.factories import trace_body
from tests.media import ClipSpec, clip

pytestmark = pytest.mark.e2e

SIZES = [(1440, 900), (1920, 1080)]
THEMES = ["dark", "light"]
ADMIN_PAGES = ["", "/videos", "/imports", "/members", "/settings", "/review", "/releases"]


@pytest.fixture(scope="module")
def furnished(platform: Platform, admin: ApiSession) -> Studio:
    """A project in which every list has something to show."""
    studio = Studio(
        platform, admin, f"screens-{uuid.uuid4().hex[:6]}", name="Kitchen scenes, pilot", overlap=2
    )
    for number, rate in enumerate((24, 30)):
        path = clip(f"screens-{number}", ClipSpec(frames=48 + number, size=(640, 360)))
        studio.wait_ready(studio.upload(path, video_id=f"kitchen-{rate}", kind="fake", source="Pika 1.5"))
    return studio


@pytest.fixture(
    params=[(size, theme) for size in SIZES for theme in THEMES], ids=lambda p: f"{p[0][0]}-{p[1]}"
)
def context(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """A browser profile of one size and theme."""
    (width, height), theme = request.param
    made = browser.new_context(viewport={"width": width, "height": height}, color_scheme=theme)
    yield made
    made.close()


def test_the_pages_of_an_admin(
    context: BrowserContext, furnished: Studio, request: pytest.FixtureRequest
) -> None:
    page = _watched(context)
    label = request.node.callspec.id
    page.goto(f"{furnished.platform.url}/sign-in")
    expect(page.get_by_label("User name")).to_be_visible()
    _picture(page, f"{label}-sign-in")
    sign_in(page, furnished.platform, furnished.person("admin"))
    for path in ["/", "/account", *(f"/p/{furnished.slug}{part}" for part in ADMIN_PAGES)]:
        page.goto(furnished.platform.url + path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.get_by_test_id("loading")).to_have_count(0)
        _picture(page, f"{label}-{path.strip('/').replace('/', '-') or 'home'}")


def test_the_workbench_and_its_dialogs(
    context: BrowserContext, furnished: Studio, request: pytest.FixtureRequest
) -> None:
    page = _watched(context)
    label = request.node.callspec.id
    annotator = furnished.person("annotator")
    address = _annotation_with_a_trace(furnished, annotator)
    sign_in(page, furnished.platform, annotator)
    page.goto(furnished.platform.url + address)
    workbench_ready(page)
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Explanation")).to_be_visible()
    _picture(page, f"{label}-workbench")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    _picture(page, f"{label}-workbench-keys")


def _annotation_with_a_trace(studio: Studio, person: Person) -> str:
    api = studio.session(person)
    claimed = api.post("queue/next/", {"project": studio.slug})["annotation"]
    body = {"verdict": "fake", "note": "", "traces": [trace_body(onset_frame=12, offset_frame=40)]}
    api.call(
        "PUT", f"annotations/{claimed['id']}/", json=body, headers={"If-Match": f'"{claimed["revision"]}"'}
    )
    return f"/work/{claimed['id']}"


def _watched(context: BrowserContext) -> Page:
    """A page whose console must stay free of errors."""
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.problems = problems  # type: ignore[attr-defined]
    return page


def _picture(page: Page, name: str) -> None:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png", animations="disabled")
    assert page.problems == [], name  # type: ignore[attr-defined]
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0, f"{name}: {overflow} px wider than the window"
