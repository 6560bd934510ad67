"""Where a device does the work: one job at a time on it, the most urgent first."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db.models import Case, IntegerField, Q, Value, When

from annotations.models import Job
from annotations.services.jobs import jobs_claimable

GPU = "gpu"
# A person waits for these; then batches; training, which takes hours, comes last.
SOMEBODY_WAITS, BATCH, LAST = 0, 1, 2
ONE_CLIP = Q(kind="suggest", params__videos__1__isnull=True)
URGENCY = Case(
    When(Q(kind__in=["reward", "agreement_check"]) | ONE_CLIP, then=Value(SOMEBODY_WAITS)),
    When(kind="train", then=Value(LAST)),
    default=Value(BATCH),
    output_field=IntegerField(),
)


@contextmanager
def job_turn(*, job_id: UUID) -> Iterator[UUID]:
    """The job to do by a worker that was woken for `job_id`, once its device is free.

    On the queue of a device that is the most urgent one that waits: as many workers are woken as there are
    jobs, so that each gets its turn. Elsewhere it is `job_id` itself.
    """
    if not Job.objects.filter(pk=job_id, queue=GPU).exists():
        yield job_id
        return
    with _device_held():
        yield _most_urgent() or job_id


def _most_urgent() -> UUID | None:
    waiting = jobs_claimable().filter(queue=GPU, attempts__lt=settings.JOB_MAX_ATTEMPTS)
    return waiting.order_by(URGENCY, "created_at", "pk").values_list("pk", flat=True).first()


@contextmanager
def _device_held() -> Iterator[None]:
    """Wait for the device; the system lets go of it when its holder dies, however it dies."""
    folder = Path(settings.DATA_DIR) / "cache"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"device-{settings.DEVICE.replace('/', '-')}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
