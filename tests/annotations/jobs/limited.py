"""A kind of job for tests that takes what it should not: time, memory, or its worker's patience."""

import json
import sys
import threading
import time
from typing import Any

from annotations.context.interrupt import interrupt_check
from annotations.models import Job
from annotations.services import job_runs
from annotations.services.job_runs import JobRun, job_execute
from annotations.services.jobs import job_create

SETTING = "tests.annotations.jobs.limited:LIMITED"
GROWTH = 64 * 2**20
WITHIN_S = 60.0
# Does one job of the GPU queue, which does what the argument says, in a process whose patience is short.
RUN = (
    "import sys, django; django.setup(); from tests.annotations.jobs.limited import main; main(sys.argv[1:])"
)


class LimitedJob:
    """`params["do"]` names a method below; each ends when it is stopped, "hang" never."""

    def run(self, run: JobRun) -> dict[str, Any] | None:
        getattr(self, run.params["do"])()
        return {}

    def failed(self, job: Job) -> None: ...

    def retried(self, job: Job) -> None: ...

    def answer(self) -> None: ...

    def work(self) -> None:
        """Without end, in steps that know of no job, as a model's answer is made token by token."""
        until = time.monotonic() + WITHIN_S
        while time.monotonic() < until:
            interrupt_check()
            _moment.wait(0.005)

    def grow(self) -> None:
        taken = bytearray(GROWTH)
        taken[::4096] = b"x" * len(taken[::4096])
        self.work()

    def hang(self) -> None:
        _moment.wait(WITHIN_S)


LIMITED = LimitedJob()
_moment = threading.Event()  # never set


def main(arguments: list[str]) -> None:
    """Do a new job that does this; print how it ended."""
    from django.conf import settings  # noqa: PLC0415 - the site is set up by now

    (do,) = arguments
    settings.JOB_KINDS = {"limited": SETTING}
    settings.GPU_JOB_SECONDS = 1
    job_runs.LISTEN_EVERY_S, job_runs.STUCK_S = 0.05, 0.2
    job = job_create(kind="limited", params={"do": do}, created_by=None, queue="gpu")
    job_execute(job_id=job.pk)
    job.refresh_from_db()
    json.dump({"status": job.status, "code": job.error_code}, sys.stdout)
