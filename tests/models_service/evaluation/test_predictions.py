"""Predictions as they circulate: both box forms, every problem of every line, nothing guessed."""

import io
from fractions import Fraction

import pytest

from annotations.frames import FrameTable
from annotations.tracks import Keyframe
from models_service.backends.base import SuggestedTrace, SuggestionResult, Verdict
from models_service.evaluation.outputs import prediction_line, prediction_of
from models_service.evaluation.predictions import MAX_LINE_BYTES, predictions_read
from models_service.evaluation.values import Prediction
from tests.models_service.evaluation.making import fake, line, read, real, report

CLIP = FrameTable(Fraction(1, 10), tuple(range(5, 105)), 105, (0,))


def codes(*lines: object) -> list[tuple[object, object, object]]:
    return [(each["line"], each["field"], each["code"]) for each in read(*lines).problems]


def test_both_box_forms_are_the_same_box() -> None:
    sides = {"left": 10, "top": 20.5, "width": 30, "height": 40}
    found = read(line("a", bbox=sides), line("b", bbox=[10, 20.5, 40, 60.5])).predictions
    assert found["a"].box == found["b"].box == (10, 20.5, 40, 60.5)


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ("{", "", "not_json"),
        ("[" * 9999, "", "not_json"),
        ("[]", "", "not_an_object"),
        ({"predicted_label": "REAL"}, "video_id", "id_missing"),
        (line("\ud800"), "video_id", "id_missing"),
        (line("a", None), "predicted_label", "label_missing"),
        (line("a", "FAKE!"), "predicted_label", "label_unknown"),
        (line("a", ["FAKE"]), "predicted_label", "label_unknown"),
        (line("a", start_time="2.5"), "start_time", "not_a_number"),
        ('{"video_id": "a", "predicted_label": "FAKE", "start_time": NaN}', "start_time", "not_a_number"),
        (line("a", start_time=-1), "start_time", "negative"),
        (line("a", start_time=3, end_time=2), "end_time", "end_before_start"),
        (line("a", bbox=[1, 2, 3]), "bbox", "bbox_unparsable"),
        (line("a", bbox={"left": 1}), "bbox", "bbox_unparsable"),
        (line("a", bbox=[1, 2, True, 4]), "bbox", "bbox_unparsable"),
        (line("a", bbox=[1, 2, 10**400, 4]), "bbox", "bbox_unparsable"),
        (line("a", bbox=[5, 5, 5, 9]), "bbox", "bbox_empty"),
        (line("a", explanation=7), "explanation", "not_text"),
        (line("a", fake_probability=1.5), "fake_probability", "not_a_share"),
        (line("a", fake_probability=0.1), "fake_probability", "probability_contradicts"),
        (line("a", "REAL", start_time=1), "predicted_label", "real_with_parts"),
        (line("a", error="timeout"), "error", "failed"),
    ],
)
def test_each_problem(body: object, field: str, code: str) -> None:
    assert (1, field, code) in codes(body)


def test_every_line_is_told_not_the_first_alone() -> None:
    assert codes("{", "", line("a", "?", bbox=[]), line("b")) == [
        (1, "", "not_json"),
        (3, "predicted_label", "label_unknown"),
        (3, "bbox", "bbox_unparsable"),
    ]


def test_a_second_prediction_never_replaces_the_first() -> None:
    found = read(line("a", start_time=1), line("a", start_time=1), line("a", "REAL"))
    assert [each["code"] for each in found.problems] == ["duplicate", "contradiction"]
    assert found.predictions == {"a": Prediction("a", "FAKE", start_s=1.0)}


def test_unknown_videos_and_contradicting_rows_are_told() -> None:
    found = report([fake("a"), real("a")], line("a"), line("elsewhere"))
    assert found["problem_counts"] == {"rows_contradict": 1, "unknown_video": 1}
    assert found["denominators"]["videos"] == 1


def test_one_of_several_models() -> None:
    lines = b'{"video_id":"a","model_id":"x","predicted_label":"REAL"}\n{"video_id":"a","model_id":"y"}'
    assert predictions_read(io.BytesIO(lines)).models == {"x": 1, "y": 1}
    assert predictions_read(io.BytesIO(lines), model_id="x").problems == []


def test_a_line_without_end_costs_no_memory() -> None:
    stream = io.BytesIO(b"x" * (2 * MAX_LINE_BYTES + 5) + b'\n{"video_id":"a","predicted_label":"REAL"}\n')
    found = predictions_read(stream)
    assert [each["code"] for each in found.problems] == ["line_too_long"]
    assert list(found.predictions) == ["a"]


def test_what_a_back_end_says_is_one_prediction() -> None:
    """Times come from the frame table, counted from frame 0; the best-scored trace is the answer."""
    keyframes = (Keyframe(20, 1, 2, 30, 40),)
    traces = (
        SuggestedTrace(0, 9, keyframes, score=0.1),
        SuggestedTrace(20, 39, keyframes, explanation=" melts ", score=0.9),
    )
    result = SuggestionResult(Verdict(p_fake=0.8), traces, "raw", True, "p1")
    found = prediction_of(video_id="a", result=result, frames=CLIP)
    assert found == Prediction("a", "FAKE", 2.0, 4.0, (1, 2, 31, 42), "melts", 0.8)
    assert read(prediction_line(found, model_id="m")).predictions["a"] == found
    assert prediction_of(
        video_id="a", result=SuggestionResult(Verdict(p_fake=0.2), traces, "", True, "p1"), frames=CLIP
    ) == Prediction("a", "REAL", p_fake=0.2)
    assert (
        prediction_of(
            video_id="a", result=SuggestionResult(Verdict(), traces, "", True, "p1"), frames=CLIP
        ).label
        is None
    )
