"""Reading answers: one's own always, others' only as `answers_of_others` allows."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, F, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from annotations.errors import NotFoundError, NotYoursError
from annotations.models import (
    Annotation,
    AnnotationRevision,
    Assignment,
    Category,
    Event,
    Membership,
    Project,
    Purpose,
    Trace,
    User,
    Video,
)
from annotations.selectors.access import Role, project_list, projects_where
from annotations.selectors.queue import GIVEN_BACK, UNFINISHED, answers_of_others

Policy = Project.SuggestionPolicy
RELATED = ("video", "project", "assignment__entry", "activity_total")


@dataclass(frozen=True, slots=True)
class AnswerLimits:
    """What an answer about a video must stay within; None where the video does not say."""

    frame_count: int | None
    width_px: int | None
    height_px: int | None
    category_keys: frozenset[str]


def annotation_get(*, annotation_id: UUID, viewer: User) -> Annotation:
    """One answer with its traces in `trace_rows`: 3 queries.

    Saving goes through here, so the row is fetched by its key alone and visibility is asked apart: building
    one statement for both takes longer than running three.
    """
    found = Annotation.objects.select_related(*RELATED).filter(pk=annotation_id)[:1]
    for annotation in found:
        if _may_see(annotation, viewer):
            annotation.trace_rows = list(Trace.objects.filter(annotation=annotation_id))
            return annotation
    raise NotFoundError("There is no such annotation.")


def annotation_of(*, assignment: Assignment) -> Annotation:
    """The answer that an assignment is for, with its traces: 2 queries."""
    annotation = Annotation.objects.select_related(*RELATED).get(assignment=assignment)
    annotation.trace_rows = list(Trace.objects.filter(annotation=annotation))
    return annotation


def annotation_get_own(*, annotation_id: UUID, viewer: User) -> Annotation:
    """The same for a change that only its annotator may make: others who see it get NotYoursError."""
    annotation = annotation_get(annotation_id=annotation_id, viewer=viewer)
    if annotation.annotator_id != viewer.pk:
        raise NotYoursError("Only its annotator can do this.")
    return annotation


def annotation_list(
    *,
    viewer: User,
    project: Project | None,
    mine: bool,
    status: str | None = None,
    verdict: str | None = None,
) -> QuerySet[Annotation]:
    """Own answers with `mine`; else others' for whoever may judge them, and own ones for everybody else.

    Empty drafts whose video was given back are left out, and so are answers that only check a person: all of
    a qualification round, and others' on gold clips. `trace_count` is annotated.
    """
    rows = (
        _visible(viewer)
        .filter(_own(viewer) if mine else _not_mine_where_judging(viewer))
        .exclude(qualifying() | ~Q(annotator=viewer) & Q(video__gold_clip=True))
    )
    if project is not None:
        rows = rows.filter(project=project)
    if status:
        rows = rows.filter(status=status)
    if verdict:
        rows = rows.filter(verdict=verdict)
    counts = Trace.objects.filter(annotation=OuterRef("pk")).order_by().values("annotation")
    return rows.exclude(abandoned()).annotate(
        trace_count=Coalesce(Subquery(counts.values(n=Count("pk")), output_field=IntegerField()), 0)
    )


def with_traces(rows: QuerySet[Annotation]) -> QuerySet[Annotation]:
    """The same rows with their traces in `trace_rows`: 1 query more."""
    return rows.prefetch_related(Prefetch("traces", to_attr="trace_rows"))  # type: ignore[no-redef]


def annotation_history(*, annotation: Annotation) -> QuerySet[Event]:
    """What happened to an answer, newest first."""
    return Event.objects.filter(subject_type="annotation", subject_id=str(annotation.pk)).order_by("-id")


def revision_answers(*, annotation: Annotation) -> dict[int, Any]:
    """The kept answers by revision number: 1 query."""
    return dict(AnnotationRevision.objects.filter(annotation=annotation).values_list("revision", "answer"))


def revision_get(*, annotation: Annotation, revision: int) -> AnnotationRevision:
    """The answer as it was when it changed hands at this revision: 1 query."""
    kept = AnnotationRevision.objects.filter(annotation=annotation, revision=revision).first()
    if kept is None:
        raise NotFoundError("The answer did not change hands at this revision.", revision=revision)
    return kept


def answer_limits(*, annotation: Annotation) -> AnswerLimits:
    """What a new answer about this video is checked against: 1 query.

    Archived categories count too: a workbench that was open when one was archived must still be able to save.
    """
    video: Video = annotation.video
    keys = Category.objects.filter(project=annotation.project_id).values_list("key", flat=True)
    return AnswerLimits(video.frame_count, video.width, video.height, frozenset(keys))


def suggestion_policy_of(annotation: Annotation) -> str:
    """The project's rule as it applies to this answer: a qualification round is answered without a model."""
    assignment = annotation.assignment
    if assignment is not None and assignment.purpose == Purpose.QUALIFY:
        return Policy.OFF.value
    return str(annotation.project.suggestion_policy)


def slot_held(annotation: Annotation) -> bool:
    """Whether the annotator still holds the right to work on the video."""
    assignment = annotation.assignment
    return bool(assignment and assignment.entry and assignment.entry.claim == assignment.pk)


def abandoned() -> Q:
    """On Annotation: empty drafts whose video was given back."""
    return Q(revision=0, status__in=UNFINISHED) & (
        Q(assignment__status__in=[*GIVEN_BACK, "skipped"]) & ~Q(assignment__entry__claim=F("assignment"))
    )


def qualifying() -> Q:
    """On Annotation: the answers of qualification rounds."""
    return Q(assignment__purpose=Purpose.QUALIFY)


def _may_see(annotation: Annotation, viewer: User) -> bool:
    """Own answers in a project that the viewer still belongs to; others' as `answers_of_others` allows."""
    if annotation.annotator_id != viewer.pk:
        return Annotation.objects.filter(answers_of_others(viewer), pk=annotation.pk).exists()
    member = Membership.objects.filter(project=annotation.project_id, user=viewer)
    return viewer.is_staff or member.exists()


def _visible(viewer: User) -> QuerySet[Annotation]:
    seen = _own(viewer) | answers_of_others(viewer)
    return Annotation.objects.filter(seen).select_related(*RELATED)


def _own(viewer: User) -> Q:
    return Q(annotator=viewer, project__in=project_list(viewer=viewer).values("pk"))


def _not_mine_where_judging(viewer: User) -> Q:
    return ~(Q(annotator=viewer) & projects_where(user=viewer, roles=[Role.REVIEWER, Role.ADMIN]))
