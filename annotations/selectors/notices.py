"""What came back to a person: read from the hand-overs and their events, not stored a second time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from annotations.models import Annotation, AnnotationRevision, Event, User
from annotations.selectors.access import project_list

NOTICES_MAX = 50
JUDGED = (Annotation.Status.RETURNED, Annotation.Status.ACCEPTED)
ACTIONS = ("annotation.returned", "annotation.reopened", "annotation.accepted")


@dataclass(frozen=True, slots=True)
class Notice:
    """One answer that came back or was accepted; or what an app on the left has to tell."""

    kind: str
    annotation: UUID | None
    project: str
    at: datetime
    reasons: list[str]
    text: str
    seen: bool
    thread: UUID | None = None


@dataclass(frozen=True, slots=True)
class NoticePart:
    """How many are new, and the newest ones."""

    unseen: int
    results: list[Notice] = field(default_factory=list)


NoticeSource = Callable[[User], NoticePart]
_further_sources: list[NoticeSource] = []


def notice_source_add(source: NoticeSource) -> None:
    """What an app to the left wants told as well: it registers itself when it starts, once."""
    if source not in _further_sources:
        _further_sources.append(source)


def notices_get(*, viewer: User) -> NoticePart:
    """What concerns the viewer, newest first, from every source together."""
    parts = [decision_notices(viewer), *(source(viewer) for source in _further_sources)]
    newest = sorted((notice for part in parts for notice in part.results), key=_moment, reverse=True)
    return NoticePart(sum(part.unseen for part in parts), newest[:NOTICES_MAX])


def decision_notices(viewer: User) -> NoticePart:
    """What reviewers decided on the viewer's own answers: 3 queries, 2 where there is none."""
    rows = _decisions(viewer)
    newest = list(rows.select_related("annotation__project")[:NOTICES_MAX])
    seen_until = viewer.notices_seen_until
    unseen = (rows if seen_until is None else rows.filter(made_at__gt=seen_until)).count()
    told = _told(newest) if newest else {}
    return NoticePart(unseen, [_notice(row, told, seen_until) for row in newest])


def _moment(notice: Notice) -> datetime:
    return notice.at


def _decisions(viewer: User) -> QuerySet[AnnotationRevision]:
    own = Annotation.objects.filter(annotator=viewer, project__in=project_list(viewer=viewer).values("pk"))
    return AnnotationRevision.objects.filter(annotation__in=own.values("pk"), status__in=JUDGED).order_by(
        "-made_at", "-pk"
    )


def _told(rows: list[AnnotationRevision]) -> dict[tuple[str, Any], dict[str, Any]]:
    """The facts of the events of these hand-overs, by answer and revision: 1 query."""
    subjects = {str(row.annotation_id) for row in rows}
    events = Event.objects.filter(subject_type="annotation", subject_id__in=subjects, action__in=ACTIONS)
    found = events.values_list("subject_id", "facts")
    return {(subject, facts.get("revision")): facts for subject, facts in found}


def _notice(
    row: AnnotationRevision, told: dict[tuple[str, Any], dict[str, Any]], seen_until: datetime | None
) -> Notice:
    facts = told.get((str(row.annotation_id), row.revision), {})
    return Notice(
        kind=row.status,
        annotation=row.annotation_id,
        project=row.annotation.project.slug,
        at=row.made_at,
        reasons=facts.get("reasons", []),
        text=facts.get("text", ""),
        seen=seen_until is not None and row.made_at <= seen_until,
    )
