"""What a page says while it waits, is refused, fails or is cut off: its own words, a heading, a way out."""

import re
from collections.abc import Callable, Collection

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.e2e.looks.conftest import SLUG, Furnished, NewProfile, Watched, watching
from tests.e2e.looks.pages import PAGES, SitePage

pytestmark = pytest.mark.e2e

SLOW_MS = 4000
REFUSALS = {"forbidden": 403, "not_found": 404, "throttled": 429, "server": 500}
SIZES = [(1280, 800), (1440, 900), (1920, 1080)]
BROKEN_CLIPS = {"The frames do not match": "frames", "The video could not be opened": "media"}
THEMES = ["dark", "light"]
WAITING_PAGES = [page for page in PAGES if page.needs]
by_name = pytest.mark.parametrize("site_page", WAITING_PAGES, ids=lambda page: page.name)


#: A list, a form, tabs with charts, a place to work, and what a stranger sees: in every state.
OF_EACH_KIND = {"videos", "settings", "dashboard", "workbench", "invite"}
STATES = [*REFUSALS, "offline"]


@by_name
def test_the_states_of_a_page_are_designed(
    furnished: Furnished, shared_profile: NewProfile, site_page: SitePage
) -> None:
    """Each page while it waits and in one more state, by turns; one page of each kind in all of them."""
    turn = WAITING_PAGES.index(site_page) % len(STATES)
    kinds = STATES if site_page.name in OF_EACH_KIND else [STATES[turn]]
    walk(furnished, shared_profile, site_page, kinds=kinds, size=(1440, 900), theme="dark")


@pytest.mark.full
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size[0]))
@by_name
def test_every_state_in_every_size_and_theme(
    furnished: Furnished, shared_profile: NewProfile, site_page: SitePage, size: tuple[int, int], theme: str
) -> None:
    walk(furnished, shared_profile, site_page, kinds=STATES, size=size, theme=theme)


def walk(  # noqa: PLR0913
    furnished: Furnished,
    profile: NewProfile,
    site_page: SitePage,
    *,
    kinds: Collection[str],
    size: tuple[int, int],
    theme: str,
) -> None:
    """Open the page while its own request waits, is refused, fails or finds no server."""
    context = profile(site_page.role, size=size, theme=theme)
    label = f"states/{size[0]}-{theme}-{site_page.name}"
    held = re.compile(site_page.needs.replace("$", r"(\?|$)"))
    waiting: list[Route] = []
    with watching(context) as watched:
        page = watched.page
        page.clock.install()
        page.route(held, lambda route: waiting.append(route))  # noqa: PLW0108 - it takes functions only
        open_waiting(page, site_page.address(furnished), held)
        has_heading_and_way_out(page)
        watched.picture(f"{label}-loading")
        page.clock.fast_forward(SLOW_MS)
        again = page.get_by_test_id("slow").get_by_role("button", name="Try again")
        expect(again.first).to_be_visible()
        watched.picture(f"{label}-slow")
        for kind in kinds:
            if waiting:  # what was slow is answered at last
                for route in waiting:
                    answer_of(kind)(route)
                waiting.clear()
            else:
                page.route(held, answer_of(kind))
                page.goto("about:blank")
                page.goto(site_page.address(furnished))
            shows(page, kind)
            watched.picture(f"{label}-{kind}")
            page.unroute(held)
        if kind == "offline":
            out_of_it(page)


def open_waiting(page: Page, address: str, held: re.Pattern[str]) -> None:
    """Open the page until it waits for the held request, and for nothing else."""
    with page.expect_request(held):  # before it is sent, the site's start shows that it is loading
        page.goto(address)
    loading = page.get_by_test_id("loading")
    expect(loading).to_have_count(1)
    expect(loading).to_be_visible()


def answer_of(kind: str) -> Callable[[Route], None]:
    """What becomes of the page's request."""
    return refusal(REFUSALS[kind]) if kind in REFUSALS else cut_off


def cut_off(route: Route) -> None:
    """There is no connection."""
    route.abort("internetdisconnected")


def shows(page: Page, kind: str) -> None:
    """The page is in the state of this kind."""
    state = page.get_by_test_id("error-state")
    expect(state.first).to_be_visible()
    expect(state.first).to_have_attribute("data-kind", kind)
    expect(ways(state.first).first).to_be_visible()
    has_heading_and_way_out(page)


def out_of_it(page: Page) -> None:
    """Once the server answers again, the page's own way back leads on: to what the server really says."""
    offline = page.locator('[data-testid="error-state"][data-kind="offline"]')
    offline.first.get_by_role("button", name="Try again").click()
    expect(offline).to_have_count(0, timeout=20_000)


def has_heading_and_way_out(page: Page) -> None:
    """One heading of the first order says what this is, and something leads elsewhere or on."""
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    assert page.get_by_role("heading", level=1).inner_text().strip()


def ways(place: Locator) -> Locator:
    """What leads on from here."""
    return place.locator("a[href], button:not(:disabled)")


def refusal(status: int) -> Callable[[Route], None]:
    """Answer as a proxy in front of the server would: with a status and no words."""
    return lambda route: route.fulfill(status=status, content_type="text/html", body="<h1>No</h1>")


def test_an_expired_session_is_renewed_in_place(furnished: Furnished, profile: NewProfile) -> None:
    context = profile("admin")
    watched = Watched(context)
    page = watched.page
    page.goto(f"{furnished.url}/p/{SLUG}/members")
    expect(page.get_by_role("table").first).to_be_visible()
    context.clear_cookies(name="sessionid")
    page.get_by_role("link", name="Releases").click()
    dialog = page.get_by_role("dialog", name="Your session has ended")
    watched.picture("states/expired")
    dialog.get_by_label("Password").fill(furnished.people["admin"].password)
    dialog.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("table")).to_be_visible()
    assert page.url.endswith("/releases")


def test_who_does_not_sign_in_again_is_told_so(furnished: Furnished, profile: NewProfile) -> None:
    context = profile("admin")
    page = Watched(context).page
    page.goto(f"{furnished.url}/p/{SLUG}/members")
    expect(page.get_by_role("table").first).to_be_visible()
    context.clear_cookies(name="sessionid")
    page.get_by_role("link", name="Releases").click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    state = page.get_by_test_id("error-state")
    expect(state).to_have_attribute("data-kind", "signed_out")
    expect(state.get_by_role("link", name="Sign in")).to_have_attribute(
        "href", f"/sign-in?next=%2Fp%2F{SLUG}%2Freleases"
    )


def test_a_lost_connection_is_told_and_ends_by_itself(furnished: Furnished, profile: NewProfile) -> None:
    context = profile("admin")
    watched = Watched(context)
    page = watched.page
    page.goto(f"{furnished.url}/p/{SLUG}/members")
    expect(page.get_by_role("table").first).to_be_visible()
    page.get_by_role("link", name="Releases").click()
    expect(page.get_by_role("table")).to_be_visible()
    context.set_offline(True)
    expect(page.get_by_test_id("offline-bar")).to_be_visible()
    page.get_by_role("link", name="Members").click()
    expect(page.get_by_test_id("error-state").first).to_have_attribute("data-kind", "offline")
    watched.picture("states/offline-bar")
    context.set_offline(False)
    expect(page.get_by_test_id("offline-bar")).to_have_count(0)
    expect(page.get_by_role("table").first).to_be_visible()


def test_a_page_of_an_older_version_asks_to_be_reloaded(furnished: Furnished, profile: NewProfile) -> None:
    watched = Watched(profile("admin"))
    page = watched.page
    page.route(re.compile(r"/assets/Releases-[^/]+\.js"), lambda route: route.fulfill(status=404, body=""))
    page.goto(f"{furnished.url}/p/{SLUG}/releases")
    state = page.get_by_test_id("error-state")
    expect(state).to_have_attribute("data-kind", "stale")
    expect(state.get_by_role("button", name="Reload the page")).to_be_visible()
    watched.picture("states/stale")


@pytest.mark.parametrize("title", BROKEN_CLIPS)
def test_a_clip_that_cannot_be_shown_exactly_is_not_annotated(
    furnished: Furnished, profile: NewProfile, title: str
) -> None:
    watched = Watched(profile("annotator"))
    page = watched.page
    page.route(re.compile(r"/videos/[^/]+/(frames|media)/$"), spoilt(BROKEN_CLIPS[title]))
    page.goto(f"{furnished.url}/work/{furnished.draft}")
    blocked = page.get_by_test_id("source-blocked")
    expect(blocked).to_be_visible(timeout=30_000)
    expect(blocked.get_by_role("heading")).to_have_text(title)
    expect(blocked.get_by_role("button", name="Try again")).to_be_visible()
    expect(blocked.get_by_role("link")).to_be_visible()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_disabled()
    watched.picture(f"states/clip-{BROKEN_CLIPS[title]}")


def spoilt(what: str) -> Callable[[Route], None]:
    """A frame table of another clip, or no file at all."""

    def handle(route: Route) -> None:
        if what == "frames" and "/frames/" in route.request.url:
            answer = route.fetch()
            table = answer.json()
            route.fulfill(response=answer, json=table | {"pts": [pts + 7 for pts in table["pts"]]})
        elif what == "media" and "/media/" in route.request.url:
            route.fulfill(status=500, content_type="text/plain", body="")
        else:
            route.fallback()

    return handle


def test_an_old_browser_is_told_what_to_use(furnished: Furnished, profile: NewProfile) -> None:
    context = profile("")
    context.add_init_script("delete window.structuredClone")
    watched = Watched(context)
    watched.page.goto(furnished.url)
    expect(watched.page.get_by_role("heading", level=1)).to_have_text("DeepTrace")
    expect(watched.page.get_by_text("This browser is too old")).to_be_visible()
    watched.picture("states/old-browser")


def test_there_is_a_page_for_every_address(furnished: Furnished, profile: NewProfile) -> None:
    watched = Watched(profile("admin"))
    watched.page.goto(f"{furnished.url}/nowhere")
    expect(watched.page.get_by_role("heading", level=1)).to_have_text("There is no page at this address")
    expect(watched.page.get_by_role("main").get_by_role("link", name="Go to your projects")).to_be_visible()
    watched.picture("states/not-found")
