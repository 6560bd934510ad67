"""A worker's row: written every few seconds while it lives, taken out when it ends or falls silent."""

import logging
import os
import platform
import socket
import threading
import time
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import Error
from django.utils import timezone

from annotations.models import Worker
from annotations.services.devices.gpu import Gpu, gpu_read

logger = logging.getLogger(__name__)
EVERY_S = 5.0
GPU_EVERY_S = 15.0
FORGOTTEN_AFTER = timedelta(hours=1)
GPU = "gpu"


class Heart:
    """This process as its row tells it; `now` is a clock in seconds."""

    def __init__(self) -> None:
        self.id = uuid.uuid4()
        self.started_at: datetime = timezone.now()
        self.queues: tuple[str, ...] = ()
        self._lock = threading.Lock()
        self._jobs: list[str] = []
        self._due_at = 0.0
        self._gpu: Gpu | None = None
        self._gpu_due_at = 0.0

    def begins(self, job_id: uuid.UUID) -> None:
        """A job is taken up: the next beat says so."""
        with self._lock:
            self._jobs.append(str(job_id))
            self._due_at = 0.0

    def ends(self, job_id: uuid.UUID) -> None:
        """It is over."""
        with self._lock:
            self._jobs.remove(str(job_id))
            self._due_at = 0.0

    def is_due(self) -> bool:
        """Whether the row is to be written now; a yes counts as written."""
        with self._lock:
            now = time.monotonic()
            if now < self._due_at:
                return False
            self._due_at = now + EVERY_S
        return True

    def row(self) -> dict[str, Any]:
        """The fields of its row."""
        with self._lock:
            jobs = list(self._jobs)
        gpu = self._gpu_now()
        return {
            "host": socket.gethostname()[:100],
            "pid": os.getpid(),
            "queues": list(self.queues),
            "jobs": jobs,
            "versions": {"deeptrace": settings.SOFTWARE_VERSION, "python": platform.python_version()},
            "gpu_name": gpu.name[:100] if gpu else "",
            "gpu_used_bytes": gpu.used_bytes if gpu else None,
            "gpu_total_bytes": gpu.total_bytes if gpu else None,
            "started_at": self.started_at,
            "seen_at": timezone.now(),
        }

    def _gpu_now(self) -> Gpu | None:
        """The card of a worker that serves the GPU's queue; asked seldom, for it takes a process."""
        if GPU in self.queues and time.monotonic() >= self._gpu_due_at:
            self._gpu, self._gpu_due_at = gpu_read(settings.DEVICE), time.monotonic() + GPU_EVERY_S
        return self._gpu


_heart = Heart()


def queues_served(queues: Iterable[str]) -> None:
    """Note which queues this worker serves."""
    _heart.queues = tuple(sorted(queues))


@contextmanager
def job_in_hand(job_id: uuid.UUID) -> Iterator[None]:
    """This worker is doing the job within."""
    _heart.begins(job_id)
    try:
        yield
    finally:
        _heart.ends(job_id)


def heartbeat_write(heart: Heart | None = None) -> bool:
    """Say that this worker is alive, if that is due: one UPDATE; returns whether it was said."""
    heart = heart or _heart
    if not heart.is_due():
        return False
    try:
        row = heart.row()
        if not Worker.objects.filter(pk=heart.id).update(**row):
            Worker.objects.create(id=heart.id, **row)
            workers_forget()
    except Error:
        logger.warning("The worker's heartbeat could not be written; it goes on.", exc_info=True)
        return False
    return True


def heartbeat_end(heart: Heart | None = None) -> None:
    """This worker ends as it should: its row goes."""
    heart = heart or _heart
    try:
        Worker.objects.filter(pk=heart.id).delete()
    except Error:
        logger.warning("The worker's row could not be taken out; it is forgotten in an hour.", exc_info=True)


def workers_forget() -> int:
    """Take out the rows of workers that have been silent for an hour; returns how many."""
    gone, _ = Worker.objects.filter(seen_at__lt=timezone.now() - FORGOTTEN_AFTER).delete()
    return gone
