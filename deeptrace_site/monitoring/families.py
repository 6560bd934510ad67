"""The metrics by name; docs/operations/monitoring.md lists them."""

from collections.abc import Iterable, Iterator
from itertools import accumulate

from django.conf import settings
from django.db import connection
from django.utils import timezone
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric

from annotations.models import Worker
from annotations.selectors.workers import silent_after, worker_list
from deeptrace_site.monitoring.counts import HTTP_BOUNDS, Key, Tally, counts
from deeptrace_site.monitoring.facts import disk, queues

#: What people do, as the route that they do it by: name -> help, methods, route, statuses.
DOINGS = {
    "deeptrace_saves": ("Answers saved", ("PATCH", "PUT"), "annotations/<uuid:annotation_id>/", (200,)),
    "deeptrace_save_conflicts": (
        "Saves refused because the answer had changed meanwhile",
        ("PATCH", "PUT"),
        "annotations/<uuid:annotation_id>/",
        (409, 412),
    ),
    "deeptrace_claims": ("Tasks handed out", ("POST",), "queue/next/", (200, 201)),
}
API = "api/v1/"


def families() -> Iterator[Metric]:
    """Every metric, asked for now."""
    yield from _site()
    yield from _queues()
    yield from _kinds()
    yield from _workers()
    yield from _disk()
    tallies = counts.total()
    yield from _doings(tallies)
    yield from _http(tallies)


def _gauge(name: str, text: str, labels: list[str], samples: Iterable[tuple[list[str], float]]) -> Metric:
    family = GaugeMetricFamily(name, text, labels=labels)
    for values, value in samples:
        family.add_metric(values, value)
    return family


def _site() -> Iterator[Metric]:
    labels = [settings.SOFTWARE_VERSION, connection.vendor]
    yield _gauge("deeptrace_info", "The site's version and database", ["version", "database"], [(labels, 1)])


def _queues() -> Iterator[Metric]:
    found = queues.queues()
    yield _gauge(
        "deeptrace_jobs",
        "Jobs by queue and state",
        ["queue", "status"],
        [([q.name, status], n) for q in found for status, n in q.counts.items()],
    )
    yield _gauge(
        "deeptrace_jobs_oldest_queued_seconds",
        "How long the oldest waiting job has waited",
        ["queue"],
        [([q.name], q.oldest_s) for q in found],
    )


def _kinds() -> Iterator[Metric]:
    found = queues.kinds()
    failed = [([kind.name], kind.failed) for kind in found]
    yield _gauge("deeptrace_jobs_failed", "Jobs that failed and were not tried again", ["kind"], failed)
    expiries = CounterMetricFamily(
        "deeptrace_job_lease_expiries", "Jobs taken over from a worker that fell silent", labels=["kind"]
    )
    took = HistogramMetricFamily(
        "deeptrace_job_duration_seconds",
        "From the first start to the end of jobs that are done",
        labels=["kind"],
    )
    for kind in found:
        expiries.add_metric([kind.name], kind.expiries)
        steps = [*zip(map(_bound, queues.JOB_BOUNDS), kind.within, strict=True), ("+Inf", kind.done)]
        took.add_metric([kind.name], buckets=steps, sum_value=kind.seconds)
    yield from (expiries, took)


def _bound(bound: float) -> str:
    return str(float(bound))


def _workers() -> Iterator[Metric]:
    workers, now = list(worker_list()), timezone.now()
    limit = silent_after()
    alive = [worker for worker in workers if now - worker.seen_at <= limit]
    serving = {name: [w for w in workers if name in w.queues] for name in settings.JOB_QUEUES}
    yield _gauge(
        "deeptrace_workers",
        "Workers heard of in time",
        ["queue"],
        [([name], sum(w in alive for w in them)) for name, them in serving.items()],
    )
    yield _gauge(
        "deeptrace_worker_last_seen_seconds",
        "Since when no worker of the queue was heard of; absent where none was within an hour",
        ["queue"],
        [
            ([name], max(0.0, min((now - w.seen_at).total_seconds() for w in them)))
            for name, them in serving.items()
            if them
        ],
    )
    yield from _gpus([worker for worker in alive if worker.gpu_name])


def _gpus(workers: list[Worker]) -> Iterator[Metric]:
    """One card of a host may serve several workers; the last heard of counts."""
    cards = {(w.host, w.gpu_name): w for w in sorted(workers, key=lambda w: w.seen_at)}
    labels = ["host", "gpu"]
    used = [(list(key), float(w.gpu_used_bytes or 0)) for key, w in cards.items()]
    total = [(list(key), float(w.gpu_total_bytes or 0)) for key, w in cards.items()]
    yield _gauge("deeptrace_gpu_memory_used_bytes", "Memory of the card in use", labels, used)
    yield _gauge("deeptrace_gpu_memory_bytes", "Memory of the card", labels, total)


def _disk() -> Iterator[Metric]:
    found = disk.disks()
    free = [([each.name], each.free_bytes) for each in found]
    total = [([each.name], each.total_bytes) for each in found]
    yield _gauge("deeptrace_disk_free_bytes", "Room left on the disk", ["disk"], free)
    yield _gauge("deeptrace_disk_bytes", "Size of the disk", ["disk"], total)
    parts = disk.parts()
    used = [([part.name], part.bytes) for part in parts if part.name != "database"]
    yield _gauge("deeptrace_files_bytes", "What files take", ["part"], used)
    size = next(part.bytes for part in parts if part.name == "database")
    yield _gauge("deeptrace_database_bytes", "Size of the database", [], [([], size)])


def _doings(tallies: dict[Key, Tally]) -> Iterator[Metric]:
    for name, (text, methods, path, statuses) in DOINGS.items():
        done = [tallies[key] for method in methods if (key := (method, API + path)) in tallies]
        number = sum(tally.statuses[status] for tally in done for status in statuses)
        yield CounterMetricFamily(name, text, value=number)


def _http(tallies: dict[Key, Tally]) -> Iterator[Metric]:
    answers = CounterMetricFamily(
        "deeptrace_http_requests", "Requests answered", labels=["method", "route", "status"]
    )
    took = HistogramMetricFamily(
        "deeptrace_http_request_duration_seconds", "Until the answer began", labels=["method", "route"]
    )
    bounds = [*map(_bound, HTTP_BOUNDS), "+Inf"]
    for key, tally in sorted(tallies.items()):
        for status, number in sorted(tally.statuses.items()):
            answers.add_metric([*key, str(status)], number)
        steps = list(zip(bounds, accumulate(tally.within), strict=True))
        took.add_metric(list(key), buckets=steps, sum_value=tally.seconds)
    yield from (answers, took)
