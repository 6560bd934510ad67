"""The dashboard and the agreement page over three answers that are counted by hand."""

import csv
import re
from fractions import Fraction
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import factories
from tests.e2e.conftest import Person, Studio, sign_in
from tests.media import ClipSpec, clip

pytestmark = pytest.mark.e2e

ANSWERS = ("fake", "fake", "unsure")
TEXTS_BESIDE = """() => [...document.querySelectorAll('section svg text')].filter((text) => {
  const [own, card] = [text, text.closest('section')].map((each) => each.getBoundingClientRect());
  return own.width > 0 && (own.left < card.left || own.right > card.right);
}).map((text) => text.textContent)"""


@pytest.fixture
def page(browser: Browser, studio: Studio) -> Page:
    """A reviewer's page of a project in which three people have answered one video."""
    studio.admin.call("PATCH", f"projects/{studio.slug}/", json={"overlap": len(ANSWERS)})
    path = clip("dashboard", ClipSpec(fps=Fraction(24), frames=72, size=(640, 360)))
    studio.wait_ready(studio.upload(path, video_id="dashboard", kind="fake", source="=Sora"))
    for verdict in ANSWERS:
        _answer(studio, studio.person("annotator"), verdict)
    made = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    sign_in(made, studio.platform, studio.person("reviewer"))
    return made


def _answer(studio: Studio, person: Person, verdict: str) -> None:
    """Take the video and hand in one trace, or none where one cannot tell."""
    session = studio.session(person)
    answer = session.post("queue/next/", {"project": studio.slug})["annotation"]["id"]
    traces = [factories.trace_body()] if verdict == "fake" else []
    body = {"verdict": verdict, "note": "", "traces": traces}
    session.call("PUT", f"annotations/{answer}/", json=body, headers={"If-Match": '"0"'})
    session.call("POST", f"annotations/{answer}/submit/", headers={"If-Match": '"1"'})


def test_a_project_in_numbers(page: Page, studio: Studio, tmp_path: Path) -> None:
    page.goto(f"{studio.platform.url}/p/{studio.slug}")
    page.get_by_role("navigation").get_by_role("link", name="Dashboard").click()
    progress = page.get_by_role("region", name="Progress")
    videos = progress.get_by_role("img", name=re.compile("Videos: Gold 0, To review 1"))
    expect(videos).to_be_visible(timeout=60_000)
    _read_by_keyboard(page)
    _as_table_and_as_csv(page, tmp_path)
    expect(page.get_by_role("region", name="Agreement over time")).to_contain_text("0.00")
    assert page.evaluate(TEXTS_BESIDE) == [], "every text of a plot lies within its card"


def _read_by_keyboard(page: Page) -> None:
    """The plot of days is a slider that says each day's numbers."""
    days = page.get_by_role("slider", name="Throughput")
    days.focus()
    expect(days).to_have_attribute("aria-valuetext", re.compile(r"Handed in 3, Accepted 0, New gold 0"))


def _as_table_and_as_csv(page: Page, folder: Path) -> None:
    verdicts = page.get_by_role("region", name="Verdicts")
    verdicts.get_by_role("button", name="Table: Verdicts").press("Enter")
    row = verdicts.get_by_role("row").filter(has_text="=Sora")
    expect(row.get_by_role("cell")).to_have_text(["generated", "2", "0", "1", "3", "33%"])
    with page.expect_download() as download:
        verdicts.get_by_role("link", name="CSV: Verdicts").click()
    download.value.save_as(folder / "verdicts.csv")
    rows = list(csv.reader((folder / "verdicts.csv").read_text().splitlines()))
    assert rows[1] == ["fake", "'=Sora", "2", "0", "1", "3", "0.3333"]


def test_agreement_with_its_filters(page: Page, studio: Studio) -> None:
    """Two of three pairs find one trace on one side only: F1 = 2 / (2 + 1 + 1); raw agreement is 1 of 3."""
    page.goto(f"{studio.platform.url}/p/{studio.slug}/dashboard#agreement")
    _row_says(page, "F1 in time and place, vIoU ≥ .5", "0.500")
    _row_says(page, "Raw agreement the share", "0.333")
    expect(page.get_by_text("95 % intervals by bootstrap over videos")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("too few videos for one").first).to_be_visible()
    _row_says(page, "chrF2", "1.000")
    page.get_by_label("Handed in until").fill("2020-01-01")
    expect(page.get_by_text("Nothing to compare")).to_be_visible()
    assert "until=2020-01-01" in page.url
    page.get_by_role("button", name="Clear filters").click()
    _row_says(page, "F1 in time and place, vIoU ≥ .5", "0.500")
    expect(page.get_by_role("link", name="JSON")).to_have_attribute("href", re.compile(r"/agreement/$"))


def _row_says(page: Page, name: str, value: str) -> None:
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=name))
    expect(row).to_contain_text(value, timeout=60_000)
