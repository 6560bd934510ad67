"""Claiming videos to review: one reviewer a video, by the leases that annotators have too."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from annotations.models import Assignment, Project, Purpose, QueueEntry, User
from annotations.selectors.access import Role, role_require
from annotations.services.assignments import assignment_release, entry_claim, lease_renew, person_lock
from reviewers.models import ReviewCase
from reviewers.selectors.review_queue import QueueRow, entries_to_review, queue_rows, reviews_held

ATTEMPTS = 8


@dataclass(frozen=True, slots=True)
class ReviewClaim:
    """What a reviewer is to judge now."""

    assignment: Assignment
    lease_until: datetime
    row: QueueRow


def review_next(
    *, project: Project, person: User, after: UUID | None = None, video: UUID | None = None
) -> ReviewClaim | None:
    """Give a reviewer the video that they hold, else the most needed free one; None when there is nothing.

    With `after` it is the next one behind that video, which they give back; at the end it begins again.
    With `video` it is that one or none; others that they hold they keep.
    """
    role_require(project=project, user=person, roles=[Role.REVIEWER])
    for _ in range(ATTEMPTS):
        try:
            assignment = _take(project=project, person=person, after=after, video=video)
        except IntegrityError:  # somebody was quicker at the same row: look again
            continue
        return _claimed(assignment, person) if assignment else None
    return None


@transaction.atomic
def _take(*, project: Project, person: User, after: UUID | None, video: UUID | None) -> Assignment | None:
    person_lock(project=project, person=person, role=Role.REVIEWER)
    held = list(reviews_held(project=project, person=person))
    for assignment in held:
        if assignment.video_id == after:
            assignment_release(assignment=assignment, actor=person)
        elif after is None and video in (None, assignment.video_id) and lease_renew(assignment=assignment):
            return assignment
    for free in _in_turn(project, person, after, video):
        if claimed := entry_claim(free=free, project=project, person=person):
            return claimed
    return None


def _in_turn(
    project: Project, person: User, after: UUID | None, video: UUID | None
) -> list[QuerySet[QueueEntry]]:
    """All free entries; with `after` those behind that video first, with `video` its own alone."""
    free = entries_to_review(project=project, person=person)
    if video is not None:
        return [free.filter(video=video)]
    if after is None:
        return [free]
    others = free.exclude(video=after)
    place = QueueEntry.objects.filter(video=after, purpose=Purpose.REVIEW).values("priority", "pk").first()
    if place is None:
        return [others]
    behind = Q(priority__lt=place["priority"]) | Q(priority=place["priority"], pk__gt=place["pk"])
    return [others.filter(behind), others.exclude(behind)]


def _claimed(assignment: Assignment, person: User) -> ReviewClaim | None:
    """None where the video was settled in this very moment."""
    entry = QueueEntry.objects.filter(claim=assignment.pk).first()
    cases = list(ReviewCase.objects.filter(video=assignment.video_id))
    rows = queue_rows(cases=cases, viewer=person)
    if not rows:
        return None
    return ReviewClaim(assignment, (entry and entry.lease_until) or timezone.now(), rows[0])
