"""The queue's entries: made when a video is ready, fitted to the overlap, given to a person."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q, QuerySet, Subquery
from django.utils import timezone

from annotations.errors import InvalidInputError
from annotations.models import Assignment, Look, Membership, Project, Purpose, QueueEntry, User, Video
from annotations.selectors.access import Role, role_require
from annotations.selectors.queue import GIVEN_PRIORITY, HOLDING
from annotations.services.events import event_record

Entry = QueueEntry.Status


def queue_entries_open(*, video: Video) -> None:
    """Give a ready video as many slots as its project asks answers for; doing it twice changes nothing."""
    if video.gold_clip:
        return
    _slots_add(video_id=video.pk, project=video.project, slots=range(video.project.overlap))


@transaction.atomic
def queue_overlap_fit(*, project: Project) -> None:
    """Fit the slots of all ready videos to the project's overlap, up or down; work under way stays."""
    videos = (
        Video.objects.filter(project=project, status=Video.Status.READY, metadata_only=False, gold_clip=False)
        .annotate(slots=Count("queue_entries", filter=Q(queue_entries__purpose=Purpose.ANNOTATE)))
        .exclude(slots=project.overlap)
    )
    for video_id, count in list(videos.values_list("pk", "slots")):
        if count < project.overlap:
            _slots_fill(video_id=video_id, project=project, count=count)
        else:
            _slots_drop(video_id=video_id, surplus=count - project.overlap)


def queue_person_clear(*, project: Project, person: User) -> int:
    """Let others have what was waiting for this person (who leaves the project); returns how many entries.

    What was meant for this person alone (gold clips, a qualification round) goes.
    """
    waiting = QueueEntry.objects.filter(project=project, person=person).exclude(status=Entry.DONE)
    waiting.filter(video__gold_clip=True, status=Entry.OPEN).delete()
    return waiting.filter(video__gold_clip=False).update(person=None)


@transaction.atomic
def assignments_give(
    *, project: Project, videos: Sequence[UUID], username: str, actor: User
) -> dict[UUID, str]:
    """Reserve one free slot of each video for a person, ahead of everything else; says what became of each.

    Outcomes: `given`, `already_given`, `already_assigned`, `has_seen_answers`, `no_free_slot`.
    """
    role_require(project=project, user=actor, roles=[Role.ADMIN])
    person = _annotator(project=project, username=username)
    _videos_check(project=project, videos=videos)
    outcomes = {video_id: _entry_give(video_id=video_id, person=person) for video_id in videos}
    facts = {"person": person.pk, "outcomes": dict(Counter(outcomes.values()))}
    event_record(action="assignment.given", subject=project, actor=actor, project=project, facts=facts)
    return outcomes


@transaction.atomic
def queue_entry_ask(*, video: Video, purpose: str, priority: int) -> None:
    """Let a video wait for one person's work of a purpose, at this place; also again, when it was done."""
    one = QueueEntry.objects.filter(video=video, purpose=purpose, slot=0)
    if one.exclude(status=Entry.DONE).update(priority=priority):
        return
    Assignment.objects.filter(entry__in=one.filter(status=Entry.DONE)).update(entry=None)
    again = one.filter(status=Entry.DONE).update(
        status=Entry.OPEN, holder=None, claim=None, lease_until=None, priority=priority
    )
    if not again:
        entry = QueueEntry(project_id=video.project_id, video=video, purpose=purpose, priority=priority)
        QueueEntry.objects.bulk_create([entry], ignore_conflicts=True)


def videos_waiting(*, project: Project) -> list[UUID]:
    """The videos with a slot that nobody has and that is meant for nobody in particular."""
    rows = _rankable(project).order_by("video").only("video")
    return list(dict.fromkeys(entry.video_id for entry in rows))


@transaction.atomic
def queue_priorities_set(*, project: Project, priorities: Mapping[UUID, int]) -> int:
    """Write the places of waiting videos, below those given to a person; returns how many slots changed."""
    by_place: dict[int, list[UUID]] = defaultdict(list)
    for video, priority in priorities.items():
        by_place[min(priority, GIVEN_PRIORITY - 1)].append(video)
    return sum(
        _rankable(project).filter(video__in=videos).exclude(priority=priority).update(priority=priority)
        for priority, videos in by_place.items()
    )


@transaction.atomic
def queue_entry_settle(*, video: Video, purpose: str) -> None:
    """Nobody is needed for this purpose any more: whoever is at it has done it."""
    entries = QueueEntry.objects.filter(video=video, purpose=purpose)
    entries.filter(status=Entry.OPEN).delete()
    taken = entries.filter(status=Entry.TAKEN).values_list("claim", flat=True)
    claims = [claim for claim in taken if claim]
    entries.filter(status=Entry.TAKEN, claim__in=claims).update(status=Entry.DONE, lease_until=None)
    at_work = Assignment.objects.filter(pk__in=claims, status=Assignment.Status.ACTIVE)
    at_work.update(status=Assignment.Status.DONE, closed_at=timezone.now())


def _rankable(project: Project) -> QuerySet[QueueEntry]:
    return QueueEntry.objects.filter(
        project=project,
        purpose=Purpose.ANNOTATE,
        status=Entry.OPEN,
        person=None,
        priority__lt=GIVEN_PRIORITY,
    )


def _slots_add(*, video_id: UUID, project: Project, slots: Iterable[int]) -> None:
    QueueEntry.objects.bulk_create(
        (
            QueueEntry(project=project, video_id=video_id, purpose=Purpose.ANNOTATE, slot=slot)
            for slot in slots
        ),
        ignore_conflicts=True,
    )


def _slots_fill(*, video_id: UUID, project: Project, count: int) -> None:
    used = set(_entries(video_id).values_list("slot", flat=True))
    unused = [slot for slot in range(project.overlap + count) if slot not in used]
    _slots_add(video_id=video_id, project=project, slots=unused[: project.overlap - count])


def _slots_drop(*, video_id: UUID, surplus: int) -> None:
    still_open = _entries(video_id).filter(status=Entry.OPEN).order_by("-slot")
    doomed = list(still_open.values_list("pk", flat=True)[:surplus])
    QueueEntry.objects.filter(pk__in=doomed, status=Entry.OPEN).delete()


def _entry_give(*, video_id: UUID, person: User) -> str:
    held = Assignment.objects.filter(video=video_id, person=person, purpose=Purpose.ANNOTATE)
    if held.filter(status__in=HOLDING).exists():
        return "already_assigned"
    if Look.objects.filter(video=video_id, person=person).exists():
        return "has_seen_answers"
    if _entries(video_id).filter(person=person).exclude(status=Entry.DONE).exists():
        return "already_given"
    free = _entries(video_id).filter(status=Entry.OPEN, person=None).order_by("slot")
    given = QueueEntry.objects.filter(
        pk=Subquery(free.values("pk")[:1]), status=Entry.OPEN, person=None
    ).update(person=person, priority=GIVEN_PRIORITY)
    return "given" if given else "no_free_slot"


def _annotator(*, project: Project, username: str) -> User:
    members = Membership.objects.filter(project=project, role=Role.ANNOTATOR)
    person = User.objects.filter(pk__in=members.values("user"), username=username).first()
    if person is None:
        detail = "The project has no such annotator."
        raise InvalidInputError([{"field": "person", "code": "not_an_annotator", "detail": detail}])
    return person


def _videos_check(*, project: Project, videos: Sequence[UUID]) -> None:
    known = set(Video.objects.filter(project=project, pk__in=videos).values_list("pk", flat=True))
    errors = [
        {"field": f"videos.{index}", "code": "not_found", "detail": "There is no such video in this project."}
        for index, video_id in enumerate(videos)
        if video_id not in known
    ]
    if errors:
        raise InvalidInputError(errors)


def _entries(video_id: UUID) -> QuerySet[QueueEntry]:
    return QueueEntry.objects.filter(video=video_id, purpose=Purpose.ANNOTATE)
