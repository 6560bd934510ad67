"""axe-core finds nothing: in the states of pages and their dialogs, in both themes.

Of pages with something in them: tests/e2e/looks/test_pages.py.
"""

import re
import secrets
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.e2e.access.axe import Axe
from tests.e2e.access.conftest import Seating, some_traces
from tests.e2e.conftest import Studio
from tests.e2e.looks.pages import PAGES
from tests.e2e.seat import entered
from tests.e2e.server import ApiSession, Platform

pytestmark = pytest.mark.e2e

SLOW_MS = 30_000


@pytest.fixture
def axe() -> Iterator[Axe]:
    """Gathers over the whole test; fails at its end."""
    made = Axe()
    yield made
    print("\n".join(made.checked))
    made.assert_clean()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser profile without motion, so that colours are what they will be."""
    made = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    yield made
    made.close()


def test_the_way_in(context: BrowserContext, hall: Studio, axe: Axe) -> None:
    page, url = context.new_page(), hall.platform.url
    page.goto(f"{url}/sign-in")
    page.get_by_role("button", name="Sign in").wait_for()
    axe.check(page, "sign in")
    page.get_by_label("User name").fill("nobody")
    page.get_by_label("Password", exact=True).fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("alert").filter(has_text=re.compile(".")).first.wait_for()
    axe.check(page, "sign in, refused")
    invitation = hall.admin.post(
        f"projects/{hall.slug}/invitations/", {"roles": ["annotator"], "expires_in_days": 1}, status=201
    )
    for path, state in [
        (invitation["url"], "invitation"),
        ("/invite/none", "invitation that is not valid"),
        ("/reset/none", "password reset that is not valid"),
        ("/nowhere/at/all", "no such page"),
    ]:
        _open(page, url + path)
        axe.check(page, state)


DIALOGS: list[tuple[str, str | re.Pattern[str], str]] = [
    ("/", "New project", "new project"),
    ("/account", re.compile("token", re.I), "new token"),
    ("/p/{slug}/videos", "Upload", "upload"),
    ("/p/{slug}/videos", "kitchen-1", "one video"),
    ("/p/{slug}/members", "Invite", "invitation"),
]
SOME_PAGES = ["/p/{slug}/videos", "/p/{slug}/settings", "/p/{slug}/dashboard"]
EVERY_PAGE = [
    page.path for page in PAGES if page.role == "admin" or page.name in {"review", "threads", "system"}
]


#: What waits or failed looks alike: a list, a form and charts stand for all others.
LOOKS = [
    ("empty", EVERY_PAGE),
    ("failing", SOME_PAGES),
    ("loading", SOME_PAGES),
    pytest.param("failing", EVERY_PAGE, marks=pytest.mark.full),
    pytest.param("loading", EVERY_PAGE, marks=pytest.mark.full),
]


@pytest.mark.parametrize("state, paths", LOOKS)
def test_the_pages_of_a_bare_project(  # noqa: PLR0913
    context: BrowserContext, platform: Platform, admin: ApiSession, axe: Axe, state: str, paths: list[str]
) -> None:
    slug = f"bare-{secrets.token_hex(3)}"
    Studio(platform, admin, slug)
    page = entered(context, admin).new_page()
    held: list[Route] = []
    if state != "empty":
        # Playwright marks its handlers, which a built-in method cannot be.
        answer = _failing if state == "failing" else lambda route: held.append(route)  # noqa: PLW0108
        page.route(re.compile(rf"/api/v1/.*{slug}.*"), answer)
    for path in paths:
        page.goto(platform.url + path.format(slug=slug))
        _settled(page, state)
        axe.check(page, f"{path}, {state}")
        while held:
            held.pop().abort()


def test_the_shortcuts_and_the_account_menu(context: BrowserContext, hall: Studio, axe: Axe) -> None:
    page = entered(context, hall.admin).new_page()
    _open(page, f"{hall.platform.url}/p/{hall.slug}")
    page.keyboard.press("?")
    page.get_by_role("dialog").wait_for()
    axe.check(page, "shortcuts")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Signed in as").click()
    page.get_by_role("menu").wait_for()
    axe.check(page, "account menu")


def test_the_dialogs_of_an_admin(context: BrowserContext, hall: Studio, axe: Axe) -> None:
    page = entered(context, hall.admin).new_page()
    hall.person("annotator")
    for path, opener, state in DIALOGS:
        _open(page, f"{hall.platform.url}{path.format(slug=hall.slug)}")
        page.get_by_role("button", name=opener).first.click()
        page.get_by_role("dialog").wait_for()
        expect(page.get_by_test_id("loading")).to_have_count(0)
        axe.check(page, state)


def test_a_member_and_the_menu(context: BrowserContext, hall: Studio, axe: Axe) -> None:
    page = entered(context, hall.admin).new_page()
    hall.person("annotator")
    for entry in ("Change roles", "Password reset link", "Remove"):
        _open(page, f"{hall.platform.url}/p/{hall.slug}/members")
        page.get_by_role("button", name=re.compile("^Actions: annotator-")).first.click()
        page.get_by_role("menuitem", name=re.compile(entry, re.I)).click()
        page.get_by_role("dialog").wait_for()
        axe.check(page, f"member: {entry}")


def test_kept_copies_and_news(context: BrowserContext, hall: Studio, take_seat: Seating, axe: Axe) -> None:
    seat = take_seat()
    seat.put(traces=some_traces())
    copy = {"verdict": "fake", "note": "Two seams.", "traces": some_traces(1), "base_revision": 1}
    seat.api.call("POST", f"assignments/{seat.stored()['assignment']}/release/", status=204)
    seat.api.post(f"annotations/{seat.annotation}/copies/", copy, status=201)
    returned = take_seat()
    returned.put(traces=some_traces())
    returned.submit()
    judge = hall.session(hall.person("reviewer"))
    headers = {"If-Match": f'"{returned.stored()["revision"]}"'}
    body = {"reasons": ["box_inaccurate", "other"], "text": "The thumb is cut off."}
    judge.call("POST", f"annotations/{returned.annotation}/return/", json=body, headers=headers)
    page = entered(context, seat.api).new_page()
    _open(page, f"{hall.platform.url}/p/{hall.slug}")
    page.get_by_role("button", name=re.compile("^Copy of ")).click()
    page.get_by_role("dialog", name="Kept copy").wait_for()
    expect(page.get_by_test_id("loading")).to_have_count(0)
    axe.check(page, "kept copy")
    news = returned.open()
    news.get_by_test_id("notices").click()
    news.get_by_role("region", name="News about your work").get_by_role("link").wait_for()
    axe.check(news, "news at the workbench")
    page.keyboard.press("Escape")
    page.get_by_test_id("notices").click()
    page.get_by_text("Nothing yet.").wait_for()
    axe.check(page, "no news")


def test_a_person_without_a_project_and_a_forbidden_page(
    context: BrowserContext, hall: Studio, axe: Axe
) -> None:
    annotator = hall.session(hall.person("annotator"))
    page = entered(context, annotator).new_page()
    _open(page, f"{hall.platform.url}/p/{hall.slug}/members")
    axe.check(page, "forbidden")
    page.route("**/api/v1/me/", _without_projects)
    _open(page, f"{hall.platform.url}/")
    axe.check(page, "home without a project")


def _without_projects(route: Route) -> None:
    answer = route.fetch()
    route.fulfill(response=answer, json=answer.json() | {"projects": []})


def _failing(route: Route) -> None:
    route.fulfill(status=500, json={"title": "Broken", "status": 500, "code": "internal", "detail": "Broken"})


def _open(page: Page, url: str) -> None:
    page.goto(url)
    _settled(page, "ready")


def _settled(page: Page, state: str) -> None:
    if state == "loading":
        expect(page.get_by_role("heading", level=1).or_(page.get_by_text("Loading")).first).to_be_attached()
        return
    expect(page.get_by_role("heading", level=1).first).to_be_visible(timeout=SLOW_MS)
    expect(page.get_by_test_id("loading")).to_have_count(0, timeout=SLOW_MS)
