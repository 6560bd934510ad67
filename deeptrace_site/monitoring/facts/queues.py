"""Jobs counted by queue, state and kind: two queries, whatever there is."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, DurationField, ExpressionWrapper, F, Min, Q, Sum
from django.utils import timezone

from annotations.models import Job
from deeptrace_site.monitoring.memo import Memo

Status = Job.Status
UNFINISHED = (Status.QUEUED, Status.RUNNING)
#: upper bounds of a job's duration in seconds
JOB_BOUNDS = (1, 5, 15, 60, 300, 900, 3600, 14400, 86400)


@dataclass(frozen=True, slots=True)
class Queue:
    """One queue: how many jobs wait and are being done, and when the oldest waiting one came."""

    name: str
    counts: dict[str, int]
    oldest_queued_at: datetime | None

    @property
    def oldest_s(self) -> float:
        """How long the oldest waiting job has waited, in seconds; 0 where none waits."""
        if self.oldest_queued_at is None:
            return 0.0
        return max(0.0, (timezone.now() - self.oldest_queued_at).total_seconds())


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of jobs over all time: lost leases, failures, and how long those took that were done."""

    name: str
    expiries: int
    failed: int
    done: int
    seconds: float
    within: tuple[int, ...]  # how many took at most JOB_BOUNDS[i] seconds


def queues() -> list[Queue]:
    """Each queue of the settings, whether or not it has jobs, and any other that has: 1 query by an index."""
    unfinished = Job.objects.order_by().filter(status__in=UNFINISHED)
    rows = unfinished.values("queue", "status").annotate(n=Count("pk"), oldest=Min("created_at"))
    found: dict[str, Queue] = {name: _queue(name) for name in settings.JOB_QUEUES}
    for row in rows:
        queue = found.setdefault(row["queue"], _queue(row["queue"]))
        queue.counts[row["status"]] = row["n"]
        if row["status"] == Status.QUEUED:
            found[row["queue"]] = Queue(queue.name, queue.counts, row["oldest"])
    return list(found.values())


def _queue(name: str) -> Queue:
    return Queue(name, dict.fromkeys(map(str, UNFINISHED), 0), None)


def _kinds() -> list[Kind]:
    """All kinds of the settings: 1 query."""
    took: Any = ExpressionWrapper(F("finished_at") - F("started_at"), output_field=DurationField())
    done = Q(status=Status.DONE)
    bounds = {
        f"within_{bound}": Count("pk", filter=done & Q(took__lte=timedelta(seconds=bound)))
        for bound in JOB_BOUNDS
    }
    rows = (
        Job.objects.order_by()
        .annotate(took=took)
        .values("kind")
        .annotate(
            expiries=Sum("lease_expiries"),
            failed=Count("pk", filter=Q(status=Status.FAILED)),
            done=Count("pk", filter=done & Q(took__isnull=False)),
            total=Sum("took", filter=done),
            **bounds,
        )
    )
    found = {row["kind"]: _kind(dict(row)) for row in rows}
    nothing = {"expiries": 0, "failed": 0, "done": 0, "total": None}
    missing = {name: {"kind": name, **nothing, **dict.fromkeys(bounds, 0)} for name in settings.JOB_KINDS}
    return [found.get(name) or _kind(missing[name]) for name in missing]


def _kind(row: dict[str, Any]) -> Kind:
    return Kind(
        name=row["kind"],
        expiries=row["expiries"],
        failed=row["failed"],
        done=row["done"],
        seconds=row["total"].total_seconds() if row["total"] else 0.0,
        within=tuple(row[f"within_{bound}"] for bound in JOB_BOUNDS),
    )


kinds: Memo[list[Kind]] = Memo(_kinds)
