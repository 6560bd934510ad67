"""Every page in both themes: no error in the console, nothing wider than the window, a picture to look at.

The pictures lie in test-screenshots (not committed).
"""

import pytest
from playwright.sync_api import expect

from tests.e2e.hands import workbench_ready
from tests.e2e.looks.conftest import SLUG, Furnished, NewProfile, Watched, at_rest

pytestmark = pytest.mark.e2e

PLACES = {
    "": ["/sign-in", "/nowhere"],
    "admin": [
        "/",
        "/account",
        *(
            f"/p/{SLUG}{part}"
            for part in (
                "",
                "/videos",
                "/imports",
                "/members",
                "/settings",
                "/settings#categories",
                "/settings#raw_tags",
                "/settings#judging",
                "/releases",
                "/calibration",
                "/calibration#clips",
                "/calibration#people",
                "/settings#calibration",
                "/dashboard",
                "/dashboard#agreement",
                "/models",
                "/models#suggestions",
                "/models#training",
                "/settings#suggestions",
            )
        ),
    ],
    "annotator": ["/", f"/p/{SLUG}", f"/p/{SLUG}/qualification"],
    "reviewer": [f"/p/{SLUG}/review", f"/p/{SLUG}/review?view=answers", f"/p/{SLUG}/threads"],
}
DIALOGS = [
    ("/account", "New token"),
    (f"/p/{SLUG}/calibration#clips", "Add gold clip"),
    (f"/p/{SLUG}/videos", "Upload videos"),
    (f"/p/{SLUG}/members", "Invite"),
    (f"/p/{SLUG}/releases", "New release"),
    (f"/p/{SLUG}/settings#categories", "Add category"),
]
# Each width and each theme is seen in `make test`; every one with every other in `make test-full`.
SOME = [((1280, 800), "light"), ((1440, 900), "dark"), ((1920, 1080), "dark")]
OTHERS = [((1280, 800), "dark"), ((1440, 900), "light"), ((1920, 1080), "light")]
looks = pytest.mark.parametrize(
    "size, theme",
    [*SOME, *(pytest.param(*look, marks=pytest.mark.full) for look in OTHERS)],
    ids=lambda value: str(value[0]) if isinstance(value, tuple) else value,
)


@looks
@pytest.mark.parametrize("role", PLACES)
def test_the_pages(
    furnished: Furnished, profile: NewProfile, role: str, size: tuple[int, int], theme: str
) -> None:
    watched = Watched(profile(role, size=size, theme=theme))
    page = watched.page
    for path in PLACES[role]:
        # A change of the fragment alone would not load the page anew.
        page.goto("about:blank")
        page.goto(furnished.url + path)
        at_rest(page)
        assert page.evaluate("document.documentElement.dataset.theme") == theme
        watched.picture(f"{size[0]}-{theme}-{role or 'anybody'}{name_of(path)}")


@looks
def test_the_dialogs(furnished: Furnished, profile: NewProfile, size: tuple[int, int], theme: str) -> None:
    watched = Watched(profile("admin", size=size, theme=theme))
    page = watched.page
    for path, opener in DIALOGS:
        page.goto("about:blank")
        page.goto(furnished.url + path)
        page.get_by_role("button", name=opener).first.click()
        expect(page.get_by_role("dialog")).to_be_visible()
        watched.picture(f"{size[0]}-{theme}-dialog{name_of(path)}")


@looks
def test_the_workbench(furnished: Furnished, profile: NewProfile, size: tuple[int, int], theme: str) -> None:
    watched = Watched(profile("annotator", size=size, theme=theme))
    page = watched.page
    page.goto(f"{furnished.url}/work/{furnished.draft}")
    workbench_ready(page)
    watched.picture(f"{size[0]}-{theme}-workbench")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Explanation")).to_be_visible()
    watched.picture(f"{size[0]}-{theme}-workbench-trace")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    watched.picture(f"{size[0]}-{theme}-workbench-keys")


def name_of(path: str) -> str:
    """`/p/kitchen/settings#categories` as a part of a file name."""
    words = path.replace(f"/p/{SLUG}", "/project").replace("#", "/").strip("/").replace("/", "-")
    return f"-{words or 'home'}"
