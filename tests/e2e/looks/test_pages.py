"""Every page in one visit: each width, both themes, axe-core, targets, 400 % zoom, wide text, the console.

Opening a page costs most, so that all there is to be seen on it is looked at while it is open. The pictures
lie in test-screenshots (not committed).
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import ViewportSize

from tests.e2e.access.axe import Axe
from tests.e2e.access.sizes import CUT_OFF, SMALL_TARGETS, SPACED, WIDER, problems
from tests.e2e.looks.conftest import (
    EVERY,
    HEIGHTS,
    SOME,
    Furnished,
    Look,
    NewProfile,
    at_rest,
    watching,
)
from tests.e2e.looks.pages import PAGES, SitePage

pytestmark = pytest.mark.e2e

#: It has tests of its own; taking the next video is not looking at a page.
APART = {"workbench", "next"}
ZOOMED: ViewportSize = {"width": 320, "height": 640}


@pytest.fixture
def axe() -> Iterator[Axe]:
    """Gathers over the whole test; fails at its end."""
    made = Axe()
    yield made
    made.assert_clean()


by_name = pytest.mark.parametrize(
    "site_page", [page for page in PAGES if page.name not in APART], ids=lambda page: page.name
)


@pytest.mark.parametrize(
    "looks", [SOME, pytest.param(EVERY, marks=pytest.mark.full)], ids=["some-looks", "every-look"]
)
@pytest.mark.parametrize(
    "site_page", [page for page in PAGES if page.name not in APART], ids=lambda p: p.name
)
def test_a_page_is_sound_in_every_look(
    furnished: Furnished,
    shared_profile: NewProfile,
    axe: Axe,
    site_page: SitePage,
    looks: list[Look],
) -> None:
    with watching(shared_profile(site_page.role)) as watched:
        page = watched.page
        page.emulate_media(reduced_motion="reduce")
        page.goto(site_page.address(furnished))
        at_rest(page)
        assert page.evaluate("document.documentElement.dataset.theme") == "dark"
        watched.pictures(site_page.name, looks)
        axe.check(page, site_page.name)
        page.set_viewport_size({"width": 1280, "height": HEIGHTS[1280]})
        found = problems(page, "1280 px", SMALL_TARGETS)
        page.set_viewport_size(ZOOMED)
        found += problems(page, "320 px", WIDER, SMALL_TARGETS)
        page.add_style_tag(content=SPACED)
        found += problems(page, "320 px with wide text", WIDER, CUT_OFF)
    assert not found, "\n".join(found)
