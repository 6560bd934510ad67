"""What is kept about people no longer than it is needed: each kind with the rows that are old enough to go.

The record of events is not among them: it is append-only and names people by number alone. Nor is what
answers stand on: answers handed in, their revisions, and who has looked at what.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from annotations.models import (
    ActivitySlice,
    Annotation,
    AnnotationCopy,
    ApiToken,
    Invitation,
    Membership,
    PasswordReset,
    Project,
)
from annotations.services.events import event_record

Rows = QuerySet[Any]


def _drafts_left(before: datetime) -> Rows:
    """Drafts of people who left the project or were deactivated; nothing of theirs was handed in there."""
    member = Membership.objects.filter(project=OuterRef("project"), user=OuterRef("annotator"))
    left = ~Exists(member) | Q(annotator__is_active=False)
    drafts = Annotation.objects.filter(left, status=Annotation.Status.DRAFT, updated_at__lt=before)
    return drafts.filter(revisions=None, threads=None)


KINDS: dict[str, Callable[[datetime], Rows]] = {
    "sessions": lambda before: Session.objects.filter(expire_date__lt=before),
    "sign_ins": lambda before: AccessAttempt.objects.filter(attempt_time__lt=before),
    "tokens": lambda before: ApiToken.objects.filter(Q(revoked_at__lt=before) | Q(expires_at__lt=before)),
    "links": lambda before: PasswordReset.objects.filter(expires_at__lt=before),
    "invitations": lambda before: Invitation.objects.filter(expires_at__lt=before),
    "activity": lambda before: ActivitySlice.objects.filter(started_at__lt=before),
    "copies": lambda before: AnnotationCopy.objects.filter(made_at__lt=before),
    "drafts": _drafts_left,
}


@dataclass(frozen=True, slots=True)
class Outdated:
    """How many rows of a kind are old enough to go."""

    kind: str
    count: int


def retention_count(*, before: datetime, kinds: list[str]) -> list[Outdated]:
    """What would go."""
    return [Outdated(kind, KINDS[kind](before).count()) for kind in kinds]


@transaction.atomic
def retention_apply(*, before: datetime, kinds: list[str]) -> list[Outdated]:
    """Remove it, and say in the record of each project how many drafts went."""
    counts = retention_count(before=before, kinds=kinds)
    if "drafts" in kinds:
        _drafts_record(before)
    for kind in kinds:
        KINDS[kind](before).delete()
    return counts


def _drafts_record(before: datetime) -> None:
    ids = list(_drafts_left(before).order_by().values_list("project", flat=True))
    for project in Project.objects.filter(pk__in=ids):
        facts = {"drafts": ids.count(project.pk), "before": before.isoformat()}
        event_record(action="project.drafts_expired", subject=project, actor=None, facts=facts)
