"""What a job of the GPU queue may take of its machine: time, and memory of the processes that do it."""

import math
import os
import time
from pathlib import Path

import psutil
from django.conf import settings

from annotations.errors import JobStoppedError
from annotations.models import Job
from annotations.services.devices.gpu import MIB
from annotations.services.devices.heartbeats import GPU
from annotations.texts import filled

CGROUP_LIMIT = Path("/sys/fs/cgroup/memory.max")
SHARE = 0.9  # of the machine's memory, where no limit is set


class JobTimeLimitError(JobStoppedError):
    """It took longer than jobs of its kind may."""

    code = "job_time_limit"


class JobMemoryLimitError(JobStoppedError):
    """Its processes took more of the machine's memory than they may."""

    code = "job_memory_limit"


class Limits:
    """The limits of one try at a job; jobs of other queues have none. A try begins when this is made."""

    def __init__(self, job: Job) -> None:
        self.is_limited = job.queue == GPU
        self.seconds = settings.JOB_SECONDS_MAX.get(job.kind, settings.GPU_JOB_SECONDS)
        self._ends_at = time.monotonic() + self.seconds if self.is_limited else math.inf
        self._is_over_memory = False

    def measure(self) -> None:
        """See how much memory is taken."""
        if self.is_limited and not self._is_over_memory:
            self._is_over_memory = memory_taken() > memory_max()

    def why_stop(self) -> JobStoppedError | None:
        """The limit that is exceeded."""
        if time.monotonic() > self._ends_at:
            text = "The job took longer than its {seconds} s. Tried again, it goes on from what it kept."
            return JobTimeLimitError(filled(text, seconds=self.seconds))
        if self._is_over_memory:
            text = "The job took more than the {memory} MiB of memory that it may. Ask for less at once."
            return JobMemoryLimitError(filled(text, memory=memory_max() // MIB))
        return None


def memory_max() -> int:
    """Bytes that a GPU worker and what it starts may take: as set, or most of what there is."""
    if settings.GPU_JOB_MEMORY_MB:
        return int(settings.GPU_JOB_MEMORY_MB) * MIB
    return int(SHARE * memory_there())


def memory_there() -> int:
    """The memory of this machine, or of its container, in bytes."""
    whole = psutil.virtual_memory().total
    text = CGROUP_LIMIT.read_text().strip() if CGROUP_LIMIT.is_file() else ""
    return min(whole, int(text)) if text.isdigit() else int(whole)


def memory_taken() -> int:
    """Resident bytes of this process and of all that it started."""
    own = psutil.Process(os.getpid())
    return sum(_resident(each) for each in (own, *own.children(recursive=True)))


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:  # it ended meanwhile
        return 0
