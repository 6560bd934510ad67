"""Gold clips as the queue sees them: out of ordinary work, given to chosen people only."""

from django.db import IntegrityError, transaction
from django.db.models import Max

from annotations.errors import VideoNotReadyError, WrongStateError
from annotations.models import Assignment, Look, Project, Purpose, QueueEntry, User, Video
from annotations.selectors.queue import GIVEN_PRIORITY
from annotations.services.queue import queue_overlap_fit

Entry = QueueEntry.Status
MIXED_PRIORITY = GIVEN_PRIORITY + 1
TRIES = 5


@transaction.atomic
def gold_clip_mark(*, video: Video) -> None:
    """Take a ready video out of ordinary work: its free slots go. Refused while somebody works on it."""
    ready = Video.objects.filter(
        pk=video.pk, status=Video.Status.READY, metadata_only=False, taken_down_at=None
    )
    if not ready.update(gold_clip=True):
        raise VideoNotReadyError("Only a video that can be played can be a gold clip.")
    entries = QueueEntry.objects.filter(video=video)
    entries.filter(status=Entry.OPEN).delete()
    if entries.filter(status=Entry.TAKEN).exists():
        raise WrongStateError("Somebody is working on this video now.", video=str(video.pk))
    video.gold_clip = True


@transaction.atomic
def gold_clip_unmark(*, video: Video, project: Project) -> None:
    """Give the video back to ordinary work, with the slots that the overlap asks for."""
    Video.objects.filter(pk=video.pk).update(gold_clip=False)
    entries_unbind(video=video)
    queue_overlap_fit(project=project)
    video.gold_clip = False


def entries_unbind(*, video: Video) -> None:
    """Nobody who has not begun yet is given the gold clip any more."""
    QueueEntry.objects.filter(video=video, status=Entry.OPEN, person__isnull=False).delete()


def entry_bind(*, video: Video, person: User, purpose: Purpose, priority: int = MIXED_PRIORITY) -> bool:
    """Put a gold clip into the queue for one person; False where they have had it or have seen its answer."""
    for _ in range(TRIES):
        if not _is_new_to(video=video, person=person):
            return False
        try:
            with transaction.atomic():
                _entry_add(video=video, person=person, purpose=purpose, priority=priority)
        except IntegrityError:  # somebody else's entry has just got this slot number
            continue
        return True
    return False


def _is_new_to(*, video: Video, person: User) -> bool:
    held = Assignment.objects.filter(video=video, person=person)
    waiting = QueueEntry.objects.filter(video=video, person=person)
    seen = Look.objects.filter(video=video, person=person)
    return not (held.exists() or waiting.exists() or seen.exists())


def _entry_add(*, video: Video, person: User, purpose: Purpose, priority: int) -> None:
    taken = QueueEntry.objects.filter(video=video, purpose=purpose).aggregate(last=Max("slot"))["last"]
    QueueEntry.objects.create(
        project_id=video.project_id,
        video=video,
        purpose=purpose,
        person=person,
        priority=priority,
        slot=0 if taken is None else taken + 1,
    )
