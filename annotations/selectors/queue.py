"""What a person may be given next, and what their work lets them read."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.lookups import IsNull, LessThan
from django.utils import timezone

from annotations.errors import NotFoundError
from annotations.models import (
    Annotation,
    Assignment,
    Look,
    Membership,
    Prefetch,
    Project,
    Purpose,
    QueueEntry,
    User,
    Video,
)
from annotations.selectors.access import Role, projects_where

GIVEN_PRIORITY = 1000  # from here on: given to a person, ahead of everything else
HOLDING = (Assignment.Status.ACTIVE, Assignment.Status.DONE)
GIVEN_BACK = (Assignment.Status.RELEASED, Assignment.Status.EXPIRED)
UNFINISHED = (Annotation.Status.DRAFT, Annotation.Status.RETURNED)
READS_GOLD = (Role.REVIEWER.value, Role.RESEARCHER.value, Role.ADMIN.value)
JUDGEABLE = (Annotation.Status.SUBMITTED, Annotation.Status.ACCEPTED, Annotation.Status.RETURNED)


def unfinished_list(
    *, project: Project, person: User, purpose: Purpose = Purpose.ANNOTATE, besides: UUID | None = None
) -> QuerySet[Annotation]:
    """The person's own drafts and returned work whose slot is still theirs.

    Returned work comes first, then what was left longest ago. A lease that ran out counts as long as
    nobody else took the slot.
    """
    others = ~Q(pk=besides) if besides else Q()
    return Annotation.objects.filter(
        others,
        project=project,
        annotator=person,
        status__in=UNFINISHED,
        assignment__purpose=purpose,
        assignment__entry__claim=F("assignment"),
    ).order_by("-status", "updated_at", "pk")


def entries_claimable(
    *,
    project: Project,
    person: User,
    now: datetime,
    again: bool = False,
    purpose: Purpose = Purpose.ANNOTATE,
) -> QuerySet[QueueEntry]:
    """The slots that the person may take, best first.

    Without `again`, only videos that are new to the person or were given to them by an admin; with it, only
    those whose work they gave back or lost. Never videos on which they have opened somebody else's answer.
    Nothing is joined, so that PostgreSQL locks the entry alone.
    """
    ready = Video.objects.filter(
        pk=OuterRef("video"), status=Video.Status.READY, metadata_only=False, taken_down_at=None
    )
    own = Assignment.objects.filter(video=OuterRef("video"), person=person, purpose=purpose)
    barred = Q(status__in=HOLDING) | _not_given()
    offered = Exists(own.filter(status__in=GIVEN_BACK)) if again else ~Exists(own.filter(barred))
    return QueueEntry.objects.filter(
        ~Q(status=QueueEntry.Status.DONE),
        Q(status=QueueEntry.Status.OPEN) | Q(lease_until__lt=now),
        Q(person=None) | Q(person=person),
        Exists(ready),
        ~Exists(Look.objects.filter(video=OuterRef("video"), person=person)),
        offered,
        project=project,
        purpose=purpose,
    ).order_by("-priority", "id")


def _not_given() -> Q:
    """In a subquery of the entries that a person may claim: no admin gave the entry to them.

    Said inside the subquery, so that each entry is looked up by its video; as an alternative beside it,
    PostgreSQL reads all that the person has ever worked on.
    """
    return Q(IsNull(OuterRef("person"), True)) | Q(LessThan(OuterRef("priority"), GIVEN_PRIORITY))


def prefetched_latest(*, person: User) -> QuerySet[Prefetch, Any]:
    """The video that this person was told to expect next, for a subquery: one row at most.

    A claim keeps to it while it is free, so that what is put into the queue meanwhile does not show by a
    next video that is not the announced one.
    """
    live = Prefetch.objects.filter(person=person, until__gt=timezone.now())
    return live.order_by("-until", "-pk").values_list("video", flat=True)[:1]


def qualification_due(*, project: Project, person: User, roles: Iterable[str]) -> bool:
    """Whether the person must pass the qualification round first; whoever may read gold need not."""
    if not project.qualify_clips or set(roles) & set(READS_GOLD):
        return False
    own = Membership.objects.filter(project=project, user=person, role=Role.ANNOTATOR)
    return own.filter(qualified_at=None).exists()


def video_after(
    *, project: Project, person: User, video_id: UUID, purpose: Purpose, handed_in: UUID | None
) -> UUID | None:
    """The video that this person would probably be given after `video_id`, with that annotation handed in."""
    unfinished = unfinished_list(project=project, person=person, purpose=purpose, besides=handed_in)
    own = unfinished.exclude(video=video_id).only("video").first()
    if own:
        return own.video_id
    entries = entries_claimable(project=project, person=person, now=timezone.now(), purpose=purpose)
    entry = entries.exclude(video=video_id).only("video").first()
    return entry.video_id if entry else None


def assignment_get(*, assignment_id: UUID, viewer: User) -> Assignment:
    """One of the viewer's own assignments, with its project and entry."""
    assignment = (
        Assignment.objects.select_related("project", "entry", "annotation")
        .filter(pk=assignment_id, person=viewer)
        .filter(project__in=Membership.objects.filter(user=viewer).values("project"))
        .first()
    )
    if assignment is None:
        raise NotFoundError("There is no such assignment.")
    return assignment


def videos_at_work(viewer: User) -> Q:
    """On Video: those that the viewer works on, has answered, or may prefetch now.

    Asked of each video: whoever reads one video's media must not wait for all that they have ever answered.
    """
    video = OuterRef("pk")
    held = Assignment.objects.filter(video=video, person=viewer, status__in=HOLDING)
    prefetched = Prefetch.objects.filter(video=video, person=viewer, until__gt=timezone.now())
    member = Membership.objects.filter(user=viewer, role=Role.ANNOTATOR)
    return Q(project__in=member.values("project")) & (Q(Exists(held)) | Q(Exists(prefetched)))


def videos_to_judge(viewer: User) -> Q:
    """On Video: those with an answer that the viewer may judge or look at (never while their own is open)."""
    return Q(pk__in=Annotation.objects.filter(answers_of_others(viewer)).values("video"))


def answers_of_others(viewer: User) -> Q:
    """On Annotation: what a reviewer or admin may see of other people's work.

    Never a draft, and nothing on a video that the viewer's own answer is still open on.
    """
    own_open = Annotation.objects.filter(annotator=viewer, status__in=UNFINISHED)
    return (
        projects_where(user=viewer, roles=[Role.REVIEWER, Role.ADMIN])
        & Q(status__in=JUDGEABLE)
        & ~Q(annotator=viewer)
        & ~Q(video__in=own_open.values("video"))
    )
