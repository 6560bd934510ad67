"""Boxes between keyframes; the cases are shared with the TypeScript twin."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.frames import FrameSpan
from annotations.tracks import BBox, Keyframe, KeyframesInvalidError, bbox_at, bbox_median, bbox_union

CASES: dict[str, Any] = json.loads((Path(__file__).parents[1] / "cases" / "tracks.json").read_text())
PICTURE_PX = (97, 61)


def name_of(case: dict[str, Any]) -> str:
    return str(case["name"])


def keyframes_of(case: dict[str, Any]) -> list[Keyframe]:
    return [Keyframe(*keyframe) for keyframe in case["keyframes"]]


@pytest.mark.parametrize("case", CASES["bbox_at"], ids=name_of)
def test_bbox_at(case: dict[str, Any]) -> None:
    for frame, bbox in case["at"]:
        assert bbox_at(keyframes_of(case), frame) == BBox(*bbox)


@pytest.mark.parametrize("case", CASES["refused_keyframes"], ids=name_of)
def test_keyframes_that_give_no_box_are_refused(case: dict[str, Any]) -> None:
    with pytest.raises(KeyframesInvalidError):
        bbox_at(keyframes_of(case), 3)


@pytest.mark.parametrize("case", CASES["is_inside"])
def test_is_inside(case: dict[str, Any]) -> None:
    assert BBox(*case["bbox"]).is_inside(*case["picture"]) is case["inside"]


@pytest.mark.parametrize("case", CASES["clamped"], ids=name_of)
def test_clamped(case: dict[str, Any]) -> None:
    assert BBox(*case["bbox"]).clamped(*case["picture"]) == BBox(*case["expected"])


@pytest.mark.parametrize("case", CASES["over_span"], ids=name_of)
def test_union_and_median(case: dict[str, Any]) -> None:
    span = FrameSpan(*case["span"])

    assert bbox_union(keyframes_of(case), span) == BBox(*case["union"])
    assert bbox_median(keyframes_of(case), span) == BBox(*case["median"])


@st.composite
def tracks(draw: st.DrawFn) -> list[Keyframe]:
    """Keyframes whose boxes lie inside a picture of PICTURE_PX."""
    frames = draw(st.lists(st.integers(0, 300), min_size=1, max_size=5, unique=True).map(sorted))
    return [Keyframe(frame, *_box_inside(draw)) for frame in frames]


def _box_inside(draw: st.DrawFn) -> tuple[int, int, int, int]:
    left, top = draw(st.integers(0, PICTURE_PX[0] - 1)), draw(st.integers(0, PICTURE_PX[1] - 1))
    return left, top, draw(st.integers(1, PICTURE_PX[0] - left)), draw(st.integers(1, PICTURE_PX[1] - top))


@given(tracks(), st.integers(0, 320))
def test_a_box_between_boxes_inside_the_picture_is_inside(keyframes: list[Keyframe], frame: int) -> None:
    assert bbox_at(keyframes, frame).is_inside(*PICTURE_PX)


@given(tracks(), st.integers(0, 300), st.integers(0, 40))
def test_union_and_median_stay_inside_the_picture(keyframes: list[Keyframe], onset: int, length: int) -> None:
    span = FrameSpan(onset, onset + length)

    assert bbox_union(keyframes, span).is_inside(*PICTURE_PX)
    assert bbox_median(keyframes, span).is_inside(*PICTURE_PX)


@given(tracks())
def test_a_keyframe_is_the_box_at_its_frame(keyframes: list[Keyframe]) -> None:
    assert [bbox_at(keyframes, keyframe.frame) for keyframe in keyframes] == [
        keyframe.bbox for keyframe in keyframes
    ]


def test_boxes_and_keyframes_become_json() -> None:
    keyframe = Keyframe(12, 385, 451, 601, 253)

    assert keyframe.as_json() == {"frame": 12, "left": 385, "top": 451, "width": 601, "height": 253}
    assert keyframe.bbox.as_json() == {"left": 385, "top": 451, "width": 601, "height": 253}
    assert keyframe.bbox.area == 601 * 253
