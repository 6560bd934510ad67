"""Targets of 24 px, 400 % zoom, wide text at the workbench (WCAG 2.5.8, 1.4.10, 1.4.12).

All other pages: tests/e2e/looks/test_pages.py.
"""

import pytest
from playwright.sync_api import expect

from tests.e2e.access.conftest import Seating, some_traces
from tests.e2e.access.sizes import CUT_OFF, SMALL_TARGETS, SPACED, WIDER, problems

pytestmark = pytest.mark.e2e

SLOW_MS = 30_000


def test_the_workbench_fits_and_its_targets_can_be_hit(take_seat: Seating) -> None:
    seat = take_seat(bypass_csp=True)
    seat.put(traces=some_traces())
    page = seat.open()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Explanation")).to_be_visible()
    found = problems(page, "1440 px", WIDER, SMALL_TARGETS)
    for width, height in ((1280, 800), (720, 450), (320, 640)):
        page.set_viewport_size({"width": width, "height": height})
        found += problems(page, f"{width} px", WIDER, SMALL_TARGETS)
    page.add_style_tag(content=SPACED)
    found += problems(page, "320 px with wide text", WIDER)
    page.set_viewport_size({"width": 1440, "height": 900})
    found += problems(page, "1440 px with wide text", WIDER, CUT_OFF)
    assert not found, "\n".join(found)


def test_at_320_px_a_video_is_annotated_and_submitted(take_seat: Seating) -> None:
    seat = take_seat(viewport={"width": 320, "height": 640})
    page = seat.open()
    page.get_by_role("button", name="New trace").click()
    page.get_by_role("textbox", name="Offset frame").fill("20")
    page.get_by_role("button", name="Object Merging").click()
    page.get_by_label("Explanation").fill("The two balls fuse into one.")
    page.get_by_role("button", name="Submit").click()
    page.wait_for_url(lambda url: url != seat.url, timeout=SLOW_MS)
    assert seat.stored()["status"] == "submitted"
