"""What the page "System" shows."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from annotations.models import Job, User, Worker
from annotations.selectors.access import site_admin_require
from annotations.selectors.workers import silent_after, worker_list
from deeptrace_site.monitoring.facts import disk, queues, versions
from deeptrace_site.monitoring.facts.disk import Disk, Part
from deeptrace_site.monitoring.facts.queues import Queue
from deeptrace_site.monitoring.facts.versions import Migrations, Version

Status = Job.Status


@dataclass(frozen=True, slots=True)
class SeenWorker:
    """A worker, and whether it has been silent for too long."""

    worker: Worker
    is_silent: bool


@dataclass(frozen=True, slots=True)
class System:
    """How the site is at one moment."""

    at: datetime
    workers: list[SeenWorker]
    queues: list[Queue]
    failed_jobs: int
    disks: list[Disk]
    parts: list[Part]
    versions: list[Version]
    migrations: Migrations


def system_get(*, viewer: User) -> System:
    """All of it: 3 queries, and what is kept for a while (sizes, versions, migrations)."""
    site_admin_require(viewer)
    now = timezone.now()
    limit = silent_after()
    return System(
        at=now,
        workers=[SeenWorker(worker, now - worker.seen_at > limit) for worker in worker_list()],
        queues=queues.queues(),
        failed_jobs=Job.objects.filter(status=Status.FAILED).count(),
        disks=disk.disks(),
        parts=disk.parts(),
        versions=versions.versions(),
        migrations=versions.migrations(),
    )


def system_job_list(*, viewer: User) -> QuerySet[Job]:
    """The jobs of all projects: 1 query for any page size."""
    site_admin_require(viewer)
    return Job.objects.select_related("project", "created_by")
