"""Overlap of traces and their matching: by hand, and as properties of random cases."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.frames import FrameSpan
from annotations.tracks import Keyframe
from reviewers.metrics.matching import Candidate, match
from reviewers.metrics.overlap import temporal_iou, tube_iou
from reviewers.metrics.values import TraceValue
from tests.reviewers.metrics.making import trace


def swapped(candidates: list[Candidate]) -> list[Candidate]:
    return [replace(each, left=each.right, right=each.left) for each in candidates]


def places(candidates: list[Candidate]) -> set[tuple[int, int]]:
    return {(each.left, each.right) for each in candidates}


def matrix(rows: list[list[float]]) -> list[Candidate]:
    return [Candidate(i, j, value) for i, row in enumerate(rows) for j, value in enumerate(row)]


def test_two_tubes_by_hand() -> None:
    """Ten frames each, five in common: the same box gives 1/3, a box moved by half its width 1/9."""
    one, same = trace(0, 9, box=(0, 0, 10, 10)), trace(5, 14, box=(0, 0, 10, 10))
    moved = trace(5, 14, box=(5, 0, 10, 10))
    assert temporal_iou(one.span.half_open(), same.span.half_open()) == pytest.approx(1 / 3)
    assert tube_iou(one, same) == pytest.approx(1 / 3)
    assert tube_iou(one, moved) == pytest.approx(1 / 9)


def test_a_trace_of_one_frame_has_length_one() -> None:
    assert tube_iou(trace(7, 7), trace(7, 7)) == 1.0
    assert tube_iou(trace(7, 7), trace(8, 8)) == 0.0
    assert tube_iou(trace(7, 7), trace(7, 8)) == 0.5


def test_the_box_between_keyframes_counts() -> None:
    keyframes = (Keyframe(0, 0, 0, 10, 10), Keyframe(10, 100, 0, 10, 10))
    moving = TraceValue("m", FrameSpan(0, 10), keyframes, ())
    middle = trace(5, 5, box=(50, 0, 10, 10))
    assert tube_iou(moving, middle) == pytest.approx(1 / 11)


def test_more_pairs_win_over_an_equal_sum() -> None:
    """[[1, .5], [.5, 0]] has two optima with 1 and 2 pairs: the answer must not depend on who comes first."""
    rows = matrix([[1.0, 0.5], [0.5, 0.0]])
    assert places(match(rows, threshold=0.5)) == {(0, 1), (1, 0)}


def test_the_best_sum_wins_over_the_best_single_pair() -> None:
    rows = matrix([[0.6, 0.55], [0.58, 0.0]])
    assert places(match(rows, threshold=0.5)) == {(0, 1), (1, 0)}


def test_among_equals_the_category_decides_then_the_order() -> None:
    tied = [Candidate(0, 0, 0.7), Candidate(0, 1, 0.7, category_jaccard=1.0)]
    assert places(match(tied, threshold=0.5)) == {(0, 1)}
    assert places(match([Candidate(0, 1, 0.7), Candidate(0, 0, 0.7)], threshold=0.5)) == {(0, 0)}


def test_nothing_below_the_threshold_is_matched() -> None:
    assert match(matrix([[0.49]]), threshold=0.5) == []
    assert places(match(matrix([[0.5]]), threshold=0.5)) == {(0, 0)}
    assert match([], threshold=0.5) == []


SIMILARITIES = st.sampled_from([0.0, 0.3, 0.5, 0.5, 0.6, 0.75, 1.0])


@given(st.integers(1, 4), st.integers(1, 4), st.data())
def test_swapping_the_people_swaps_the_pairs(lefts: int, rights: int, data: st.DataObject) -> None:
    rows = [[data.draw(SIMILARITIES) for _ in range(rights)] for _ in range(lefts)]
    there = match(matrix(rows), threshold=0.5)
    back = match(swapped(matrix(rows)), threshold=0.5)
    assert len(there) == len(back), json.dumps(rows)
    assert sum(each.similarity for each in there) == pytest.approx(sum(each.similarity for each in back))
