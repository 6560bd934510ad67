"""A kind of job for tests: it counts, fails or stops as its parameters say, and notes what it is told."""

from typing import Any

from django import db
from django.db import transaction

from annotations.errors import WrongStateError
from annotations.models import Job
from annotations.services.events import event_record
from annotations.services.job_runs import JobRun
from annotations.services.jobs import job_cancel

SETTING = "tests.annotations.jobs.counting:COUNTING"


class CountingJob:
    """`params["do"]` names a method below."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def run(self, run: JobRun) -> dict[str, Any] | None:
        result: dict[str, Any] | None = getattr(self, run.params.get("do", "count"))(run)
        return result

    def failed(self, job: Job) -> None:
        self.told.append(f"failed {job.error_code}")

    def retried(self, job: Job) -> None:
        self.told.append("retried")

    def count(self, run: JobRun) -> dict[str, Any]:
        for step in range(5):
            run.progress(step / 5, "counting")
        return {"counted": 5}

    def effect(self, run: JobRun) -> None:
        with transaction.atomic():
            run.finish(result={"made": 1}, result_url="/api/v1/x/")
            event_record(action="test.effect", subject=run.job, actor=None)

    def refuse(self, run: JobRun) -> None:
        raise WrongStateError("This cannot be counted.")

    def crash(self, run: JobRun) -> None:
        raise ZeroDivisionError

    def database_away(self, run: JobRun) -> None:
        raise getattr(db, run.params.get("error", "OperationalError"))

    def cancelled_meanwhile(self, run: JobRun) -> None:
        if run.job.created_by is None:
            raise LookupError("somebody must have asked for it")
        job_cancel(job=run.job, actor=run.job.created_by)
        run._beat_once()
        run.progress(0.5, "counting on")

    def taken_over(self, run: JobRun) -> None:
        Job.objects.filter(pk=run.job.pk).update(owner="00000000-0000-0000-0000-000000000001")
        self.effect(run)


COUNTING = CountingJob()
