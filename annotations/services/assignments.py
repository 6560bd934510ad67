"""The right to work on a video: claimed by one statement, kept by a lease, given back or lost.

The entry's row is the lock: whoever changes what an assignment may do updates its entry first
(`... WHERE claim = <assignment>`), so that a claim, a save, a submit and a release of one slot queue up.
"""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Q, QuerySet, Subquery
from django.utils import timezone

from annotations.errors import LeaseLostError, NotQualifiedError, WrongStateError
from annotations.models import (
    Annotation,
    Assignment,
    Membership,
    Prefetch,
    Project,
    Purpose,
    QueueEntry,
    User,
    Video,
)
from annotations.selectors.access import Role, role_require
from annotations.selectors.annotations import annotation_of
from annotations.selectors.queue import (
    UNFINISHED,
    entries_claimable,
    prefetched_latest,
    qualification_due,
    unfinished_list,
    video_after,
)
from annotations.services.events import event_record

ATTEMPTS = 8
Entry = QueueEntry.Status


@dataclass(frozen=True, slots=True)
class Claim:
    """What a person is to work on now, and the video that probably comes next."""

    annotation: Annotation
    assignment: Assignment
    lease_until: datetime
    prefetch: uuid.UUID | None


def queue_next(*, project: Project, person: User, after: uuid.UUID | None = None) -> Claim | None:
    """Give the person their unfinished work, else the best free slot; None when there is nothing.

    `after`: the annotation that they are handing in just now, which is not what comes next.
    Who still has to qualify is given the clips of their round, and what they left unfinished; no new video.
    """
    roles = role_require(project=project, user=person, roles=[Role.ANNOTATOR])
    following = partial(_next, project=project, person=person, after=after)
    if not qualification_due(project=project, person=person, roles=roles):
        return following(purpose=Purpose.ANNOTATE)
    claim = following(purpose=Purpose.QUALIFY)
    claim = claim or following(purpose=Purpose.ANNOTATE, only_unfinished=True)
    if claim is None:
        raise NotQualifiedError("Pass the qualification round first.", project=project.slug)
    return claim


def _next(
    *,
    project: Project,
    person: User,
    purpose: Purpose,
    after: uuid.UUID | None,
    only_unfinished: bool = False,
) -> Claim | None:
    take = _resume if only_unfinished else _take
    for _ in range(ATTEMPTS):
        try:
            return _claim_once(take, project=project, person=person, purpose=purpose, after=after)
        except IntegrityError:  # somebody was quicker at the same row: look again
            continue
    return None


@transaction.atomic
def _claim_once(
    take: Callable[..., Assignment | None],
    *,
    project: Project,
    person: User,
    purpose: Purpose,
    after: uuid.UUID | None,
) -> Claim | None:
    """The slot and what comes with it in one transaction: on a disk each one costs a wait."""
    assignment = take(project=project, person=person, purpose=purpose, after=after)
    if assignment is None:
        return None
    return _claim_made(assignment=assignment, project=project, person=person, after=after)


def assignment_heartbeat(*, assignment: Assignment) -> datetime:
    """Renew the lease, also one that ran out while nobody else took the slot; returns its new end."""
    until = lease_renew(assignment=assignment)
    if until is None:
        raise LeaseLostError("This video has gone to somebody else or was given back.")
    return until


def lease_renew(*, assignment: Assignment) -> datetime | None:
    """Renew the lease if the slot is still this assignment's, else None; finished work has no lease."""
    until = timezone.now() + timedelta(seconds=assignment.project.lease_seconds)
    under_way = assignment.entry is not None and assignment.entry.status == Entry.TAKEN
    renewed = _slot_of(assignment).update(lease_until=until if under_way else None)
    return until if renewed else None


def assignment_extend(*, assignment: Assignment, seconds: int, actor: User) -> None:
    """An admin's longer lease on work that is under way."""
    until = timezone.now() + timedelta(seconds=seconds)
    if not _slot_of(assignment).filter(status=Entry.TAKEN).update(lease_until=until):
        raise WrongStateError("Only work that is under way has a lease.")
    facts = {"seconds": seconds}
    event_record(action="assignment.extended", subject=assignment, actor=actor, facts=facts)


def assignment_release(*, assignment: Assignment, actor: User) -> None:
    """Give the video back without an answer; what was drawn so far stays and is there on a later claim.

    A review that is done already stays done.
    """
    if assignment.purpose == Purpose.REVIEW and assignment.status == Assignment.Status.DONE:
        return
    _give_back(assignment=assignment, status=Assignment.Status.RELEASED, actor=actor)


def assignment_skip(*, assignment: Assignment, actor: User, reason: str) -> None:
    """Give the video back for good, saying why; this person is not offered it again."""
    _give_back(assignment=assignment, status=Assignment.Status.SKIPPED, actor=actor, reason=reason)


def _take(*, project: Project, person: User, purpose: Purpose, after: uuid.UUID | None) -> Assignment | None:
    person_lock(project=project, person=person)
    resumed = _resume(project=project, person=person, purpose=purpose, after=after)
    return resumed or _claim(project=project, person=person, purpose=purpose)


def person_lock(*, project: Project, person: User, role: str = Role.ANNOTATOR) -> None:
    """Let the person's own tabs claim one after the other (SQLite lets only one writer in anyway)."""
    membership = Membership.objects.filter(project=project, user=person, role=role)
    if connection.features.has_select_for_update:
        membership.select_for_update().first()


def _resume(
    *, project: Project, person: User, purpose: Purpose, after: uuid.UUID | None
) -> Assignment | None:
    unfinished = unfinished_list(project=project, person=person, purpose=purpose, besides=after)
    for annotation in unfinished.select_related("assignment__project", "assignment__entry"):
        assignment = annotation.assignment
        if assignment and lease_renew(assignment=assignment):
            return assignment
    return None


def _claim(*, project: Project, person: User, purpose: Purpose) -> Assignment | None:
    """The video that the person was told to expect, else the best free one, else one given back before."""
    for free in _searches(project=project, person=person, purpose=purpose):
        if assignment := entry_claim(free=free, project=project, person=person):
            return assignment
    return None


def _searches(*, project: Project, person: User, purpose: Purpose) -> Iterator[QuerySet[QueueEntry]]:
    """Where to look, one after the other; each is made only when it is needed."""
    search = partial(entries_claimable, project=project, person=person, now=timezone.now(), purpose=purpose)
    yield search().filter(video=Subquery(prefetched_latest(person=person)))
    yield search()
    yield search(again=True)


def entry_claim(*, free: QuerySet[QueueEntry], project: Project, person: User) -> Assignment | None:
    """Take the first of these entries; call it in a transaction, and again after an IntegrityError."""
    claim, until = uuid.uuid4(), timezone.now() + timedelta(seconds=project.lease_seconds)
    if not _entry_take(free, holder=person, claim=claim, lease_until=until):
        return None
    entry = QueueEntry.objects.get(claim=claim)
    return _assign(entry=entry, project=project, person=person)


def _entry_take(free: QuerySet[QueueEntry], *, holder: User, claim: uuid.UUID, lease_until: datetime) -> bool:
    """The claim itself: one UPDATE of the first free entry."""
    if connection.features.has_select_for_update_skip_locked:
        free = free.select_for_update(skip_locked=True)
    first = QueueEntry.objects.filter(pk=Subquery(free.values("pk")[:1]))
    return bool(first.update(status=Entry.TAKEN, holder=holder, claim=claim, lease_until=lease_until))


def _assign(*, entry: QueueEntry, project: Project, person: User) -> Assignment:
    """The person's assignment of this entry; whoever lost it by a lease that ran out is told so."""
    own = Q(video=entry.video_id, person=person, purpose=entry.purpose)
    known = Assignment.objects.filter(own | Q(entry=entry, status=Assignment.Status.ACTIVE))
    earlier = None
    for assignment in known:
        if assignment.entry_id == entry.pk and assignment.status == Assignment.Status.ACTIVE:
            _expire(assignment=assignment, project=project)
        if assignment.person_id == person.pk:
            earlier = assignment
    if earlier is None:
        assignment = _assignment_new(entry=entry, person=person)
    else:
        assignment = _assignment_again(assignment=earlier, entry=entry)
    facts = {"video": str(entry.video_id), "slot": entry.slot, "again": earlier is not None}
    event_record(action="assignment.claimed", subject=assignment, actor=person, project=project, facts=facts)
    return assignment


def _expire(*, assignment: Assignment, project: Project) -> None:
    ended = {"status": Assignment.Status.EXPIRED, "closed_at": timezone.now()}
    Assignment.objects.filter(pk=assignment.pk).update(**ended)
    event_record(action="assignment.expired", subject=assignment, actor=None, project=project)


def _assignment_new(*, entry: QueueEntry, person: User) -> Assignment:
    now = timezone.now()
    whose = {"project_id": entry.project_id, "video_id": entry.video_id, "created_at": now}
    assignment = Assignment.objects.create(
        pk=entry.claim, person=person, purpose=entry.purpose, entry=entry, **whose
    )
    if entry.purpose != Purpose.REVIEW:
        Annotation.objects.create(annotator=person, assignment=assignment, updated_at=now, **whose)
    return assignment


def _assignment_again(*, assignment: Assignment, entry: QueueEntry) -> Assignment:
    """The person has worked on this video before: their answer goes on where it stopped."""
    QueueEntry.objects.filter(pk=entry.pk).update(claim=assignment.pk)
    Assignment.objects.filter(pk=assignment.pk).update(
        status=Assignment.Status.ACTIVE, entry=entry, closed_at=None, skip_reason=""
    )
    return assignment


def _claim_made(*, assignment: Assignment, project: Project, person: User, after: uuid.UUID | None) -> Claim:
    annotation = annotation_of(assignment=assignment)
    following = video_after(
        project=project,
        person=person,
        video_id=assignment.video_id,
        purpose=Purpose(assignment.purpose),
        handed_in=after,
    )
    until = timezone.now() + timedelta(seconds=project.lease_seconds)
    _prefetch_allow(person=person, video_id=following, until=until)
    entry = annotation.assignment and annotation.assignment.entry
    lease_until = entry and entry.lease_until
    return Claim(annotation, assignment, lease_until or until, following)


def prefetches_forget() -> int:
    """Remove what let people read a probable next video and has run out; returns how many."""
    return Prefetch.objects.filter(until__lt=timezone.now()).delete()[0]


def _prefetch_allow(*, person: User, video_id: uuid.UUID | None, until: datetime) -> None:
    """Let the person read the probable next video for one lease length."""
    if video_id is not None:
        Prefetch.objects.bulk_create(
            [Prefetch(person=person, video_id=video_id, until=until)],
            update_conflicts=True,
            unique_fields=["person", "video"],
            update_fields=["until"],
        )


@transaction.atomic
def _give_back(*, assignment: Assignment, status: str, actor: User, reason: str = "") -> None:
    bound = Video.objects.filter(pk=assignment.video_id, gold_clip=True).exists()
    freed = _slot_of(assignment).update(
        status=Entry.OPEN, holder=None, claim=None, lease_until=None, **_freed_for(assignment, bound=bound)
    )
    if not freed:
        return _given_back_already(assignment=assignment, status=status)
    handed_in = Annotation.objects.filter(assignment=assignment).exclude(status__in=UNFINISHED)
    if handed_in.exists():
        raise WrongStateError("This answer has been handed in; withdraw it first.")
    Assignment.objects.filter(pk=assignment.pk).update(
        status=status, skip_reason=reason, closed_at=timezone.now()
    )
    if bound and status == Assignment.Status.SKIPPED:
        QueueEntry.objects.filter(assignments=assignment, status=Entry.OPEN).delete()
    facts = {"reason": reason} if reason else {}
    event_record(action=f"assignment.{status}", subject=assignment, actor=actor, facts=facts)
    return None


def _freed_for(assignment: Assignment, *, bound: bool) -> dict[str, Any]:
    """Who may take the slot now: everybody, or for a gold clip the same person again, like any other video
    that was given back."""
    return {"person_id": assignment.person_id, "priority": 0} if bound else {"person": None}


def _given_back_already(*, assignment: Assignment, status: str) -> None:
    """A repeated request changes nothing; a slot that somebody else took is lost."""
    if not Assignment.objects.filter(pk=assignment.pk, status=status).exists():
        raise LeaseLostError("This video has gone to somebody else or was given back.")


def _slot_of(assignment: Assignment) -> QuerySet[QueueEntry]:
    return QueueEntry.objects.filter(claim=assignment.pk)
