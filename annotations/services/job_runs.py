"""Running one claimed job: heartbeat, progress, cancelling, and what its exceptions mean."""

import logging
import os
import signal
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import DatabaseError, Error, InterfaceError, OperationalError, connection

from annotations.context.interrupt import interruptible
from annotations.context.request_id import request_scope
from annotations.errors import DeepTraceError, JobLostError, JobStoppedError, is_disk_full
from annotations.models import Job
from annotations.services import jobs
from annotations.services.devices.heartbeats import job_in_hand
from annotations.services.devices.limits import Limits

logger = logging.getLogger(__name__)
HEARTBEATS_PER_LEASE = 3
LISTEN_EVERY_S = 2.0
STUCK_S = 30.0
PROGRESS_EVERY_S = 0.5
INTERNAL_DETAIL = "Something went wrong on the server. Its log says what; try again afterwards."
DISK_FULL_DETAIL = "The server's disk is full. Make room, then try again."


class JobCancelledError(JobStoppedError):
    """Somebody asked for this job to stop."""

    code = jobs.CANCELLED_CODE


class JobRun:
    """One worker's hold on one job: what a kind's `run` is given."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.params: dict[str, Any] = job.params
        self._is_lost = False
        self._is_cancelled = job.cancel_requested
        self._is_finished = False
        self._limits = Limits(job)
        self._renewed_at = time.monotonic()
        self._must_stop_since: float | None = None
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
        """Raise JobLostError, JobCancelledError or the limit that is exceeded where the work must stop."""
        reason = self._why_stop()
        if reason is not None:
            raise reason

    def _why_stop(self) -> JobStoppedError | None:
        if self._is_lost:
            return JobLostError("Another worker has this job now.", job=str(self.job.pk))
        if self._is_cancelled:
            return JobCancelledError("The job was cancelled.")
        return self._limits.why_stop()

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
        """Renew the lease in the background; hear there of cancelling, loss and limits that are exceeded."""
        stop = threading.Event()
        thread = threading.Thread(target=self._beat, args=(stop,), name=f"job {self.job.pk}", daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()

    def _beat(self, stop: threading.Event) -> None:
        lease = float(settings.JOB_LEASE_SECONDS)
        try:
            while not stop.wait(min(LISTEN_EVERY_S, lease / HEARTBEATS_PER_LEASE)):
                self._beat_once(renew_after=lease / HEARTBEATS_PER_LEASE)
                self._end_if_stuck()
        finally:
            connection.close()

    def _beat_once(self, renew_after: float = 0.0) -> None:
        now = time.monotonic()
        try:
            if now - self._renewed_at >= renew_after:
                self.hold()
                self._renewed_at = now
            self._hear()
            self._limits.measure()
        except JobLostError:
            self._is_lost = True
        except Error:
            logger.warning("The heartbeat of job %s could not be written.", self.job.pk, exc_info=True)
            connection.close()

    def _end_if_stuck(self) -> None:
        """What does not stop although it must, such as a call that hangs, ends with its process."""
        reason = self._why_stop()
        if reason is None or not self._limits.is_limited:
            return
        now = time.monotonic()
        if self._must_stop_since is None:
            self._must_stop_since = now
        elif now - self._must_stop_since > STUCK_S:
            logger.critical("Job %s does not stop (%s): this worker ends.", self.job.pk, reason.code)
            _fail(self, code=reason.code, detail=reason.message)
            os.kill(os.getpid(), signal.SIGKILL)


def job_execute(*, job_id: uuid.UUID, hold: Callable[[Job], JobRun] | None = None) -> bool:
    """Claim the job and do it; False where there was nothing to claim. `hold` makes the run of it."""
    job = jobs.job_claim(job_id=job_id)
    if job is None:
        return False
    run = (hold or JobRun)(job)
    with request_scope(job.request_id), job_in_hand(job.pk), run.heartbeat(), interruptible(run.check):
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
