"""Groups of traces, their conflicts, and what is proposed instead: by hand."""

from itertools import permutations

import pytest

from annotations.frames import FrameSpan
from annotations.tracks import Keyframe, bbox_at
from reviewers.conflicts import Conflict, ConflictKind, PersonAnswer, TraceGroup
from reviewers.grouping import groups_of
from reviewers.merging import majority, merged, merged_group
from reviewers.metrics.values import TraceValue
from tests.reviewers.metrics.making import trace

BOX = (0, 0, 10, 10)


def answer(person: str, *traces: TraceValue, verdict: str = "fake") -> PersonAnswer:
    return PersonAnswer(person, verdict, traces)


def kinds(group: TraceGroup) -> list[ConflictKind]:
    return [conflict.kind for conflict in group.conflicts]


def people(group: TraceGroup) -> list[str]:
    return [member.person for member in group.members]


def test_the_same_trace_has_no_conflict() -> None:
    (group,) = groups_of([answer("a", trace(10, 19, "blur")), answer("b", trace(12, 20, "blur"))])
    assert people(group) == ["a", "b"]
    assert group.conflicts == ()
    assert group.span == FrameSpan(10, 20)


def test_each_conflict_in_words_and_numbers() -> None:
    (group,) = groups_of(
        [
            answer("a", trace(10, 49, "blur", box=BOX)),
            answer("b", trace(24, 43, "merge", box=(8, 0, 10, 10))),
            answer("c", verdict="real"),
        ]
    )
    shared, union = 20, 40
    missing, category, box, onset, offset = group.conflicts
    assert missing == Conflict(ConflictKind.MISSING, people=("c",))
    assert category == Conflict(ConflictKind.CATEGORY_DIFFERS)
    assert box.kind == ConflictKind.BOX_APART
    assert box.viou == pytest.approx(20 / 180 * shared / union)
    assert onset == Conflict(ConflictKind.ONSET_APART, frames=14)
    assert offset == Conflict(ConflictKind.OFFSET_APART, frames=6)


def test_five_frames_are_not_apart_and_six_are() -> None:
    near = groups_of([answer("a", trace(10, 40, "x")), answer("b", trace(15, 40, "x"))])
    far = groups_of([answer("a", trace(10, 40, "x")), answer("b", trace(16, 40, "x"))])
    assert kinds(near[0]) == []
    assert kinds(far[0]) == [ConflictKind.ONSET_APART]


def test_one_of_three_is_extra_and_one_of_two_is_missing_to_the_other() -> None:
    alone = answer("a", trace(10, 20, "x"))
    (three,) = groups_of([alone, answer("b"), answer("c")])
    assert three.conflicts == (Conflict(ConflictKind.EXTRA, people=("a",)),)
    (two,) = groups_of([alone, answer("b")])
    assert two.conflicts == (Conflict(ConflictKind.MISSING, people=("b",)),)


def test_elsewhere_at_the_same_time_is_another_trace() -> None:
    groups = groups_of(
        [answer("a", trace(10, 20, "x", box=BOX)), answer("b", trace(10, 20, "y", box=(50, 50, 10, 10)))]
    )
    assert [people(group) for group in groups] == [["a"], ["b"]]


def test_nobody_is_twice_in_a_group_and_the_order_of_people_changes_nothing() -> None:
    answers = [
        answer("a", trace(10, 20, "x", name="a1"), trace(22, 40, "x", name="a2")),
        answer("b", trace(10, 40, "x", name="b1")),
        answer("c", trace(12, 21, "x", name="c1"), trace(23, 39, "x", name="c2")),
    ]
    seen = set()
    for turned in permutations(answers):
        groups = groups_of(turned)
        assert all(len(set(people(group))) == len(people(group)) for group in groups)
        seen.add(frozenset(frozenset(m.trace.id for m in group.members) for group in groups))
    assert seen == {frozenset({frozenset({"a1", "c1"}), frozenset({"a2", "b1", "c2"})})}


def test_merging_takes_the_median_span_and_the_mean_box() -> None:
    proposal = merged(
        [
            trace(10, 30, "blur", box=(0, 0, 10, 10), name="a", text="short"),
            trace(12, 32, "blur", "merge", box=(4, 2, 20, 13), name="b", text="a longer text"),
            trace(20, 33, "merge", box=(11, 4, 30, 12), name="c"),
        ],
        categories="vote",
    )
    assert proposal.span == FrameSpan(12, 32)
    assert proposal.sources == ("a", "b", "c")
    assert proposal.categories == ("blur", "merge")
    assert proposal.explanation == "a longer text"
    # From 20 to 30 all three: means 5, 2, 20 and 11.67; before 20 the first two: 2, 1, 15 and 11.5 (down).
    at_25, at_15 = bbox_at(proposal.keyframes, 25), bbox_at(proposal.keyframes, 15)
    assert (at_25.left, at_25.top, at_25.width, at_25.height) == (5, 2, 20, 12)
    assert (at_15.left, at_15.top, at_15.width, at_15.height) == (2, 1, 15, 11)
    assert bbox_at(proposal.keyframes, 19) == at_15
    assert bbox_at(proposal.keyframes, 20) == at_25


def test_a_mean_between_moving_boxes_is_exact_on_every_frame() -> None:
    moving = TraceValue(
        "m", FrameSpan(0, 10), (Keyframe(0, 0, 0, 10, 10), Keyframe(10, 100, 0, 10, 10)), ("x",)
    )
    still = trace(0, 10, "x", box=(0, 0, 10, 10))
    proposal = merged([moving, still], categories="union")
    assert [bbox_at(proposal.keyframes, frame).left for frame in range(11)] == [5 * n for n in range(11)]


def test_an_even_number_of_spans_keeps_what_half_of_the_people_marked() -> None:
    proposal = merged([trace(10, 20, "x"), trace(13, 25, "y")], categories="union")
    assert proposal.span == FrameSpan(11, 23)
    assert proposal.categories == ("x", "y")


def test_the_majority_of_three_is_a_proposal_and_two_are_none() -> None:
    first, second = answer("a", trace(10, 20, "x")), answer("b", trace(11, 21, "x"))
    alone = answer("c", trace(60, 70, "y"), trace(10, 21, "x", name="same"))
    proposal = majority([first, second, alone])
    assert proposal is not None
    assert proposal.verdict == "fake"
    assert [each.span.onset_frame for each in proposal.traces] == [10]
    assert majority([first, second]) is None


def test_no_majority_is_no_proposal() -> None:
    split = [answer("a", trace(0, 9, "x")), answer("b", verdict="real"), answer("c", verdict="unsure")]
    assert majority(split) is None
    apart = [
        answer(person, trace(onset, onset + 5, "x")) for person, onset in (("a", 0), ("b", 30), ("c", 60))
    ]
    assert majority(apart) is None, "fake without a trace that two people share is no answer"


def test_a_real_majority_has_no_traces() -> None:
    proposal = majority(
        [answer("a", verdict="real"), answer("b", verdict="real"), answer("c", trace(0, 9, "x"))]
    )
    assert proposal is not None
    assert (proposal.verdict, proposal.traces) == ("real", ())


def test_a_group_is_merged_whole() -> None:
    (group,) = groups_of(
        [answer("a", trace(10, 19, "x", name="1")), answer("b", trace(10, 19, "x", name="2"))]
    )
    assert merged_group(group, categories="union").sources == ("1", "2")
