"""The whole report: by hand, beside the krippendorff package, and where values are undefined."""

import json
import random
from typing import Any

import krippendorff
import numpy as np
import pytest

from reviewers.metrics.report import agreement_report
from reviewers.metrics.study import VERDICTS, only_category, study_of
from reviewers.metrics.values import VideoAnswers
from tests.reviewers.metrics.making import FRAMES, trace, video

CATEGORIES = ["blur", "merge"]
BOX = (0, 0, 10, 10)


def statistics(report: dict[str, Any]) -> list[dict[str, Any]]:
    """Every {"value", "ci", ...} in a report."""
    if "value" in report:
        return [report]
    return [found for part in report.values() if isinstance(part, dict) for found in statistics(part)]


def three_people() -> VideoAnswers:
    """Two find the same thing, five frames apart and half a box aside; the third finds nothing."""
    return video(
        ("fake", [trace(10, 19, "blur", box=BOX)]),
        ("fake", [trace(15, 24, "blur", "merge", box=(5, 0, 10, 10))]),
        ("real", []),
    )


def test_numbers_by_hand() -> None:
    report = agreement_report(study_of([three_people()]), CATEGORIES, intervals=False)
    assert report["coverage"] == {
        "videos": 1,
        "videos_with_two_or_more": 1,
        "videos_with_one": 0,
        "answers": 3,
        "pairs": 3,
        "pairs_both_empty": 0,
    }
    # Verdicts fake, fake, real: one of three pairs agrees; Do = 2/3, De = 2 x 2 x 1 / (3 x 2) = 2/3.
    assert report["verdict"]["raw"]["value"] == pytest.approx(1 / 3)
    assert report["verdict"]["alpha"]["value"] == pytest.approx(0.0)
    # Spans share 5 of 15 frames: below one half, so no pair is the same trace at any threshold.
    assert report["pairwise"]["tiou_50"]["value"] == 0.0
    assert report["placement"]["pq"]["value"] == 0.0
    assert report["placement"]["sq"] == {
        "value": None,
        "ci": None,
        "n": 0,
        "reason": "no_pairable_units",
        "undefined_resamples": 0.0,
    }
    # Frames: 85 nobody, 10 one of three, 5 two of three: outside 85 x 3 + 10 x 1, mixed 10 + 5, inside 5.
    outside, mixed, inside = 85 * 3 + 10 * 1, 10 * 1 + 5 * 1, 5 * 1
    n = outside + 2 * mixed + inside
    expected = 2 * (outside + mixed) * (inside + mixed) / (n * (n - 1))
    assert report["frame_alpha"]["overall"]["value"] == pytest.approx(1 - (2 * mixed / n) / expected)


def test_the_placement_of_matched_traces() -> None:
    same = video(("fake", [trace(10, 19, "blur", box=BOX)]), ("fake", [trace(12, 20, "merge", box=BOX)]))
    report = agreement_report(study_of([same]), CATEGORIES, intervals=False)
    viou = 8 / 11
    assert report["pairwise"]["viou_50"]["value"] == 1.0
    assert report["placement"]["pq"]["value"] == pytest.approx(viou)
    assert report["placement"]["mean_viou"]["value"] == pytest.approx(viou)
    assert report["placement"]["onset_error_median"]["value"] == 2
    assert report["placement"]["offset_error_p90"]["value"] == 1
    assert report["placement"]["matched"] == 1
    assert report["categories"]["masi_alpha"]["value"] == pytest.approx(0.0)
    assert report["categories"]["by_category"]["blur"]["prevalence"] == 0.5


def test_all_the_same_is_not_perfect_but_undefined() -> None:
    agreed = [video(("fake", [trace(0, 9, "blur")]), ("fake", [trace(0, 9, "blur")]))] * 12
    report = agreement_report(study_of(agreed), CATEGORIES)
    alpha = report["verdict"]["alpha"]
    assert (alpha["value"], alpha["reason"]) == (None, "no_variation")
    assert report["verdict"]["raw"]["value"] == 1.0
    assert report["verdict"]["ac1"]["value"] == 1.0
    assert report["categories"]["masi_alpha"]["reason"] == "no_variation"
    assert report["frame_alpha"]["by_category"]["merge"]["reason"] == "no_variation"
    assert report["pairwise"]["tiou_50"] == {
        "value": 1.0,
        "ci": [1.0, 1.0],
        "n": 12,
        "reason": None,
        "undefined_resamples": 0.0,
    }


@pytest.mark.parametrize("videos", [[], [video(("fake", [trace(0, 9, "blur")]))]])
def test_nothing_to_compare_is_null_with_a_reason(videos: list[VideoAnswers]) -> None:
    report = agreement_report(study_of(videos), CATEGORIES)
    json.dumps(report, allow_nan=False)
    assert {each["reason"] for each in statistics(report)} == {"no_pairable_units"}
    assert {each["value"] for each in statistics(report)} == {None}


def test_both_empty_is_counted_apart_and_one_empty_finds_nothing() -> None:
    both = agreement_report(study_of([video(("real", []), ("real", []))]), CATEGORIES, intervals=False)
    assert both["coverage"]["pairs_both_empty"] == 1
    assert both["pairwise"]["tiou_50"]["reason"] == "no_pairable_units"
    one = agreement_report(
        study_of([video(("real", []), ("fake", [trace(0, 5, "blur")]))]), CATEGORIES, intervals=False
    )
    assert one["pairwise"]["tiou_50"]["value"] == 0.0
    assert one["placement"]["pq"]["value"] == 0.0


def test_few_videos_have_a_value_and_no_interval() -> None:
    report = agreement_report(study_of([three_people()] * 9), CATEGORIES)
    assert report["verdict"]["raw"]["ci"] is None
    assert report["verdict"]["raw"]["reason"] == "too_few_videos"
    assert agreement_report(study_of([three_people()] * 10), CATEGORIES)["verdict"]["raw"]["ci"] is not None


def study(seed: int, *, videos: int = 30, people: int = 3) -> list[VideoAnswers]:
    """Random answers; some people have not answered some videos."""
    chance = random.Random(seed)  # noqa: S311
    return [
        video(*(answer(chance) for _ in range(people) if chance.random() < 0.8), frames=FRAMES)
        for _ in range(videos)
    ]


def answer(chance: random.Random) -> tuple[str, list[Any]]:
    traces = []
    for number in range(chance.randrange(3)):
        onset = chance.randrange(80)
        box = (chance.randrange(20), chance.randrange(20), 20, 20)
        chosen = chance.sample(CATEGORIES, chance.randrange(1, 3))
        traces.append(trace(onset, onset + chance.randrange(1, 20), *chosen, box=box, name=str(number)))
    return chance.choice(VERDICTS), traces


@pytest.mark.parametrize("seed", range(5))
def test_alphas_equal_the_krippendorff_package(seed: int) -> None:
    videos = study(seed)
    report = agreement_report(study_of(videos), CATEGORIES, intervals=False)
    verdicts = np.array([[0] * len(VERDICTS) for _ in videos])
    frames: list[list[int]] = []
    for row, each in enumerate(videos):
        for one in each.answers:
            verdicts[row, VERDICTS.index(one.verdict)] += 1
        for frame in range(each.frame_count):
            inside = sum(
                any(frame in range(t.span.start, t.span.end) for t in a.traces) for a in each.answers
            )
            frames.append([len(each.answers) - inside, inside])
    theirs = krippendorff.alpha(value_counts=verdicts, level_of_measurement="nominal")
    assert report["verdict"]["alpha"]["value"] == pytest.approx(theirs, abs=1e-12)
    theirs = krippendorff.alpha(value_counts=np.array(frames), level_of_measurement="nominal")
    assert report["frame_alpha"]["overall"]["value"] == pytest.approx(theirs, abs=1e-12)


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_people_and_videos_changes_nothing(seed: int) -> None:
    videos = study(seed)
    turned = [
        VideoAnswers(
            each.frame_count,
            each.answers[::-1],
            {
                (len(each.answers) - 1 - j, len(each.answers) - 1 - i): tuple(
                    type(one)(one.right, one.left, one.tiou, one.viou) for one in found
                )
                for (i, j), found in each.overlaps.items()
            },
        )
        for each in videos[::-1]
    ]
    ours, theirs = (
        agreement_report(study_of(each), CATEGORIES, intervals=False) for each in (videos, turned)
    )
    for one, other in zip(statistics(ours), statistics(theirs), strict=True):
        assert one["value"] == pytest.approx(other["value"], abs=1e-9)


def test_single_answers_change_nothing_but_the_coverage() -> None:
    videos = study(1)
    alone = [video(("real", [])) for _ in range(7)]
    before = agreement_report(study_of(videos), CATEGORIES, intervals=False)
    after = agreement_report(study_of([*videos, *alone]), CATEGORIES, intervals=False)
    for name in ("alpha", "raw"):
        assert before["verdict"][name] == after["verdict"][name]
    assert before["frame_alpha"] == after["frame_alpha"]
    assert after["coverage"]["videos_with_one"] == before["coverage"]["videos_with_one"] + 7


def test_the_interval_holds_the_value_and_the_seed_repeats_it() -> None:
    videos = study(2, videos=60)
    first, again = (agreement_report(study_of(videos), CATEGORIES) for _ in range(2))
    assert first == again
    raw = first["verdict"]["raw"]
    assert raw["ci"][0] < raw["value"] < raw["ci"][1]
    medians = first["placement"]["onset_error_median"]
    assert medians["ci"] is None or medians["ci"][0] <= medians["value"] <= medians["ci"][1]


def test_one_category_and_two_people_alone() -> None:
    first = ("fake", [trace(0, 9, "blur", box=BOX), trace(30, 39, "merge", box=BOX)])
    third = ("fake", [trace(0, 9, "blur", box=BOX)])
    both = video(first, ("fake", [trace(30, 39, "merge", box=BOX)]), third)
    merge = agreement_report(only_category(study_of([both]), "merge"), CATEGORIES, intervals=False)
    assert merge["placement"]["matched"] == 1
    last = agreement_report(study_of([video(first, third)]), CATEGORIES, intervals=False)
    assert last["coverage"]["pairs"] == 1
    assert last["pairwise"]["viou_50"]["value"] == pytest.approx(2 / 3)
