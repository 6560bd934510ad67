"""Jobs: looked at and waited for."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TypeVar

from deeptrace.errors import JobFailedError, JobTimeoutError
from deeptrace.records import DONE, Job
from deeptrace.wire import Wire

FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0
HOUR = 3600.0
T = TypeVar("T")


def until_over(look: Callable[[], T], is_over: Callable[[T], bool], timeout: float, what: str) -> T:
    """Look until it is over, ever more seldom; raises JobTimeoutError."""
    deadline, pause = time.monotonic() + timeout, FIRST_PAUSE
    while True:
        found = look()
        if is_over(found):
            return found
        if time.monotonic() + pause > deadline:
            raise JobTimeoutError(f"{what} is not done after {timeout:g} s. It goes on; look again later.")
        time.sleep(pause)
        pause = min(LONGEST_PAUSE, pause * 1.5)


class Jobs:
    """`client.jobs`"""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def get(self, job_id: str) -> Job:
        """One job that you made, or of a project that you administer."""
        return Job.of(self._wire.get(f"jobs/{job_id}/"))

    def list(self, project: str = "", *, kind: str = "", status: str = "") -> Iterator[Job]:
        """The jobs of projects that you administer, newest first; pages are fetched as you go."""
        return map(Job.of, self._wire.pages("jobs/", project=project, kind=kind, status=status))

    def wait(
        self, job_id: str, *, timeout: float = HOUR, on_look: Callable[[Job], None] | None = None
    ) -> Job:
        """Wait until a job is done; raises JobFailedError or JobTimeoutError."""

        def look() -> Job:
            job = self.get(job_id)
            if on_look:
                on_look(job)
            return job

        job = until_over(look, lambda each: each.is_over, timeout, f"Job {job_id}")
        return job_check(job)


def job_check(job: Job) -> Job:
    """The job, if it is done; raises JobFailedError for one that failed or was cancelled."""
    if job.status == DONE:
        return job
    reason = job.error.detail if job.error else f"it was {job.status}"
    raise JobFailedError(f"Job {job.id} ({job.kind}): {reason}", job.error.code if job.error else "")
