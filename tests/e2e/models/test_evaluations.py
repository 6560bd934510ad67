"""Predictions are sent on the page, scored, compared with the paper's rows, and rated blind."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import SCREENSHOTS, Person, Studio
from tests.e2e.server import ApiSession, wait_for
from tests.factories import trace_body
from tests.media import ClipSpec, clip

pytestmark = pytest.mark.e2e

SLOW_MS = 60_000
SIZES = ((1440, 900), (1920, 1080))
TRACE = {"onset_frame": 12, "offset_frame": 40, "explanation": "The hand melts into the cup."}
# The first clip is found a little late and beside the box, the second is taken for a real one.
LINES = [
    {
        "video_id": "one",
        "model_id": "Tester",
        "predicted_label": "FAKE",
        "start_time": 1.4,
        "end_time": 2.0,
        "bbox": [300, 120, 520, 300],
        "explanation": "Two cups become one.",
    },
    {"video_id": "two", "model_id": "Tester", "predicted_label": "REAL"},
    {"video_id": "nobody", "model_id": "Tester", "predicted_label": "REAL"},
]


@pytest.fixture
def released(studio: Studio) -> dict[str, Person]:
    """Two accepted answers and a release of them; who researches and who reviews."""
    for number, name in enumerate(("one", "two")):
        path = clip(f"evaluated-{number}", ClipSpec(frames=52 + number, size=(640, 360)))
        studio.wait_ready(studio.upload(path, video_id=name, kind="fake", source="Pika 1.5"))
    people = {role: studio.person(role) for role in ("annotator", "reviewer", "researcher")}
    annotator, reviewer = studio.session(people["annotator"]), studio.session(people["reviewer"])
    for _ in range(2):
        claimed = annotator.post("queue/next/", {"project": studio.slug})["annotation"]
        body = {"verdict": "fake", "note": "", "traces": [trace_body(**TRACE)]}
        written = _changed(annotator, "PUT", claimed, "", body)
        handed_in = _changed(annotator, "POST", written, "submit/", {})
        _changed(reviewer, "POST", handed_in, "accept/", {})
    made = studio.admin.post("releases/", {"project": studio.slug}, status=202)
    address = f"releases/{studio.slug}/{made['version']}/"
    wait_for(lambda: studio.admin.get(address)["status"] == "done", seconds=60, what="the release")
    return people


def test_predictions_are_sent_compared_and_rated_blind(
    studio: Studio, released: dict[str, Person], browser: Browser, tmp_path: Path
) -> None:
    predictions = tmp_path / "predictions.jsonl"
    predictions.write_text("\n".join(json.dumps(line) for line in LINES), encoding="utf-8")
    page = _page(studio, released["researcher"], browser)
    page.goto(f"{studio.platform.url}/p/{studio.slug}/evaluations")
    _sent(page, predictions)
    _report_read(page)
    _rated_blind(studio, released["reviewer"], browser)
    page.get_by_role("button", name="Judge again").click()
    overall = page.get_by_role("row", name="Overall").first
    expect(overall).not_to_contain_text("incomplete", timeout=SLOW_MS)
    page.get_by_role("link", name="All evaluations").click()
    page.get_by_role("tab", name="Leaderboard").click()
    row = page.get_by_role("row", name="Tester")
    expect(row).to_contain_text("Release 1")
    expect(row).to_contain_text("n = 2")
    expect(page.get_by_role("heading", name="What is hard")).to_be_visible()
    expect(page.get_by_role("heading", name="By category")).to_be_visible()
    _looked_at(page, "board")
    page.context.close()


def _sent(page: Page, predictions: Path) -> None:
    """Without any evaluation the paper's rows stand alone; the new one is scored while one looks on."""
    expect(page.get_by_text("No model was evaluated here yet")).to_be_visible(timeout=SLOW_MS)
    paper = page.get_by_role("row", name="GPT 4.1")
    expect(paper).to_contain_text("36.5")
    expect(paper).to_contain_text("Published")
    expect(page.get_by_role("tab", name="Blind rating")).to_have_count(0)

    page.get_by_role("tab", name="Evaluations").click()
    expect(page.get_by_text("No evaluations yet")).to_be_visible()
    page.get_by_role("button", name="New evaluation").click()
    page.get_by_label("Predictions (JSON lines)").set_input_files(predictions)
    page.get_by_label("Who judges explanations").select_option("people")
    page.get_by_role("button", name="Evaluate").click()
    run = page.get_by_role("row", name="Tester")
    expect(run.get_by_text("Done")).to_be_visible(timeout=SLOW_MS)
    run.get_by_role("link", name="Open").click()


def _report_read(page: Page) -> None:
    expect(page.get_by_role("heading", name="Tester")).to_be_visible()
    expect(page.get_by_role("row", name="Fake accuracy 50.0")).to_be_visible()
    expect(page.get_by_role("row", name="Overall").first).to_contain_text("incomplete")
    expect(page.get_by_text("The truth has no such video")).to_be_visible()
    wrong = page.get_by_role("article")
    expect(wrong).to_contain_text("The hand melts into the cup.")
    expect(wrong).to_contain_text("Said REAL")
    page.get_by_label("Which failures").select_option("box")
    expect(wrong).to_contain_text("Two cups become one.")
    expect(wrong.get_by_role("img")).to_have_count(2)
    for frame in wrong.get_by_role("img").all():
        frame.scroll_into_view_if_needed()
        frame.evaluate("each => each.decode()")  # fails unless it is a picture
    _looked_at(page, "report")


def _rated_blind(studio: Studio, reviewer: Person, browser: Browser) -> None:
    """With one key; neither page nor answer names the model."""
    page = _page(studio, reviewer, browser)
    with page.expect_response(lambda response: "/ratings/next/" in response.url) as answered:
        page.goto(f"{studio.platform.url}/p/{studio.slug}/evaluations#rate")
    assert "Tester" not in answered.value.text()
    expect(page.get_by_text("Two cups become one.")).to_be_visible(timeout=SLOW_MS)
    expect(page.get_by_text("Tester")).to_have_count(0)
    _looked_at(page, "rate")
    page.keyboard.press("2")
    expect(page.get_by_text("All are rated")).to_be_visible(timeout=SLOW_MS)
    page.context.close()


def _page(studio: Studio, person: Person, browser: Browser) -> Page:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-US")
    cookies = studio.session(person).http.cookies.get_dict()
    url = studio.platform.url
    context.add_cookies([{"name": name, "value": value, "url": url} for name, value in cookies.items()])
    return context.new_page()


def _changed(api: ApiSession, method: str, annotation: Any, action: str, body: dict[str, Any]) -> Any:
    headers = {"If-Match": f'"{annotation["revision"]}"'}
    return api.call(method, f"annotations/{annotation['id']}/{action}", json=body, headers=headers).json()


def _looked_at(page: Page, name: str) -> None:
    """Nothing is wider than the window, in either size; a picture of each stays."""
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{name} at {width}: {wide} px wider than the window"
        for theme in ("dark", "light") if os.environ.get("LOOK") else ():
            page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
            path = SCREENSHOTS / "evaluations" / f"{name}-{width}-{theme}.png"
            page.screenshot(path=path, full_page=True, animations="disabled")
