"""Noting that a queue is served, and telling those who wait in vain."""

from datetime import timedelta

from django.utils import timezone

from annotations.models import Job
from models_service.models import QueuePresence
from models_service.selectors.presence import GPU, NO_WORKER, gpu_served

NOTE_EVERY = timedelta(seconds=20)


def presence_note(*, queues: frozenset[str]) -> None:
    """A worker of these queues is alive; only those with few workers are written down."""
    if GPU not in queues:
        return
    now = timezone.now()
    fresh = QueuePresence.objects.filter(queue=GPU)
    if fresh.filter(seen_at__gt=now - NOTE_EVERY).exists():
        return
    if not fresh.update(seen_at=now):
        QueuePresence.objects.bulk_create([QueuePresence(queue=GPU, seen_at=now)], ignore_conflicts=True)


def waiting_tell() -> int:
    """Say in the step of jobs that wait for a GPU worker whether there is none; returns how many changed."""
    waiting = Job.objects.filter(queue=GPU, status=Job.Status.QUEUED)
    if gpu_served():
        return waiting.filter(step=NO_WORKER).update(step="")
    return waiting.exclude(step=NO_WORKER).update(step=NO_WORKER)
