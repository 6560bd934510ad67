"""Finding a video, sharing what one sees, and making a release of it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.looks.conftest import PATIENCE_MS, SLUG, Furnished, NewProfile

pytestmark = pytest.mark.e2e


def count_is(page: Page, text: str) -> None:
    expect(page.get_by_test_id("explorer-count")).to_have_text(text, timeout=PATIENCE_MS)


def test_a_filter_is_found_by_its_link_and_a_video_by_its_frame(
    furnished: Furnished, profile: NewProfile
) -> None:
    context = profile("reviewer")
    page = context.new_page()
    page.goto(f"{furnished.url}/p/{SLUG}/explorer")
    count_is(page, "4 of 4 videos")
    cards = page.get_by_role("region", name="Videos found").get_by_role("listitem")
    expect(cards).to_have_count(4)
    cards.first.get_by_role("link").focus()
    page.keyboard.press("ArrowRight")
    expect(cards.nth(1).get_by_role("link")).to_be_focused()
    page.get_by_label("Verdict").select_option("Fake")
    count_is(page, "1 of 4 videos")

    shared = context.new_page()
    shared.goto(page.url)
    expect(shared.get_by_label("Verdict")).to_have_value("fake", timeout=PATIENCE_MS)
    shared.get_by_role("region", name="Videos found").get_by_role("listitem").get_by_role("link").click()
    stage = shared.get_by_test_id("stage-area")
    expect(stage).to_have_attribute("data-painted", "12", timeout=PATIENCE_MS)
    shared.keyboard.press("ArrowDown")
    shared.keyboard.press("ArrowRight")
    expect(shared).to_have_url(re.compile(r"\?verdict=fake&frame=13&trace=[0-9a-f-]{36}$"))

    page.goto(shared.url)
    expect(page.get_by_test_id("stage-area")).to_have_attribute("data-painted", "13", timeout=PATIENCE_MS)
    expect(page.get_by_role("button", name=re.compile("^Trace 1")).first).to_have_attribute(
        "aria-pressed", "true"
    )
    page.get_by_role("link", name="Back to the results").click()
    expect(page).to_have_url(f"{furnished.url}/p/{SLUG}/explorer?verdict=fake")
    page.get_by_role("button", name="Clear all").click()
    count_is(page, "4 of 4 videos")


def test_nothing_found_is_said_and_taken_back(furnished: Furnished, profile: NewProfile) -> None:
    page = profile("admin").new_page()
    page.goto(f"{furnished.url}/p/{SLUG}/explorer?q=zebra&kind=real")
    expect(page.get_by_role("heading", name="No video matches")).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_role("button", name="Words: “zebra” Remove").click()
    expect(page).to_have_url(f"{furnished.url}/p/{SLUG}/explorer?kind=real")


def test_a_release_is_made_on_its_page(furnished: Furnished, profile: NewProfile) -> None:
    page = profile("admin").new_page()
    page.goto(f"{furnished.url}/p/{SLUG}/releases")
    page.get_by_role("link", name="New release").click()
    page.get_by_role("group", name="Verdict").get_by_label("Fake").check()
    page.get_by_label("Box of a trace").select_option("Around all its boxes")
    page.get_by_label("Videos", exact=True).select_option("As links with their hashes")
    page.get_by_label("Notes").fill("Only what is fake.")
    page.get_by_role("button", name="Make release").click()
    expect(page).to_have_url(re.compile(rf"/p/{SLUG}/releases/\d+$"), timeout=PATIENCE_MS)
    files = page.get_by_role("region", name="Files")
    expect(files.get_by_role("link", name="all_data.json")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_text("Only what is fake.")).to_be_visible()
    expect(page.get_by_role("region", name="Made with")).to_contain_text("Around all its boxes")
