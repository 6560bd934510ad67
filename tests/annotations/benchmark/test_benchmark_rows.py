"""Rows: read, written, read again; and every way in which a row can be wrong."""

import io
import json
import sys
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotations.benchmark.reader import row_read, rows_read
from annotations.benchmark.row import BenchmarkRow, BenchmarkTrace, Kind, row_body, row_verbatim
from annotations.benchmark.writer import json_line, rows_write
from annotations.tracks import BBox
from tests.rows import real_row, trace_row, video_row

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20)
NAME = st.text("abcdefghijklmnopqrstuvwxyz0123456789_-", min_size=1, max_size=12)
WIDTH, HEIGHT = 1280, 720
# How long an example takes says nothing on a machine that does other things too.
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def boxes(draw: st.DrawFn) -> BBox:
    left, top = draw(st.integers(0, WIDTH - 1)), draw(st.integers(0, HEIGHT - 1))
    return BBox(left, top, draw(st.integers(1, WIDTH - left)), draw(st.integers(1, HEIGHT - top)))


@st.composite
def traces(draw: st.DrawFn, frame_count: int) -> BenchmarkTrace:
    first = draw(st.integers(0, frame_count - 1))
    return BenchmarkTrace(
        first_frame=first,
        last_frame=draw(st.integers(first, frame_count - 1)),
        duration_s=draw(st.none() | st.floats(0, 1000)),
        bbox=draw(boxes()),
        raw_tags=tuple(draw(st.lists(TEXT, max_size=3))),
        explanation=draw(TEXT),
    )


@st.composite
def rows(draw: st.DrawFn) -> BenchmarkRow:
    kind: Kind = draw(st.sampled_from(["fake", "real"]))
    frame_count = draw(st.integers(1, 500))
    return BenchmarkRow(
        video_id=draw(TEXT.filter(bool)),
        video_path=f"videos/{draw(NAME)}.mp4",
        kind=kind,
        width=WIDTH,
        height=HEIGHT,
        frame_rate=draw(st.floats(1, 240)),
        frame_count=frame_count,
        source=draw(TEXT),
        split=draw(st.sampled_from(["", "train", "val", "test"])),
        prompt=draw(TEXT),
        mime_type=draw(TEXT),
        duration_s=draw(st.none() | st.floats(0, 1000)),
        trace=draw(traces(frame_count)) if kind == "fake" else None,
        extras=draw(
            st.dictionaries(NAME.map("x_{}".format), st.integers() | TEXT | st.lists(TEXT, max_size=2))
        ),
    )


@UNHURRIED
@given(st.lists(rows(), max_size=5), st.sampled_from([0, 1]))
def test_import_of_export_is_the_same(values: list[BenchmarkRow], frame_base: int) -> None:
    stream = io.BytesIO()
    rows_write(stream, (row_body(row, frame_base=frame_base) for row in values))
    stream.seek(0)
    assert [row for _, row in rows_read(stream, frame_base=frame_base)] == values


@UNHURRIED
@given(rows(), st.permutations(range(25)), st.sampled_from([0, 1]))
def test_a_row_is_given_back_verbatim(row: BenchmarkRow, order: list[int], frame_base: int) -> None:
    """Whatever the order of its keys, an imported row is written with every key and value as it was."""
    pairs = list(row_body(row, frame_base=frame_base).items())
    shuffled = dict(pairs[place] for place in order if place < len(pairs))
    again = row_read(shuffled, frame_base=frame_base)
    assert isinstance(again, BenchmarkRow)
    original = again.original or {}
    assert json.dumps(row_verbatim(original, shift=0, computed={})) == json.dumps(shuffled)


@pytest.mark.parametrize(
    "odd", [{}, {"big": 10**30}, {"half": "\ud83d"}, {"big": -(10**30), "half": "a\udc00"}]
)
def test_an_int_stays_an_int_and_a_float_a_float(odd: dict[str, Any]) -> None:
    """Whatever else the row holds: numbers beyond 64 bits, halves of characters."""
    body = trace_row(
        video_duration=5, video_frame_rate=30, faketrace_duration=2, note=1.0, small=1e-07, **odd
    )
    row = row_read(body)
    assert isinstance(row, BenchmarkRow)
    line = json_line(row_verbatim(row.original or {}, shift=0, computed={}))
    assert repr(json.loads(line)) == repr(body)
    assert b"\n" not in line


def test_frame_base_moves_every_frame_number() -> None:
    keyframe = {"frame": 13, "left": 1, "top": 1, "width": 9, "height": 9}
    body = trace_row(faketrace_first_frame=13, faketrace_last_frame=120, faketrace_keyframes=[keyframe])
    row = row_read(body, frame_base=1)
    assert isinstance(row, BenchmarkRow)
    assert row.trace is not None
    assert (row.trace.first_frame, row.trace.last_frame) == (12, 119)
    assert row.extras["faketrace_keyframes"][0]["frame"] == 12
    assert row_body(row, frame_base=1)["faketrace_keyframes"] == [keyframe]
    moved = row_verbatim(body, shift=-1, computed={})
    assert (moved["faketrace_first_frame"], moved["faketrace_last_frame"]) == (12, 119)
    assert moved["faketrace_keyframes"][0]["frame"] == 12


@pytest.mark.parametrize("tail", [{}, {"faketrace_explanations": ""}, {"faketrace_check_applies": None}])
def test_a_real_video_has_no_trace(tail: dict[str, Any]) -> None:
    row = row_read(real_row(**tail))
    assert isinstance(row, BenchmarkRow)
    assert (row.kind, row.trace) == ("real", None)


def test_a_fake_video_in_which_nobody_found_a_trace() -> None:
    nothing = {key: None for key in trace_row() if key.startswith("faketrace")}
    row = row_read(video_row() | nothing)
    assert isinstance(row, BenchmarkRow)
    assert (row.kind, row.trace) == ("fake", None)


def test_no_name_of_a_file_is_kept_for_good(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[str] = []
    monkeypatch.setattr(sys, "intern", kept.append)  # as pathlib would; some Pythons never forget such texts
    assert isinstance(row_read(trace_row(video_path="videos/one of very many.mp4")), BenchmarkRow)
    assert not kept


def test_the_first_and_the_last_frame_are_in_range() -> None:
    row = row_read(trace_row(faketrace_first_frame=0, faketrace_last_frame=119))
    assert isinstance(row, BenchmarkRow)


BAD: dict[str, list[tuple[Any, str]]] = {
    "video_id": [(None, "required"), ("", "required"), (7, "not_text"), ("a\x00b", "text_unstorable")],
    "video_path": [
        (None, "required"),
        ("/etc/passwd", "path_unsafe"),
        ("../x.mp4", "path_unsafe"),
        ("videos/../../x.mp4", "path_unsafe"),
        ("videos//x.mp4", "path_unsafe"),
        ("./x.mp4", "path_unsafe"),
        ("C:/x.mp4", "path_unsafe"),
        ("videos\\x.mp4", "path_unsafe"),
        ("videos/x\n.mp4", "path_unsafe"),
        ("videos/" + "x" * 600, "too_long"),
    ],
    "video_type": [(None, "required"), ("fake", "unknown_choice"), (1, "not_text")],
    "split": [("dev", "unknown_choice"), (1, "not_text")],
    "video_prompt": [(["a"], "not_text"), ("half \ud800", "text_unstorable")],
    "video_width": [
        (None, "required"),
        (0, "out_of_range"),
        (640.0, "not_whole"),
        (True, "not_whole"),
        ("640", "not_whole"),
    ],
    "video_frame_rate": [
        (None, "required"),
        (0, "out_of_range"),
        ("24", "not_a_number"),
        (True, "not_a_number"),
    ],
    "video_frame_count": [
        (None, "required"),
        (0, "out_of_range"),
        (2**31, "out_of_range"),
        (1.5, "not_whole"),
    ],
    "video_duration": [(-1, "out_of_range"), ("5", "not_a_number"), (float("inf"), "not_finite")],
    "faketrace_first_frame": [
        (-1, "out_of_range"),
        (120, "frame_out_of_range"),
        (None, "required"),
        (False, "not_whole"),
    ],
    "faketrace_last_frame": [
        (120, "frame_out_of_range"),
        (11, "before_first_frame"),
        (57.0, "not_whole"),
        (None, "required"),
    ],
    "faketrace_bbox": [
        (None, "required"),
        ([1, 2, 3, 4], "not_an_object"),
        ({"left": 600, "top": 0, "width": 41, "height": 9}, "outside_picture"),
        ({"left": -1, "top": 0, "width": 9, "height": 9}, "outside_picture"),
        ({"left": 0, "top": 0, "width": 0, "height": 9}, "outside_picture"),
    ],
    "faketrace_check_applies": [("shape", "not_texts"), ([1], "not_texts"), (["\x00"], "text_unstorable")],
    "faketrace_explanations": [(["a"], "not_text"), (3, "not_text")],
}


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [(field, value, code) for field, cases in BAD.items() for value, code in cases],
)
def test_a_bad_value_is_named_with_its_row_and_field(field: str, value: Any, code: str) -> None:
    body = trace_row() | {field: value}
    found = row_read(body)
    assert isinstance(found, list)
    assert (field, code) in {(error["field"], error["code"]) for error in found}
    assert all(error["detail"] for error in found)


@pytest.mark.parametrize("side", ["left", "top", "width", "height"])
@pytest.mark.parametrize(
    ("value", "code"), [(None, "required"), ("1", "not_a_number"), (True, "not_a_number")]
)
def test_a_bad_side_of_a_box_is_named(side: str, value: Any, code: str) -> None:
    box = {"left": 1, "top": 1, "width": 9, "height": 9} | {side: value}
    found = row_read(trace_row(faketrace_bbox=box))
    assert isinstance(found, list)
    assert [(error["field"], error["code"]) for error in found] == [(f"faketrace_bbox.{side}", code)]


def test_a_box_may_be_given_in_parts_of_pixels() -> None:
    row = row_read(trace_row(faketrace_bbox={"left": 1.4, "top": 1.5, "width": 9.0, "height": 8.6}))
    assert isinstance(row, BenchmarkRow)
    assert row.trace is not None
    assert row.trace.bbox == BBox(1, 2, 9, 9)


def test_everything_that_is_wrong_is_said_at_once() -> None:
    found = row_read(trace_row(video_id="", video_path="/x", split="dev", faketrace_explanations=1))
    assert isinstance(found, list)
    assert {error["field"] for error in found} == {
        "video_id",
        "video_path",
        "split",
        "faketrace_explanations",
    }


def test_a_real_video_with_a_trace_is_refused() -> None:
    found = row_read(real_row(faketrace_first_frame=3, faketrace_check_applies=["x"]))
    assert isinstance(found, list)
    assert {(error["field"], error["code"]) for error in found} == {
        ("faketrace_first_frame", "must_be_null"),
        ("faketrace_check_applies", "must_be_null"),
    }


@pytest.mark.parametrize("element", [1, "row", None, [], True])
def test_what_is_no_object_is_a_bad_row(element: Any) -> None:
    found = row_read(element)
    assert isinstance(found, list)
    assert found[0]["code"] == "not_an_object"


def test_good_rows_go_on_after_bad_ones() -> None:
    text = json.dumps([trace_row(), 5, trace_row(split="dev"), real_row()]).encode()
    found = dict(rows_read(io.BytesIO(text)))
    assert [isinstance(found[index], BenchmarkRow) for index in range(4)] == [True, False, False, True]
    assert [error["row"] for index in (1, 2) for error in _errors(found[index])] == [1, 2]


def test_a_row_whose_keys_repeat_or_nest_endlessly_is_refused() -> None:
    deep: Any = 1
    for _ in range(100):
        deep = [deep]
    text = b'[{"video_id": "a", "video_id": "b"}, ' + json.dumps(trace_row(deep=deep)).encode() + b"]"
    codes = [error["code"] for _, result in rows_read(io.BytesIO(text)) for error in _errors(result)]
    assert codes == ["repeated_key", "too_deep"]


def _errors(result: Any) -> list[dict[str, Any]]:
    assert isinstance(result, list)
    return result
