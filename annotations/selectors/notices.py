"""What came back to a person: read from the hand-overs and their events, not stored a second time."""

from dataclasses import dataclass
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
    """One answer that came back, or that was accepted."""

    kind: str
    annotation: UUID
    project: str
    at: datetime
    reasons: list[str]
    text: str
    seen: bool


@dataclass(frozen=True, slots=True)
class Notices:
    """How many are new, and the newest ones."""

    unseen: int
    results: list[Notice]


def notices_get(*, viewer: User) -> Notices:
    """What reviewers decided on the viewer's own answers, newest first: 3 queries, 2 where there is none."""
    rows = _decisions(viewer)
    newest = list(rows.select_related("annotation__project")[:NOTICES_MAX])
    seen_until = viewer.notices_seen_until
    unseen = (rows if seen_until is None else rows.filter(made_at__gt=seen_until)).count()
    told = _told(newest) if newest else {}
    return Notices(unseen, [_notice(row, told, seen_until) for row in newest])


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
