"""The frame table's promises; the cases are shared with the TypeScript twin."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from annotations.frames import (
    FrameOutOfRangeError,
    FrameSpan,
    FrameSpanInvalidError,
    FrameTable,
    FrameTableInvalidError,
)

CASES: dict[str, Any] = json.loads((Path(__file__).parents[1] / "cases" / "frames.json").read_text())


def name_of(case: dict[str, Any]) -> str:
    return str(case["name"])


@pytest.fixture(params=CASES["tables"], ids=name_of)
def case(request: pytest.FixtureRequest) -> dict[str, Any]:
    return dict(request.param)


@pytest.fixture
def table(case: dict[str, Any]) -> FrameTable:
    return FrameTable.from_json(case)


def test_every_frame_is_found_at_its_own_time(table: FrameTable) -> None:
    frames = range(table.frame_count)

    assert [table.frame_at(table.pts_of(frame)) for frame in frames] == list(frames)
    assert [table.frame_at(table.end_pts_of(frame) - 1) for frame in frames] == list(frames)


def test_frame_at(table: FrameTable, case: dict[str, Any]) -> None:
    for pts, frame in case["frame_at"]:
        assert table.frame_at(pts) == frame


def test_no_frame_outside_the_clip(table: FrameTable, case: dict[str, Any]) -> None:
    for pts in case["no_frame_at"]:
        with pytest.raises(FrameOutOfRangeError):
            table.frame_at(pts)


@pytest.mark.parametrize("frame", CASES["no_such_frame"])
def test_no_such_frame(table: FrameTable, frame: int) -> None:
    with pytest.raises(FrameOutOfRangeError) as caught:
        table.pts_of(frame)

    assert caught.value.code == "frame_out_of_range"
    assert caught.value.fields["frame"] == frame


def test_time_and_duration(table: FrameTable, case: dict[str, Any]) -> None:
    assert table.duration_us == case["duration_us"]
    assert [[frame, table.time_us_at(frame)] for frame, _ in case["time_us_at"]] == case["time_us_at"]


def test_span_duration(table: FrameTable, case: dict[str, Any]) -> None:
    for onset_frame, offset_frame, duration_us in case["spans"]:
        assert table.span_duration_us(FrameSpan(onset_frame, offset_frame)) == duration_us


def test_frame_rate(table: FrameTable, case: dict[str, Any]) -> None:
    rate = table.frame_rate

    assert [rate.numerator, rate.denominator] == case["frame_rate"]
    assert rate.is_variable is case["is_variable_rate"]
    assert str(rate) == case["label"]


def test_key_frame_at(table: FrameTable, case: dict[str, Any]) -> None:
    assert [[frame, table.key_frame_at(frame)] for frame, _ in case["key_frame_at"]] == case["key_frame_at"]


def test_a_table_survives_json(table: FrameTable) -> None:
    body = json.loads(json.dumps(table.as_json()))

    assert FrameTable.from_json(body) == table
    assert body["frame_count"] == table.frame_count


@pytest.mark.parametrize("body", CASES["refused_tables"], ids=name_of)
def test_an_impossible_table_is_refused(body: dict[str, Any]) -> None:
    with pytest.raises(FrameTableInvalidError):
        FrameTable.from_json(body)


@pytest.mark.parametrize(
    "rate", [Fraction(24), Fraction(25), Fraction(30), Fraction(60), Fraction(24000, 1001)]
)
def test_a_long_clip_counted_in_milliseconds_is_steady(rate: Fraction) -> None:
    pts = tuple(round(frame * 1000 / rate) for frame in range(500))
    table = FrameTable(Fraction(1, 1000), pts, pts[-1] + 40, (0,))

    assert not table.frame_rate.is_variable
    assert abs(table.frame_rate.ratio - rate) < Fraction(1, 100)


@pytest.mark.parametrize("span", CASES["span_cases"])
def test_span(span: dict[str, Any]) -> None:
    frames = FrameSpan(span["onset_frame"], span["offset_frame"])
    half_open = frames.half_open()

    assert [half_open.start, half_open.end] == span["half_open"]
    assert len(half_open) == frames.frame_count == len(frames.frames()) == span["frame_count"]
    assert frames.onset_frame in frames
    assert frames.offset_frame in frames
    assert half_open.end not in frames


@pytest.mark.parametrize(("onset_frame", "offset_frame"), CASES["refused_spans"])
def test_an_impossible_span_is_refused(onset_frame: int, offset_frame: int) -> None:
    with pytest.raises(FrameSpanInvalidError):
        FrameSpan(onset_frame, offset_frame)
