"""The paper's seven metrics and Overall, by numbers worked out by hand and by its printed table."""

import json
import math
from pathlib import Path
from typing import Any

import pytest

from models_service.evaluation.published import ROWS, difficulty, published_metrics
from models_service.evaluation.table import one_decimal, table_lines
from models_service.evaluation.terms import overall
from models_service.evaluation.truth import truth_of
from tests.models_service.evaluation.making import fake, line, real, report, values

PAPER = json.loads((Path(__file__).parents[2] / "cases/overall.json").read_text())
TEST_ROWS = (440, 332)  # rows of fake videos and real videos in the paper's test split
GOOD: dict[str, Any] = {"start_time": 2.0, "end_time": 6.0, "bbox": [100, 100, 300, 200]}


@pytest.mark.parametrize("row", PAPER, ids=lambda row: row["id"])
def test_overall_of_the_paper(row: dict[str, Any]) -> None:
    parts = (row["accuracy"], row["explanation"], row["bbox_iou"], row["time_distance"])
    assert float(one_decimal(overall(*parts))) == row["overall"]


@pytest.mark.parametrize("row", [row for row in PAPER if "fake_accuracy" in row], ids=lambda row: row["id"])
def test_the_paper_counts_rows_in_its_accuracy(row: dict[str, Any]) -> None:
    """That is why `accuracy_rows` is told beside the accuracy over videos (332 and 332, the plain mean)."""
    fakes, reals = TEST_ROWS
    weighted = (fakes * row["fake_accuracy"] + reals * row["real_accuracy"]) / (fakes + reals)
    assert weighted == pytest.approx(row["accuracy"], abs=0.1)


def test_a_perfect_answer() -> None:
    found = report([fake("a"), real("r")], line("a", explanation="it melts", **GOOD), line("r", "REAL"))
    assert values(found) == {
        **dict.fromkeys(("accuracy", "fake_accuracy", "real_accuracy"), 100.0),
        **dict.fromkeys(("accuracy_rows", "fake_accuracy_rows", "bbox_iou"), 100.0),
        **dict.fromkeys(("bbox_distance", "time_distance", "offset_distance"), 0.0),
        **dict.fromkeys(("temporal_iou", "tube_iou", "best_temporal_iou", "best_tube_iou"), 100.0),
        **dict.fromkeys(("explanation", "overall", "overall_rows"), None),
        **dict.fromkeys(("full_frame_boxes", "real_bias"), 0.0),
        "real_rate": 50.0,
        **{name: found["metrics"][name]["value"] for name in ("chrf", "rouge_l", "bleu")},
    }
    assert found["metrics"]["explanation"]["reason"] == "not_judged"
    assert found["metrics"]["overall"]["reason"] == "incomplete"


def test_by_hand() -> None:
    """The box moved by half its width, the start 1 s late, the end 2 s late; nothing explained."""
    parts = {
        "start_time": 3.0,
        "end_time": 8.0,
        "bbox": {"left": 200, "top": 100, "width": 200, "height": 100},
    }
    found = values(report([fake("a"), real("r")], line("a", **parts), line("r", "real ")))
    assert found["bbox_iou"] == pytest.approx(100 / 3)
    assert found["bbox_distance"] == pytest.approx(100 * 0.1 / math.sqrt(2))
    assert (found["time_distance"], found["offset_distance"]) == (10.0, 20.0)
    assert found["temporal_iou"] == pytest.approx(50.0)  # 3 s of the 6 s that both cover
    assert found["tube_iou"] == pytest.approx(50 / 3)
    assert found["explanation"] == 0.0  # nothing is explained, so no judge is needed
    assert found["overall"] == pytest.approx((100 + 0 + 100 / 3 + 90) / 4)


def test_what_is_missing_scores_worst() -> None:
    rows = [fake("a"), fake("b"), fake("c"), fake("d"), real("r"), real("s")]
    lines = [line("a"), line("b", None, **GOOD), line("c", "REAL", **GOOD), line("r", "maybe")]
    found = report(rows, *lines)
    told = values(found)
    assert told["accuracy"] == pytest.approx(100 / 6)
    assert (told["fake_accuracy"], told["real_accuracy"]) == (25.0, 0.0)
    assert (told["bbox_iou"], told["bbox_distance"], told["time_distance"]) == (25.0, 75.0, 75.0)
    assert found["coverage"]["missing_ids"] == ["d", "s"]
    assert (found["coverage"]["labels"], found["coverage"]["boxes"]) == (2, 1)


def test_distances_end_at_100() -> None:
    found = values(report([fake("a")], line("a", start_time=99.0, end_time=999.0, bbox=[9e5, 9e5, 1e6, 1e6])))
    assert (found["bbox_distance"], found["time_distance"], found["offset_distance"]) == (100.0, 100.0, 100.0)


def test_each_row_is_scored_against_its_videos_prediction() -> None:
    """Two rows, one prediction that is right for the first; the labels count by video and by row."""
    rows = [fake("a"), fake("a", 80, 99, (0, 0, 10, 10)), fake("b"), real("r")]
    found = report(rows, line("a", **GOOD), line("b", "REAL"), line("r", "REAL"))
    told = values(found)
    assert told["bbox_iou"] == pytest.approx(100 / 3)
    assert told["time_distance"] == pytest.approx((0 + 60 + 100) / 3)
    assert told["best_temporal_iou"] == 50.0
    assert told["accuracy"] == pytest.approx(200 / 3)
    assert told["accuracy_rows"] == 75.0
    assert (found["denominators"]["videos"], found["denominators"]["rows"]) == (3, 3)


def test_a_judges_scores_complete_overall() -> None:
    rows = [fake("a"), fake("a", faketrace_explanations=""), fake("b"), real("r")]
    lines = [line("a", explanation="x", **GOOD), line("b", explanation="y", **GOOD), line("r", "REAL")]
    found = report(rows, *lines, explanation_scores={"a#0": 0.5, "a#1": 1.0, "b#0": 1.0})
    assert found["metrics"]["explanation"]["n"] == 2
    assert values(found)["explanation"] == 75.0
    assert values(found)["overall"] == pytest.approx((100 + 75 + 100 + 100) / 4)


def test_a_moving_box_and_the_seconds_of_a_frame_table() -> None:
    """Our own rows carry keyframes and exact times; both are used."""
    keyframes = [
        {"frame": 20, "left": 0, "top": 0, "width": 100, "height": 100},
        {"frame": 59, "left": 0, "top": 0, "width": 100, "height": 100},
    ]
    extras: dict[str, Any] = {
        "faketrace_keyframes": keyframes,
        "faketrace_onset_seconds": 3.0,
        "faketrace_offset_seconds": 5.0,
    }
    truth, _ = truth_of([fake("a", **extras)])
    assert (truth[0].traces[0].onset_s, truth[0].traces[0].offset_s) == (3.0, 5.0)
    found = values(
        report([fake("a", **extras)], line("a", start_time=4.0, end_time=5.0, bbox=[0, 0, 100, 50]))
    )
    assert found["tube_iou"] == pytest.approx(25.0)


def test_groups_have_their_own_counts() -> None:
    rows = [
        fake("a", faketrace_categories=["object_merging"], video_source="Sora"),
        fake("a", 0, 9, faketrace_categories=["sudden_blurring"], video_source="Sora"),
        fake("b", faketrace_categories=["object_merging"], video_duration=2.0),
        real("r"),
    ]
    by = report(rows, line("a", **GOOD), line("r", "REAL"))["by"]
    assert {group: found["bbox_iou"]["n"] for group, found in by["category"].items()} == {
        "object_merging": 2,
        "sudden_blurring": 1,
    }
    assert by["category"]["object_merging"]["bbox_iou"]["value"] == 50.0
    assert by["source"]["Sora"]["accuracy"] == {"value": 100.0, "ci": None, "n": 1, "reason": None}
    assert sorted(by["length"]) == ["00-03 s", "06-12 s"]


def test_intervals_draw_videos_and_the_table_shows_them() -> None:
    rows = [*(fake(f"f{n}") for n in range(12)), *(real(f"r{n}") for n in range(12))]
    lines = [*(line(f"f{n}", **GOOD) for n in range(9)), *(line(f"r{n}", "REAL") for n in range(12))]
    found = report(rows, *lines)
    low, high = found["metrics"]["fake_accuracy"]["ci"]
    assert low < 75.0 < high
    assert found == report(rows, *lines)
    text = "\n".join(table_lines(found))
    assert "fake_accuracy             75.0" in text
    assert "no problems" in text


def test_intervals_of_a_group_draw_its_own_videos() -> None:
    """The group's interval is the one of a set that holds nothing else; nine videos are too few for one."""
    many = [fake(f"m{n}", faketrace_categories=["object_merging"], video_source="Sora") for n in range(12)]
    few = [fake(f"o{n}", faketrace_categories=["sudden_blurring"], video_source="Veo") for n in range(9)]
    lines = [line(f"m{n}", **GOOD) for n in range(8)]
    by, alone = report([*many, *few], *lines)["by"], report(many, *lines)["metrics"]
    assert alone["bbox_iou"]["ci"] is not None
    assert by["category"]["object_merging"] == by["source"]["Sora"] == alone
    assert by["category"]["sudden_blurring"]["bbox_iou"]["ci"] is None
    assert by["source"]["Veo"]["fake_accuracy"]["ci"] is None


def test_nothing_to_score_is_said() -> None:
    found = report([])
    assert found["metrics"]["accuracy"] == {"value": None, "ci": None, "n": 0, "reason": "nothing_to_score"}


def test_what_a_model_does_whatever_it_is_shown() -> None:
    """Two of three boxes cover the picture; two of five videos are called REAL, one more than are real."""
    full: dict[str, Any] = {"start_time": 0.0, "end_time": 9.0, "bbox": [0, 0, 1000, 490]}
    lines = [line("a", **full), line("b", **full), line("c", **GOOD), line("r", "REAL"), line("s", "REAL")]
    found = values(report([fake("a"), fake("b"), fake("c"), fake("s"), real("r"), real("t")], *lines))
    assert found["full_frame_boxes"] == pytest.approx(200 / 3)
    assert (found["real_rate"], found["real_bias"]) == (40.0, 20.0)


def test_likeness_of_explanations_counts_missing_ones_as_nothing() -> None:
    rows = [fake("a", faketrace_explanations="the hand melts into the cup"), fake("b")]
    same = report(rows[:1], line("a", explanation="the hand melts into the cup", **GOOD))
    half = report(rows, line("a", explanation="the hand melts into the cup", **GOOD), line("b", **GOOD))
    assert [round(values(same)[name] or 0) for name in ("chrf", "rouge_l", "bleu")] == [100, 100, 100]
    assert [round(values(half)[name] or 0) for name in ("chrf", "rouge_l", "bleu")] == [50, 50, 50]
    chinese = report([fake("a", faketrace_explanations="手融进了杯子")], line("a", explanation="手融进了碗"))
    assert chinese["metrics"]["rouge_l"]["reason"] == "nothing_to_score"
    assert 0 < (values(chinese)["bleu"] or 0) < 100


def test_absent_videos_are_wrong_or_left_out() -> None:
    found = report([fake("a"), fake("b"), real("r")], line("a", **GOOD), line("r", "REAL"))
    only = found["predicted_only"]
    assert (found["metrics"]["accuracy"]["n"], only["metrics"]["accuracy"]["n"]) == (3, 2)
    assert values(found)["bbox_iou"] == 50.0
    assert (only["metrics"]["bbox_iou"]["value"], only["denominators"]["rows"]) == (100.0, 1)


def test_the_papers_rows_are_published_as_printed() -> None:
    for row in PAPER:
        name = row["model"].replace(" trained", ", trained")
        printed = ROWS.get(name)
        if printed is None:  # the ablations stand in another table
            assert "without" in name
            continue
        metrics = published_metrics(name)
        assert {key: metrics[key]["value"] for key in metrics if key in row} == {
            key: row[key] for key in metrics if key in row
        }
        assert difficulty(metrics)[3] == pytest.approx(100 - row["time_distance"])
