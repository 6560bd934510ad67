"""Jobs as rows: made, claimed by one UPDATE, fenced by their owner, ended, retried, found again.

The broker only wakes a worker. Whoever holds a job wrote its `owner` into the row; every later write names
that owner, so that a worker that was believed dead cannot write over its successor's work.
"""

import logging
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any, Protocol

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Case, F, Q, QuerySet, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from annotations.errors import DeepTraceError, JobLostError, JobNotCancellableError, JobNotRetryableError
from annotations.models import Job, Project, User
from annotations.selectors.access import site_admin_require
from annotations.services.events import event_record
from annotations.texts import filled

logger = logging.getLogger(__name__)
Status = Job.Status
UNFINISHED = (Status.QUEUED, Status.RUNNING)
CANCELLED_CODE = "cancelled"
GIVEN_UP_CODE = "worker_lost"
RETRY_AT_ONCE = 200


class JobKind(Protocol):
    """What a kind of job does; settings.JOB_KINDS names an object of this shape by "module:name"."""

    def run(self, run: Any) -> dict[str, Any] | None:
        """Do the work (`run` is a JobRun) and return the result.

        Effects that must happen once are written in one transaction with `run.finish()`.
        """

    def failed(self, job: Job) -> None:
        """The job failed or was cancelled: called in the transaction that says so."""

    def retried(self, job: Job) -> None:
        """The job was queued again: called in the transaction that says so."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a job ended for good."""

    status: str
    error_code: str = ""
    error_detail: str = ""


def job_kind(name: str) -> JobKind:
    """The object behind a kind, imported on first use."""
    module, _, attribute = settings.JOB_KINDS[name].partition(":")
    kind: JobKind = getattr(import_module(module), attribute)
    return kind


def job_create(
    *,
    kind: str,
    params: dict[str, Any],
    created_by: User | None,
    project: Project | None = None,
    key: str | None = None,
    queue: str = "default",
) -> Job:
    """Queue a job; with a `key` that is known already, the job it stands for. The view wakes the workers.

    `queue` names the Celery queue whose workers do it: "default", or "gpu" for what needs a model.
    """
    try:
        with transaction.atomic():
            job = Job.objects.create(
                kind=kind,
                params=params,
                created_by=created_by,
                project=project,
                idempotency_key=key,
                queue=queue,
            )
            event_record(action="job.created", subject=job, actor=created_by, facts={"kind": kind})
    except IntegrityError:
        known = Job.objects.filter(idempotency_key=key).first() if key else None
        if known is None:
            raise
        return known
    return job


def jobs_claimable() -> QuerySet[Job]:
    """Queued jobs, and running ones whose worker has not been heard of for a lease length."""
    lost = Q(status=Status.RUNNING, lease_until__lt=timezone.now())
    return Job.objects.filter(Q(status=Status.QUEUED) | lost)


def job_claim(*, job_id: uuid.UUID) -> Job | None:
    """Take the job if nobody else has it: one UPDATE decides. None where there is nothing to do."""
    now, owner = timezone.now(), uuid.uuid4()
    claimed = (
        jobs_claimable()
        .filter(pk=job_id, attempts__lt=settings.JOB_MAX_ATTEMPTS)
        .update(
            status=Status.RUNNING,
            owner=owner,
            lease_until=now + lease_length(),
            attempts=F("attempts") + 1,
            lease_expiries=F("lease_expiries") + Case(When(status=Status.RUNNING, then=1), default=0),
            started_at=Coalesce(F("started_at"), now),
        )
    )
    if not claimed:
        return None
    return Job.objects.select_related("project", "created_by").filter(pk=job_id, owner=owner).first()


def lease_length() -> timedelta:
    """How long a worker may be silent."""
    return timedelta(seconds=settings.JOB_LEASE_SECONDS)


def job_hold(*, job: Job, **fields: Any) -> None:
    """Renew the lease and write `fields`; JobLostError where somebody else has the job now."""
    held = Job.objects.filter(pk=job.pk, owner=job.owner, status=Status.RUNNING)
    if not held.update(lease_until=timezone.now() + lease_length(), **fields):
        raise JobLostError("Another worker has this job now.", job=str(job.pk))


@transaction.atomic
def job_finish(*, job: Job, result: dict[str, Any] | None, result_url: str = "") -> None:
    """The job is done; JobLostError (and a rollback of what surrounds it) where it is no longer ours."""
    job_hold(job=job, progress=1, step="", result=result, result_url=result_url)
    _end(Job.objects.filter(pk=job.pk, owner=job.owner), job, Outcome(Status.DONE))


@transaction.atomic
def job_fail(*, job: Job, code: str, detail: str) -> None:
    """The job ended badly: `code` for programs, `detail` for people."""
    status = Status.CANCELLED if code == CANCELLED_CODE else Status.FAILED
    outcome = Outcome(status, error_code=code, error_detail=detail)
    _end(Job.objects.filter(pk=job.pk, owner=job.owner, status=Status.RUNNING), job, outcome)


def job_requeue(*, job: Job) -> None:
    """Give the job back, to be tried again soon."""
    held = Job.objects.filter(pk=job.pk, owner=job.owner, status=Status.RUNNING)
    held.update(status=Status.QUEUED, owner=None, lease_until=None)


def _end(rows: QuerySet[Job], job: Job, outcome: Outcome) -> None:
    """Write how the job ended into `rows` (the job, if it is still as expected) and tell its kind."""
    ended = rows.update(
        status=outcome.status,
        error_code=outcome.error_code,
        error_detail=outcome.error_detail,
        owner=None,
        lease_until=None,
        finished_at=timezone.now(),
    )
    if not ended:
        raise JobLostError("Another worker has this job now.", job=str(job.pk))
    facts = {"kind": job.kind, "code": outcome.error_code}
    event_record(action=f"job.{outcome.status}", subject=job, actor=None, facts=facts)
    job.refresh_from_db()
    if outcome.status != Status.DONE and job.kind in settings.JOB_KINDS:
        job_kind(job.kind).failed(job)


@transaction.atomic
def job_cancel(*, job: Job, actor: User) -> Job:
    """Stop a job: a queued one at once, a running one at its next step."""
    asked = Job.objects.filter(pk=job.pk, status__in=UNFINISHED).update(cancel_requested=True)
    if not asked:
        raise JobNotCancellableError("Only a queued or running job can be cancelled.")
    event_record(action="job.cancel_requested", subject=job, actor=actor)
    queued = Job.objects.filter(pk=job.pk, status=Status.QUEUED)
    if queued.exists():
        _end(queued, job, Outcome(Status.CANCELLED, CANCELLED_CODE, "Cancelled before it began."))
    job.refresh_from_db()
    return job


@transaction.atomic
def job_retry(*, job: Job, actor: User | None, even_done: bool = False) -> Job:
    """Queue a failed or cancelled job again (`even_done`: a finished one too). The view wakes the workers."""
    ended = [Status.FAILED, Status.CANCELLED, *([Status.DONE] if even_done else [])]
    again = Job.objects.filter(pk=job.pk, status__in=ended).update(
        status=Status.QUEUED,
        attempts=0,
        progress=0,
        step="",
        error_code="",
        error_detail="",
        cancel_requested=False,
        finished_at=None,
    )
    if not again:
        raise JobNotRetryableError("Only a failed or cancelled job can be tried again.")
    event_record(action="job.retried", subject=job, actor=actor)
    job.refresh_from_db()
    job_kind(job.kind).retried(job)
    return job


@dataclass(frozen=True, slots=True)
class RetriedJobs:
    """What became of failed jobs that were asked to be tried again, and how many more there are."""

    retried: list[Job]
    refused: int
    left: int


def jobs_retry_failed(*, actor: User, failed_until: datetime) -> RetriedJobs:
    """Queue again what had failed by then, at most RETRY_AT_ONCE, each in a transaction of its own.

    A second call does nothing to what the first one queued: its failures are later ones. For site admins.
    """
    site_admin_require(actor)
    failed = Job.objects.filter(status=Status.FAILED, finished_at__lte=failed_until)
    chosen = list(failed.order_by("finished_at", "pk")[:RETRY_AT_ONCE])
    retried = [job for job in chosen if _retried(job, actor)]
    refused = len(chosen) - len(retried)
    return RetriedJobs(retried, refused=refused, left=max(0, failed.count() - refused))


def _retried(job: Job, actor: User) -> bool:
    """Whether it could be tried again; what it was for may be gone, or somebody else was first."""
    try:
        job_retry(job=job, actor=actor)
    except DeepTraceError:
        return False
    except Exception:
        logger.exception("Job %s could not be tried again; the others go on.", job.pk)
        return False
    return True


def jobs_give_up() -> int:
    """Fail the jobs whose workers died again and again; returns how many."""
    hopeless = list(jobs_claimable().filter(attempts__gte=settings.JOB_MAX_ATTEMPTS))
    return sum(_give_up(job) for job in hopeless)


@transaction.atomic
def _give_up(job: Job) -> bool:
    detail = filled(
        "The worker ended {attempts} times while doing this. See its log, then try again.",
        attempts=job.attempts,
    )
    try:
        _end(jobs_claimable().filter(pk=job.pk), job, Outcome(Status.FAILED, GIVEN_UP_CODE, detail))
    except JobLostError:
        return False
    return True
