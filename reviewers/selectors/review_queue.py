"""The review queue as a reviewer sees it, and what of it they may take."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from annotations.models import Annotation, Assignment, Project, Purpose, QueueEntry, User, Video
from annotations.selectors.access import Role, role_require
from annotations.selectors.pseudonyms import annotator_name, reviewer_name
from annotations.selectors.queue import JUDGEABLE
from reviewers.models import ReviewCase
from reviewers.selectors.agreement import videos_in_own_work
from reviewers.selectors.changes import Change, changes_since_return

SEES_QUEUE = (Role.REVIEWER, Role.ADMIN)
STATES = {
    "open": Q(is_open=True),
    "incomplete": Q(is_complete=False),
    "settled": Q(is_complete=True, is_open=False),
    "all": Q(),
}


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One video of the review queue and who has what to do with it."""

    case: ReviewCase
    answers: list[Annotation]
    names: list[str]
    changes: dict[UUID, Change]
    holder: str | None
    own_work: bool


def review_queue(
    *,
    project: Project,
    viewer: User,
    need: str | None = None,
    mine: bool = False,
    status: str = "open",
) -> QuerySet[ReviewCase]:
    """The videos with answers to judge, most needed first; none that the viewer's own answer is open on."""
    role_require(project=project, user=viewer, roles=SEES_QUEUE)
    cases = _visible(project, viewer).filter(STATES[status])
    if need:
        cases = cases.filter(**{f"needs_{need}": True})
    return cases.filter(_held_by(viewer)) if mine else cases


def review_queue_counts(*, project: Project, viewer: User) -> dict[str, object]:
    """How many videos wait, for what, and how many the viewer holds: 1 query beside the visibility's."""
    role_require(project=project, user=viewer, roles=SEES_QUEUE)
    cases = _visible(project, viewer).filter(is_open=True)
    needs = {need.value: Count("pk", filter=Q(**{f"needs_{need.value}": True})) for need in ReviewCase.Need}
    mine = Count("pk", filter=_held_by(viewer))
    found = cases.aggregate(total=Count("pk"), mine=mine, **needs)
    return {"total": found.pop("total"), "mine": found.pop("mine"), "by_need": found}


def queue_rows(*, cases: list[ReviewCase], viewer: User) -> list[QueueRow]:
    """What the list shows of these cases: 5 queries."""
    answers = Annotation.objects.filter(status__in=JUDGEABLE).order_by("submitted_at", "pk")
    entries = QueueEntry.objects.filter(purpose=Purpose.REVIEW)
    videos = Video.objects.filter(pk__in=[case.video_id for case in cases]).select_related("project")
    videos = videos.prefetch_related(
        Prefetch("annotations", queryset=answers.select_related("project"), to_attr="answers"),
        Prefetch("queue_entries", queryset=entries, to_attr="reviews"),
    )
    by_id = {video.pk: video for video in videos}
    shown = [answer for video in by_id.values() for answer in getattr(video, "answers", [])]
    changes = changes_since_return(annotations=shown)
    rows = [(case, by_id[case.video_id]) for case in cases if case.video_id in by_id]
    return [_row(case, video, viewer, changes) for case, video in rows]


def review_holder(*, video: Video, viewer: User) -> str | None:
    """Who has the video on the desk now: `me`, a pseudonym, or None: 1 query."""
    entries = list(QueueEntry.objects.filter(video=video, purpose=Purpose.REVIEW))
    return _holder(entries, video.project, viewer, timezone.now())


def entries_to_review(*, project: Project, person: User) -> QuerySet[QueueEntry]:
    """The slots that a reviewer may take, most needed first.

    Never of a video that they annotated themselves, nor of one that they would not review. Nothing is joined,
    so that PostgreSQL locks the entry alone.
    """
    video = OuterRef("video")
    own = Annotation.objects.filter(video=video, annotator=person)
    refused = Assignment.objects.filter(
        video=video, person=person, purpose=Purpose.REVIEW, status=Assignment.Status.SKIPPED
    )
    return QueueEntry.objects.filter(
        ~Q(status=QueueEntry.Status.DONE),
        Q(status=QueueEntry.Status.OPEN) | Q(lease_until__lt=timezone.now()),
        Q(person=None) | Q(person=person),
        Exists(Video.objects.filter(pk=video, taken_down_at=None)),
        ~Exists(own),
        ~Exists(refused),
        project=project,
        purpose=Purpose.REVIEW,
    ).order_by("-priority", "id")


def reviews_held(*, project: Project, person: User) -> QuerySet[Assignment]:
    """The reviews that the person is at, the oldest first; a lease that ran out counts until it is taken."""
    held = QueueEntry.objects.filter(claim=OuterRef("pk"), status=QueueEntry.Status.TAKEN)
    return (
        Assignment.objects.filter(Exists(held), project=project, person=person, purpose=Purpose.REVIEW)
        .select_related("project", "entry")
        .order_by("created_at", "pk")
    )


def _visible(project: Project, viewer: User) -> QuerySet[ReviewCase]:
    hidden = [UUID(video) for video in videos_in_own_work(project=project, viewer=viewer)]
    # What was taken down is few and found by an index; joined, every video would be read to count the cases.
    gone = Video.objects.filter(project=project, taken_down_at__isnull=False)
    return ReviewCase.objects.filter(project=project).exclude(video__in=gone).exclude(video__in=hidden)


def _held_by(viewer: User) -> Q:
    held = QueueEntry.objects.filter(purpose=Purpose.REVIEW, status=QueueEntry.Status.TAKEN, holder=viewer)
    return Q(video__in=held.values("video"))


def _row(case: ReviewCase, video: Video, viewer: User, changes: dict[UUID, Change]) -> QueueRow:
    case.video = video
    answers: list[Annotation] = getattr(video, "answers", [])
    return QueueRow(
        case=case,
        answers=answers,
        names=[annotator_name(annotation=answer, viewer=viewer) for answer in answers],
        changes=changes,
        holder=_holder(getattr(video, "reviews", []), video.project, viewer, timezone.now()),
        own_work=any(answer.annotator_id == viewer.pk for answer in answers),
    )


def _holder(entries: list[QueueEntry], project: Project, viewer: User, now: datetime) -> str | None:
    for entry in entries:
        if entry.status == QueueEntry.Status.TAKEN and entry.lease_until and entry.lease_until >= now:
            return reviewer_name(project=project, person_id=entry.holder_id, viewer=viewer)
    return None
