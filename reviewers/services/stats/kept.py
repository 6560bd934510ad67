"""The dashboard's numbers: counted while one waits where that is quick, else kept from a job's last count."""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from django.db import transaction
from django.utils import timezone

from annotations.errors import JobNotRetryableError
from annotations.models import Annotation, Job, Project, User
from annotations.selectors.access import role_require
from annotations.services.job_runs import JobRun
from annotations.services.jobs import UNFINISHED, job_create, job_retry
from reviewers.errors import StatsNotCountedError
from reviewers.models import KeptStats
from reviewers.selectors.agreement import videos_in_own_work, videos_in_readers_work
from reviewers.selectors.gold import READERS
from reviewers.services.stats.parts import PARTS

Part = Callable[[str], Any]

KIND = "stats"
# With more answers a job counts: a million videos take minutes, and the page must not.
LIVE_ANSWERS = 20_000
FRESH = timedelta(minutes=10)
ENDED_BADLY = (Job.Status.FAILED, Job.Status.CANCELLED)


@dataclass(frozen=True, slots=True)
class KnownStats:
    """Where each part comes from, as of which moment, whether a job counted it, whether a newer count is
    worth its work, and how far one is (0 to 1; None where there is none).
    """

    part: Part
    as_of: datetime
    kept: bool = False
    due: bool = False
    counting: float | None = None


def stats_known(*, project: Project, viewer: User) -> KnownStats:
    """The numbers that this person may see; StatsNotCountedError where a job has to count first."""
    if is_counted_live(project=project):
        without = videos_in_own_work(project=project, viewer=viewer)
        return KnownStats(lambda name: PARTS[name](project, without), timezone.now())
    counting = _counting(project)
    kept = KeptStats.objects.filter(project=project).first()
    if kept is None:
        detail = "This project is too large to be counted while you wait: ask for a count first."
        raise StatsNotCountedError(detail, project=project.slug, counting=counting)
    is_old = timezone.now() - kept.as_of > FRESH
    due = is_old and counting is None
    return KnownStats(json.loads(kept.parts).__getitem__, kept.as_of, kept=True, due=due, counting=counting)


def is_counted_live(*, project: Project) -> bool:
    """Whether the project has so few answers that they are counted for each page."""
    some = Annotation.objects.filter(project=project).order_by().values("pk")
    return some[: LIVE_ANSWERS + 1].count() <= LIVE_ANSWERS


def stats_count_ask(*, project: Project, viewer: User) -> Job | None:
    """Queue a new count of a large project; the one that waits or runs already serves everybody.

    None where the project is counted for each page.
    """
    role_require(project=project, user=viewer, roles=READERS)
    if is_counted_live(project=project):
        return None
    newest = KeptStats.objects.filter(project=project).values_list("as_of", flat=True).first()
    key = f"{KIND}-{project.pk}-{newest.isoformat() if newest else 'first'}"
    job = job_create(kind=KIND, params={}, created_by=viewer, project=project, key=key)
    if job.status in ENDED_BADLY:
        with suppress(JobNotRetryableError):  # another tab was first
            return job_retry(job=job, actor=viewer)
    return job


class StatsJob:
    """What the job kind `stats` does: interrupted, it starts over; the old count stays until then."""

    def run(self, run: JobRun) -> dict[str, Any] | None:
        """Count all parts, without what readers of the numbers are still answering themselves."""
        project = run.job.project
        if project is None:
            raise ValueError("a count belongs to a project")
        as_of, begun, parts = timezone.now(), monotonic(), {}
        without = videos_in_readers_work(project=project)
        for number, (name, count) in enumerate(PARTS.items()):
            run.progress(number / len(PARTS))
            parts[name] = count(project, without)
        took_ms = round((monotonic() - begun) * 1000)
        with transaction.atomic():
            run.finish(result={"took_ms": took_ms})
            fresh = {"as_of": as_of, "took_ms": took_ms, "parts": json.dumps(parts)}
            KeptStats.objects.update_or_create(project=project, defaults=fresh)
        return None

    def failed(self, job: Job) -> None:
        """The last count stays."""

    def retried(self, job: Job) -> None:
        """Nothing to prepare."""


STATS = StatsJob()


def _counting(project: Project) -> float | None:
    jobs = Job.objects.filter(project=project, kind=KIND, status__in=UNFINISHED)
    return jobs.order_by("-created_at").values_list("progress", flat=True).first()
