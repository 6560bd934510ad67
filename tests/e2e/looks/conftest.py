"""A project in which every list has something to show, and its people's signed-in browser profiles."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.conftest import SCREENSHOTS, Person, Studio
from tests.e2e.server import ApiSession, Platform
from tests.factories import trace_body
from tests.media import ClipSpec, clip

SLUG = "kitchen"
PATIENCE_MS = 30_000
# An empty page between two others has no storage.
THEME_SCRIPT = "if (origin !== 'null') localStorage.setItem('deeptrace.theme', '{theme}');"
NewProfile = Callable[..., BrowserContext]
Look = tuple[int, str]
HEIGHTS = {1280: 800, 1440: 900, 1920: 1080}
# Each width and each theme is seen in `make test`; every one with every other in `make test-full`.
SOME: list[Look] = [(1280, "light"), (1920, "dark"), (1440, "dark")]
EVERY: list[Look] = [(width, theme) for theme in ("light", "dark") for width in HEIGHTS]
CHOOSE_THEME = "theme => { document.documentElement.dataset.theme = theme; }"


@dataclass(frozen=True)
class Furnished:
    """The project, who works in it, and an answer under way."""

    studio: Studio
    people: dict[str, Person]
    draft: str
    # The video of an answer that waits for a reviewer.
    judged: str

    @property
    def url(self) -> str:
        """Where the site is."""
        return self.studio.platform.url


@pytest.fixture(scope="session")
def furnished(platform: Platform, admin: ApiSession) -> Furnished:
    """Made once: four clips, answers in every state, an invitation, a token and a release."""
    studio = Studio(platform, admin, SLUG, name="Kitchen scenes, pilot", overlap=1, guideline=GUIDELINE)
    for number in range(4):
        path = clip(f"screens-{number}", ClipSpec(frames=48 + number, size=(640, 360)))
        studio.wait_ready(
            studio.upload(path, video_id=f"kitchen-{number + 1}", kind="fake", source="Pika 1.5")
        )
    people = {
        role: studio.person(role, name)
        for role, name in (("admin", "ines"), ("annotator", "omar"), ("reviewer", "rui"))
    }
    for person in people.values():
        # Whoever has seen the tour is not interrupted by it.
        studio.session(person).call("PUT", "me/settings/", json={"tour_done": True})
    annotator, reviewer = studio.session(people["annotator"]), studio.session(people["reviewer"])
    accepted, returned, submitted, draft = [answer(annotator, submit=number < 3) for number in range(4)]
    judge(reviewer, accepted, "accept", {})
    judge(reviewer, returned, "return", {"reasons": ["box_inaccurate"], "text": "The thumb is cut off."})
    admin.post(f"projects/{SLUG}/invitations/", {"roles": ["annotator"], "expires_in_days": 7}, status=201)
    token = {"name": "nightly export", "expires_at": "2031-01-31T00:00:00Z", "scopes": ["read"]}
    studio.session(people["admin"]).post("tokens/", token, status=201)
    admin.post("releases/", RELEASE, status=202)
    people["staff"] = Person("root", studio.platform.admin_password)
    return Furnished(studio, people, str(draft["id"]), str(submitted["video"]))


GUIDELINE = "# What to do\n\nWatch the clip once at **full speed**, then step through it.\n"
RELEASE = {
    "project": SLUG,
    "selection": {},
    "bbox": "onset",
    "frame_base": 0,
    "include_unsure": False,
    "include_undetected": False,
    "notes": "The pilot.",
}


def answer(api: ApiSession, *, submit: bool) -> Any:
    """Take the next video and mark one trace in it."""
    claimed = api.post("queue/next/", {"project": SLUG})["annotation"]
    body = {"verdict": "fake", "note": "", "traces": [trace_body(onset_frame=12, offset_frame=40)]}
    written = changed(api, "PUT", claimed, "", body)
    return changed(api, "POST", written, "submit/", {}) if submit else written


def judge(api: ApiSession, annotation: Any, action: str, body: dict[str, Any]) -> None:
    """Accept or return somebody's answer."""
    changed(api, "POST", annotation, f"{action}/", body)


def changed(api: ApiSession, method: str, annotation: Any, action: str, body: dict[str, Any]) -> Any:
    """The annotation after a change that is based on its revision."""
    headers = {"If-Match": f'"{annotation["revision"]}"'}
    path = f"annotations/{annotation['id']}/{action}"
    return api.call(method, path, json=body, headers=headers).json()


def profile_make(  # noqa: PLR0913
    browser: Browser,
    furnished: Furnished,
    role: str,
    *,
    size: tuple[int, int] = (1440, 900),
    theme: str = "dark",
    script: str = "",
) -> BrowserContext:
    """A browser profile of somebody who is signed in, '' for a stranger."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="light" if theme == "light" else "dark",
        locale="en-US",
        timezone_id="UTC",
        bypass_csp=True,
    )
    context.add_init_script(THEME_SCRIPT.format(theme=theme) + COUNT_REQUESTS + script)
    if role:
        cookies = furnished.studio.session(furnished.people[role]).http.cookies.get_dict()
        context.add_cookies(
            [{"name": name, "value": value, "url": furnished.url} for name, value in cookies.items()]
        )
    return context


@pytest.fixture
def profile(browser: Browser, furnished: Furnished) -> Iterator[NewProfile]:
    """Makes browser profiles: `profile('admin', size=(1440, 900), theme='dark')`, '' for a stranger."""
    made: list[BrowserContext] = []

    def make(role: str, **look: Any) -> BrowserContext:
        made.append(profile_make(browser, furnished, role, **look))
        return made[-1]

    yield make
    for context in made:
        for page in context.pages:
            # What is still on its way at the end concerns nobody.
            page.unroute_all(behavior="ignoreErrors")
        context.close()


@pytest.fixture(scope="module")
def shared_profile(browser: Browser, furnished: Furnished) -> Iterator[NewProfile]:
    """As `profile`, but made once for each look: a page opens much sooner where its files are cached.

    For tests that leave no trace in the browser.
    """
    made: dict[str, BrowserContext] = {}

    def make(role: str, **look: Any) -> BrowserContext:
        key = repr((role, look))
        if key not in made:
            made[key] = profile_make(browser, furnished, role, **look)
        return made[key]

    yield make
    for context in made.values():
        context.close()


#: Keeps count of what is on its way, from the first script on.
COUNT_REQUESTS = """
window.onTheirWay = 0;
const plainFetch = window.fetch;
window.fetch = (...given) => {
  window.onTheirWay += 1;
  return plainFetch(...given).finally(() => { window.onTheirWay -= 1; });
};
"""
#: Nothing loads, waits or moves for two looks in a row: sooner than half a second without any traffic.
AT_REST = """() => {
  const rests = window.onTheirWay === 0 && document.readyState === 'complete'
    && [...document.images].every((image) => image.complete)
    && !document.querySelector('[data-testid=loading]');
  const before = window.restedBefore;
  window.restedBefore = rests;
  return rests && before;
}"""


def at_rest(page: Page) -> None:
    """The page is there, and so is what it lists."""
    expect(page.get_by_role("heading", level=1).first).to_be_visible(timeout=PATIENCE_MS)
    page.wait_for_function(AT_REST, polling=60, timeout=PATIENCE_MS)


@contextmanager
def watching(context: BrowserContext) -> Iterator["Watched"]:
    """A page of a shared profile, closed afterwards."""
    watched = Watched(context)
    try:
        yield watched
    finally:
        watched.page.unroute_all(behavior="ignoreErrors")
        watched.page.close()


class Watched:
    """A page whose console must stay free of errors; a refused request is no error of ours."""

    def __init__(self, context: BrowserContext) -> None:
        self.page: Page = context.new_page()
        self.problems: list[str] = []
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("console", self._heard)

    def _heard(self, message: Any) -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.problems.append(message.text)

    def picture(self, name: str) -> None:
        """Keep a screenshot; nothing may have gone wrong, nor be wider than the window."""
        path = SCREENSHOTS / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=path, animations="disabled")
        self.sound(name)

    def pictures(self, name: str, looks: list[Look]) -> None:
        """A screenshot in each of these widths and themes, of the page as it is."""
        for width, theme in looks:
            self.page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
            self.page.evaluate(CHOOSE_THEME, theme)
            self.picture(f"{width}-{theme}-{name}")

    def sound(self, name: str) -> None:
        """Nothing may have gone wrong, nor be wider than the window."""
        assert not self.problems, f"{name}: {self.problems}"
        overflow = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert overflow <= 0, f"{name}: {overflow} px wider than the window"
