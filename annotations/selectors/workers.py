"""Workers as their rows tell them."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from annotations.models import Worker

SILENT_AFTER_BEATS = 4
BEAT_S = 5


def silent_after() -> timedelta:
    """How long a worker may say nothing before it counts as lost: four beats of its sweeper."""
    return timedelta(seconds=SILENT_AFTER_BEATS * max(BEAT_S, settings.JOB_SWEEP_SECONDS))


def worker_list() -> QuerySet[Worker]:
    """All workers of the last hour, those that fell silent among them: 1 query."""
    return Worker.objects.all()


def worker_is_silent() -> Q:
    """A condition on workers: not heard of in time."""
    return Q(seen_at__lt=timezone.now() - silent_after())
