"""A worker that holds much memory and has had nothing to do for a while makes room for a fresh one.

What a job loads or decodes stays with a process that lives on: Python gives little of it back.
"""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from celery.signals import task_postrun, task_prerun
from django.conf import settings

logger = logging.getLogger(__name__)
PAGE_BYTES = 4096
STATM = Path("/proc/self/statm")
AFTER_SWEEPS = 3


class Retirement:
    """Knows what the worker is doing, and says when it may go: `limit_mb` 0 is never.

    `after_s` is how long it must have been idle, in seconds; `now` and `resident_mb` are clock and memory.
    """

    def __init__(
        self,
        *,
        limit_mb: int,
        after_s: float,
        now: Callable[[], float] = time.monotonic,
        resident_mb: Callable[[], float] | None = None,
    ) -> None:
        self._limit_mb, self._after_s, self._now = limit_mb, after_s, now
        self._resident_mb = resident_mb or process_resident_mb
        self._lock = threading.Lock()
        self._jobs = 0
        self._idle_since = now()

    def job_begins(self, **_: Any) -> None:
        """A job is taken up."""
        with self._lock:
            self._jobs += 1

    def job_ends(self, **_: Any) -> None:
        """It is done, or failed."""
        with self._lock:
            self._jobs -= 1
            self._idle_since = self._now()

    def is_due(self) -> bool:
        """Whether nothing is done, nothing was for a while, and more memory is held than allowed."""
        with self._lock:
            idle = self._jobs == 0 and self._now() - self._idle_since >= self._after_s
        return bool(self._limit_mb) and idle and self._resident_mb() > self._limit_mb


def process_resident_mb() -> float:
    """Memory of this process in MB; 0 where the system does not tell."""
    try:
        return int(STATM.read_text().split()[1]) * PAGE_BYTES / 1e6
    except OSError:
        return 0.0


def _watch(retirement: Retirement) -> None:
    while not retirement.is_due():
        time.sleep(settings.JOB_SWEEP_SECONDS)
    logger.info("The worker holds much and has nothing to do: it makes room for a fresh one.")
    os.kill(os.getpid(), signal.SIGTERM)  # Celery ends what came meanwhile, then itself


def retirement_watch(**_: Any) -> None:
    """Let this worker retire; without a limit there is nothing to watch."""
    if not settings.WORKER_IDLE_MB:
        return
    after_s = AFTER_SWEEPS * settings.JOB_SWEEP_SECONDS
    retirement = Retirement(limit_mb=settings.WORKER_IDLE_MB, after_s=after_s)
    task_prerun.connect(retirement.job_begins, weak=False)
    task_postrun.connect(retirement.job_ends, weak=False)
    threading.Thread(target=_watch, args=(retirement,), name="retirement", daemon=True).start()
