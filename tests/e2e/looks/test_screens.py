"""Dialogs and the workbench in both themes: no error in the console, nothing wider than the window.

The pictures lie in test-screenshots (not committed). All other pages: test_pages.py.
"""

import pytest
from playwright.sync_api import expect

from tests.e2e.hands import workbench_ready
from tests.e2e.looks.conftest import EVERY, SLUG, SOME, Furnished, Look, NewProfile, Watched

pytestmark = pytest.mark.e2e

DIALOGS = [
    ("/account", "New token"),
    (f"/p/{SLUG}/calibration#clips", "Add gold clip"),
    (f"/p/{SLUG}/videos", "Upload videos"),
    (f"/p/{SLUG}/members", "Invite"),
    (f"/p/{SLUG}/settings#categories", "Add category"),
]
looks = pytest.mark.parametrize(
    "looks", [SOME, pytest.param(EVERY, marks=pytest.mark.full)], ids=["some-looks", "every-look"]
)


@looks
def test_the_dialogs(furnished: Furnished, profile: NewProfile, looks: list[Look]) -> None:
    watched = Watched(profile("admin"))
    page = watched.page
    for path, opener in DIALOGS:
        page.goto("about:blank")
        page.goto(furnished.url + path)
        page.get_by_role("button", name=opener).first.click()
        expect(page.get_by_role("dialog")).to_be_visible()
        watched.pictures(f"dialog{name_of(path)}", looks)


@looks
def test_the_workbench(furnished: Furnished, profile: NewProfile, looks: list[Look]) -> None:
    watched = Watched(profile("annotator"))
    page = watched.page
    page.goto(f"{furnished.url}/work/{furnished.draft}")
    workbench_ready(page)
    watched.pictures("workbench", looks)
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Explanation")).to_be_visible()
    watched.pictures("workbench-trace", looks)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    watched.pictures("workbench-keys", looks)


def name_of(path: str) -> str:
    """`/p/kitchen/settings#categories` as a part of a file name."""
    words = path.replace(f"/p/{SLUG}", "/project").replace("#", "/").strip("/").replace("/", "-")
    return f"-{words or 'home'}"
