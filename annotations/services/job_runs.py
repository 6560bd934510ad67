"""Running one claimed job: heartbeat, progress, cancelling, and what its exceptions mean."""

import logging
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import DatabaseError, Error, InterfaceError, OperationalError, connection

from annotations.context.request_id import request_scope
from annotations.errors import DeepTraceError, JobLostError, is_disk_full
from annotations.models import Job
from annotations.services import jobs
from annotations.services.devices.heartbeats import job_in_hand

logger = logging.getLogger(__name__)
HEARTBEATS_PER_LEASE = 3
PROGRESS_EVERY_S = 0.5
INTERNAL_DETAIL = "Something went wrong on the server. Its log says what; try again afterwards."
DISK_FULL_DETAIL = "The server's disk is full. Make room, then try again."


class JobCancelledError(DeepTraceError):
    """Somebody asked for this job to stop."""

    code = jobs.CANCELLED_CODE
    http_status = 409


class JobRun:
    """One worker's hold on one job: what a kind's `run` is given."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.params: dict[str, Any] = job.params
        self._is_lost = False
        self._is_cancelled = job.cancel_requested
        self._is_finished = False
        self._step = ""
        self._written_at = 0.0

    def progress(self, share: float, step: str = "") -> None:
        """Tell how far the work is (0 to 1) and what is being done; raises where it must stop.

        May be called as often as one likes: the row is written twice a second at most.
        """
        self.check()
        now = time.monotonic()
        if step == self._step and now - self._written_at < PROGRESS_EVERY_S:
            return
        self._step, self._written_at = step, now
        self.hold(progress=min(max(share, 0.0), 1.0), step=step)
        self._hear()

    def _hear(self) -> None:
        self._is_cancelled = Job.objects.filter(pk=self.job.pk, cancel_requested=True).exists()

    def check(self) -> None:
        """Raise JobLostError or JobCancelledError where the work must stop."""
        if self._is_lost:
            raise JobLostError("Another worker has this job now.", job=str(self.job.pk))
        if self._is_cancelled:
            raise JobCancelledError("The job was cancelled.")

    def hold(self, **fields: Any) -> None:
        """Fence: called first in a transaction, that transaction commits only while the job is ours."""
        jobs.job_hold(job=self.job, **fields)

    def finish(self, *, result: dict[str, Any] | None = None, result_url: str = "") -> None:
        """End the job; called in one transaction with its effects, both happen once or not at all."""
        jobs.job_finish(job=self.job, result=result, result_url=result_url)
        self._is_finished = True

    @property
    def is_finished(self) -> bool:
        """Whether `finish` was called."""
        return self._is_finished

    @contextmanager
    def heartbeat(self) -> Iterator[None]:
        """Renew the lease in the background, and hear there of cancelling and of the loss of the job."""
        stop = threading.Event()
        thread = threading.Thread(target=self._beat, args=(stop,), name=f"job {self.job.pk}", daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()

    def _beat(self, stop: threading.Event) -> None:
        try:
            while not stop.wait(settings.JOB_LEASE_SECONDS / HEARTBEATS_PER_LEASE):
                self._beat_once()
        finally:
            connection.close()

    def _beat_once(self) -> None:
        try:
            self.hold()
            self._hear()
        except JobLostError:
            self._is_lost = True
        except Error:
            logger.warning("The heartbeat of job %s could not be written.", self.job.pk, exc_info=True)
            connection.close()


def job_execute(*, job_id: uuid.UUID, hold: Callable[[Job], JobRun] | None = None) -> bool:
    """Claim the job and do it; False where there was nothing to claim. `hold` makes the run of it."""
    job = jobs.job_claim(job_id=job_id)
    if job is None:
        return False
    run = (hold or JobRun)(job)
    with request_scope(job.request_id), job_in_hand(job.pk), run.heartbeat():
        _execute(run)
    return True


def _execute(run: JobRun) -> None:
    try:
        _run(run)
    except JobLostError:
        logger.warning("Job %s was taken over; this worker's work on it is dropped.", run.job.pk)
    except DeepTraceError as error:
        _fail(run, code=error.code, detail=error.message)
    except Exception as error:
        _fail_or_requeue(run, error)


def is_database_lost(error: BaseException) -> bool:
    """Whether the database went away: a lost connection shows itself by what the driver meets first."""
    if isinstance(error, OperationalError | InterfaceError):
        return True
    return isinstance(error, DatabaseError) and not connection.is_usable()


def _fail_or_requeue(run: JobRun, error: Exception) -> None:
    """A full disk is for people to mend; a database that is away comes back by itself."""
    if is_disk_full(error):
        logger.exception("The disk was full for job %s.", run.job.pk)
        _fail(run, code="disk_full", detail=DISK_FULL_DETAIL)
    elif is_database_lost(error):
        logger.exception("The database failed job %s; it will be tried again.", run.job.pk)
        connection.close_if_unusable_or_obsolete()
        jobs.job_requeue(job=run.job)
    else:
        logger.exception("Job %s failed.", run.job.pk)
        _fail(run, code="internal", detail=INTERNAL_DETAIL)


def _run(run: JobRun) -> None:
    run.check()
    result = jobs.job_kind(run.job.kind).run(run)
    if not run.is_finished:
        run.finish(result=result)


def _fail(run: JobRun, *, code: str, detail: str) -> None:
    try:
        jobs.job_fail(job=run.job, code=code, detail=detail)
    except JobLostError:
        logger.warning("Job %s was taken over before it could be failed.", run.job.pk)
