"""Three people mark the same clip differently, a reviewer makes gold of it: agreement and export say so."""

import json
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import Person, Studio
from tests.e2e.hands import Hands, workbench_ready
from tests.e2e.judging.answers import FRAMES, SLOW_MS, desk_open, page_of
from tests.e2e.server import ApiSession, wait_for
from tests.media import ClipSpec, clip

pytestmark = pytest.mark.e2e

# Steps of ten frames before the onset, and from there to the offset; all draw the box where it is offered.
STEPS = ((1, 3), (2, 2), (1, 4))
SPANS = [(10, 40), (20, 40), (10, 50)]


def test_three_answers_become_gold_numbers_and_a_row(browser: Browser, studio: Studio) -> None:
    studio.admin.call("PATCH", f"projects/{studio.slug}/", json={"overlap": 3})
    path = clip("judging", ClipSpec(frames=FRAMES, size=(640, 360)))
    video = studio.upload(path, video_id="judging", kind="fake", source="Story")
    studio.wait_ready(video)
    for steps in STEPS:
        _annotate(browser, studio, steps)
    reviewer = studio.person("reviewer")
    api = studio.session(reviewer)
    _the_numbers_are_right(api, studio.slug, video)
    _adjudicate(browser, studio, reviewer, video)
    gold = api.get(f"videos/{video}/gold/")
    assert (gold["version"], gold["rule"], len(gold["traces"])) == (1, "adjudicated", 1)
    (trace,) = gold["traces"]
    # medians of the three onsets and offsets
    assert (trace["onset_frame"], trace["offset_frame"], trace["how"]) == (10, 40, "merged")
    assert len(trace["sources"]) == 3
    (row,) = _exported(studio)
    assert row["video_id"] == "judging"
    assert (row["faketrace_first_frame"], row["faketrace_last_frame"]) == (10, 40)
    assert row["faketrace_check_applies"] == ["Object Merging"]
    assert row["annotator_count"] == 3


def _annotate(browser: Browser, studio: Studio, steps: tuple[int, int]) -> None:
    """By keyboard, as the story of the main job does it."""
    page = page_of(browser, studio, studio.person("annotator"))
    page.goto(f"{studio.platform.url}/p/{studio.slug}/next")
    workbench_ready(page)
    to_onset, to_offset = steps
    hands = Hands(page)
    hands.key(*["Shift+ArrowRight"] * to_onset, "n")
    hands.key(*["Shift+ArrowRight"] * to_offset, "o", "5", "e")
    hands.type("The two balls fuse into one.")
    hands.key("Control+Enter")
    expect(page.get_by_text("Nothing left for you right now")).to_be_visible(timeout=SLOW_MS)
    page.context.close()


def _the_numbers_are_right(api: ApiSession, slug: str, video: str) -> None:
    """What the metrics say of these spans, computed here by hand: the boxes are the same, so time decides."""
    answers = api.get(f"videos/{video}/panel/")["answers"]
    traces = [trace for answer in answers for trace in answer["traces"]]
    assert sorted((t["onset_frame"], t["offset_frame"]) for t in traces) == sorted(SPANS)
    boxes = {tuple(t["keyframes"][0][side] for side in ("left", "top", "width", "height")) for t in traces}
    assert len(boxes) == 1
    api.call("POST", f"projects/{slug}/agreement/", json={}, status=202)
    wait_for(
        lambda: api.get(f"projects/{slug}/agreement/")["pending"]["pairs"] == 0, seconds=60, what="agreement"
    )
    report = api.get(f"projects/{slug}/agreement/")
    coverage = report["coverage"]
    assert (coverage["videos"], coverage["answers"], coverage["pairs"]) == (1, 3, 3)
    # 10..40 and 20..40 share 21 of 31 frames; 10..40 and 10..50 31 of 41; 20..40 and 10..50 21 of 41
    shares = [21 / 31, 31 / 41, 21 / 41]
    placement = report["placement"]
    assert report["pairwise"]["tiou_50"]["value"] == 1
    assert report["pairwise"]["viou_50"]["value"] == 1
    assert placement["matched"] == 3
    for name in ("mean_viou", "sq", "pq"):
        assert placement[name]["value"] == pytest.approx(sum(shares) / 3, abs=1e-9), name
    assert placement["rq"]["value"] == 1
    assert placement["onset_error_median"]["value"] == 10  # 10, 0, 10
    assert placement["offset_error_median"]["value"] == 10  # 0, 10, 10
    assert report["verdict"]["raw"]["value"] == 1
    assert (report["verdict"]["alpha"]["value"], report["verdict"]["alpha"]["reason"]) == (
        None,
        "no_variation",
    )


def _adjudicate(browser: Browser, studio: Studio, reviewer: Person, video: str) -> None:
    """Merge what all three saw and save it as gold, by keyboard."""
    page = page_of(browser, studio, reviewer)
    desk_open(page, studio, video)
    page.keyboard.press("m")
    expect(page.get_by_test_id("preview-lane")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("gold-lane")).to_contain_text("merged from 1, 2, 3")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_test_id("desk-save")).to_have_text("Saved as gold", timeout=SLOW_MS)
    page.context.close()


def _exported(studio: Studio) -> list[dict[str, Any]]:
    """The rows of a release of the gold."""
    studio.admin.call("POST", "releases/", json={"project": studio.slug}, status=202)
    path = f"releases/{studio.slug}/1/"
    wait_for(lambda: studio.admin.get(path)["status"] == "done", seconds=120, what="the release")
    rows: list[dict[str, Any]] = json.loads(studio.admin.call("GET", f"{path}all_data.json").content)
    return rows
