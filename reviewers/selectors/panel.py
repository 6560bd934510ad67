"""All answers on one video: whose traces are the same, in what they differ, what lies between."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch

from annotations.models import Annotation, Trace, User, Video
from annotations.selectors.pseudonyms import annotator_name
from reviewers.conflicts import Conflict, PersonAnswer, TraceGroup
from reviewers.grouping import groups_of
from reviewers.merging import MergedTrace, Proposal, majority, merged_group
from reviewers.metrics.values import TraceValue
from reviewers.models import Gold
from reviewers.selectors.changes import Change, changes_since_return
from reviewers.selectors.gold import gold_latest
from reviewers.selectors.review_queue import review_holder
from reviewers.selectors.trace_values import trace_row_value

COMPARED = (Annotation.Status.SUBMITTED, Annotation.Status.ACCEPTED)


@dataclass(frozen=True, slots=True)
class PanelGroup:
    """Traces taken for the same one, their conflicts, and what they would be merged into."""

    onset_frame: int
    offset_frame: int
    traces: tuple[str, ...]
    conflicts: tuple[Conflict, ...]
    union: MergedTrace
    vote: MergedTrace


@dataclass(frozen=True, slots=True)
class Panel:
    """What a reviewer sees of one video."""

    video: Video
    answers: list[Annotation]
    groups: list[PanelGroup]
    verdict_differs: bool
    majority: Proposal | None
    gold: Gold | None
    changes: dict[UUID, Change]
    holder: str | None


def panel_get(*, video: Video, viewer: User) -> Panel:
    """Every handed-in answer on a video that the viewer may judge or read about: 6 queries."""
    traces = Prefetch("traces", queryset=Trace.objects.all(), to_attr="trace_rows")
    answers = list(
        Annotation.objects.filter(video=video, status__in=COMPARED)
        .select_related("project", "video", "assignment__entry", "activity_total")
        .prefetch_related(traces)  # type: ignore[no-redef]
        .order_by("submitted_at", "pk")
    )
    people = [
        person_answer(annotation, annotator_name(annotation=annotation, viewer=viewer))
        for annotation in answers
    ]
    return Panel(
        video=video,
        answers=answers,
        groups=[_group(group) for group in groups_of(people)],
        verdict_differs=len({answer.verdict for answer in people}) > 1,
        majority=majority(people),
        gold=gold_latest(video=video),
        changes=changes_since_return(annotations=answers),
        holder=review_holder(video=video, viewer=viewer),
    )


def person_answer(annotation: Annotation, name: str) -> PersonAnswer:
    """A handed-in answer under the name that its conflicts are to carry."""
    traces: list[TraceValue] = [
        trace_row_value(trace) for trace in annotation.trace_rows if trace.onset_frame is not None
    ]
    return PersonAnswer(name, annotation.verdict or "", tuple(traces))


def _group(group: TraceGroup) -> PanelGroup:
    span = group.span
    return PanelGroup(
        onset_frame=span.onset_frame,
        offset_frame=span.offset_frame,
        traces=tuple(member.trace.id for member in group.members),
        conflicts=group.conflicts,
        union=merged_group(group, categories="union"),
        vote=merged_group(group, categories="vote"),
    )
