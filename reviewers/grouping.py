"""Which traces of several people are the same one, and in what they differ: plain values, no Django."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from annotations.frames import FrameSpan
from reviewers.conflicts import Conflict, ConflictKind, Member, PersonAnswer, TraceGroup
from reviewers.metrics.matching import Candidate, jaccard, match
from reviewers.metrics.overlap import box_iou, temporal_iou, tube_boxes
from reviewers.metrics.overlaps import traces_ordered
from reviewers.metrics.values import TraceValue

# Two traces may be the same one when they overlap this much in time, or this much in place on shared frames.
SAME_TIME = 0.3
SAME_PLACE = 0.3
# From here on a difference is worth a reviewer's look.
APART_VIOU = 0.5
APART_FRAMES = 5


@dataclass(frozen=True, slots=True)
class _Edge:
    similarity: float
    left: Member
    right: Member


def groups_of(answers: Sequence[PersonAnswer]) -> list[TraceGroup]:
    """Return all traces in groups, in order of onset and id.

    Each two people are matched at best (metrics.matching); the pairs are then joined from the most alike on,
    as long as a group holds nobody twice. The order of the people changes nothing.
    """
    group_of = {member: [member] for answer in answers for member in _members(answer)}
    for edge in sorted(_edges(answers), key=_strongest_first):
        left, right = group_of[edge.left], group_of[edge.right]
        if left is right or {m.person for m in left} & {m.person for m in right}:
            continue
        left.extend(right)
        for member in right:
            group_of[member] = left
    distinct = {id(group): group for group in group_of.values()}.values()
    people = [answer.person for answer in answers]
    groups = [_group(sorted(group, key=lambda m: people.index(m.person)), people) for group in distinct]
    return sorted(groups, key=lambda group: (group.span.onset_frame, _first_id(group.members)))


def place_iou(a: TraceValue, b: TraceValue) -> float:
    """Return the mean box IoU over the frames that two traces share, in [0, 1]; 0 where they share none."""
    onset = max(a.span.onset_frame, b.span.onset_frame)
    offset = min(a.span.offset_frame, b.span.offset_frame)
    if offset < onset:
        return 0.0
    shared = FrameSpan(onset, offset)
    return float(box_iou(tube_boxes(a, shared), tube_boxes(b, shared)).mean())


def _members(answer: PersonAnswer) -> list[Member]:
    return [Member(answer.person, trace) for trace in traces_ordered(answer.traces)]


def _edges(answers: Sequence[PersonAnswer]) -> Iterator[_Edge]:
    for one, other in combinations(answers, 2):
        left, right = _members(one), _members(other)
        candidates = [
            candidate
            for i, a in enumerate(left)
            for j, b in enumerate(right)
            if (candidate := _candidate(i, j, a.trace, b.trace)) is not None
        ]
        for pair in match(candidates, threshold=0.0):
            yield _Edge(pair.similarity, left[pair.left], right[pair.right])


def _candidate(i: int, j: int, a: TraceValue, b: TraceValue) -> Candidate | None:
    tiou = temporal_iou(a.span.half_open(), b.span.half_open())
    if not tiou:
        return None
    place = place_iou(a, b)
    shared = frozenset(a.categories) & frozenset(b.categories)
    if place < SAME_PLACE and not (tiou >= SAME_TIME and (place > 0 or shared)):
        return None
    return Candidate(i, j, (tiou + place) / 2, jaccard(frozenset(a.categories), frozenset(b.categories)))


def _strongest_first(edge: _Edge) -> tuple[float, list[tuple[int, str]]]:
    ends = sorted((member.trace.span.onset_frame, member.trace.id) for member in (edge.left, edge.right))
    return -round(edge.similarity, 9), ends


def _group(members: Sequence[Member], people: Sequence[str]) -> TraceGroup:
    return TraceGroup(tuple(members), tuple(_conflicts(members, people)))


def _first_id(members: Sequence[Member]) -> str:
    return min(member.trace.id for member in members)


def _conflicts(members: Sequence[Member], people: Sequence[str]) -> Iterator[Conflict]:
    present = [member.person for member in members]
    absent = tuple(person for person in people if person not in present)
    if absent and 2 * len(present) >= len(people):
        yield Conflict(ConflictKind.MISSING, people=absent)
    elif absent:
        yield Conflict(ConflictKind.EXTRA, people=tuple(present))
    traces = [member.trace for member in members]
    if len({frozenset(trace.categories) for trace in traces}) > 1:
        yield Conflict(ConflictKind.CATEGORY_DIFFERS)
    yield from _boxes_apart(traces)
    yield from _apart(ConflictKind.ONSET_APART, [trace.span.onset_frame for trace in traces])
    yield from _apart(ConflictKind.OFFSET_APART, [trace.span.offset_frame for trace in traces])


def _boxes_apart(traces: Sequence[TraceValue]) -> Iterator[Conflict]:
    """Only where the boxes themselves differ: a late onset lowers the vIoU too, but is another conflict."""
    pairs = [(place_iou(a, b), a, b) for a, b in combinations(traces, 2)]
    apart = [(place, a, b) for place, a, b in pairs if place < APART_VIOU]
    if apart:
        yield Conflict(ConflictKind.BOX_APART, viou=min(_viou(place, a, b) for place, a, b in apart))


def _viou(place: float, a: TraceValue, b: TraceValue) -> float:
    """The mean over shared frames times the share of shared frames is the mean over all frames of both."""
    return place * temporal_iou(a.span.half_open(), b.span.half_open())


def _apart(kind: ConflictKind, frames: Sequence[int]) -> Iterator[Conflict]:
    distance = max(frames) - min(frames)
    if distance > APART_FRAMES:
        yield Conflict(kind, frames=distance)
