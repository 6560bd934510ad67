"""`/metrics`: who may ask, what it says, what it costs, and that several processes add up."""

import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from annotations.models import Job, Worker
from deeptrace_site.monitoring import counts
from deeptrace_site.monitoring.facts import disk, queues
from deeptrace_site.monitoring.families import DOINGS
from tests import factories
from tests.permissions.walk import calls

pytestmark = [pytest.mark.django_db, pytest.mark.data_layer]
SAVES = "api/v1/annotations/<uuid:annotation_id>/"
TOKEN = "a-long-token-for-prometheus"  # noqa: S105 - made for this
COUNTED = """
import os, sys
from pathlib import Path
import django
django.setup()
from deeptrace_site.monitoring.counts import counts, folder
for _ in range(3):
    counts.add(method="PUT", route=sys.argv[2], status=int(sys.argv[1]), seconds=0.03)
counts.write(folder())
"""


@pytest.fixture(autouse=True)
def _asked_anew(monkeypatch: Any) -> None:
    monkeypatch.setattr(counts.counts, "_tallies", {})
    disk.parts.forget()
    queues.kinds.forget()


def samples(**extra: Any) -> dict[str, float]:
    """Each sample by its name and labels, such as `deeptrace_jobs{queue=gpu,status=queued}`."""
    answer = Client().get("/metrics", **extra)
    assert answer.status_code == 200
    return {
        f"{s.name}{{{','.join(f'{k}={v}' for k, v in sorted(s.labels.items()))}}}": s.value
        for family in text_string_to_metric_families(answer.content.decode())
        for s in family.samples
    }


def job_make(**fields: Any) -> Job:
    return Job.objects.create(**{"kind": "ingest", **fields})


def test_jobs_workers_and_disks_are_told() -> None:
    now = timezone.now()
    job_make(queue="gpu", created_at=now - timedelta(seconds=90))
    job_make(status="failed", lease_expiries=2)
    for seconds in (0.5, 30):
        job_make(status="done", started_at=now - timedelta(seconds=seconds), finished_at=now)
    gpu = {"gpu_name": "Test", "gpu_used_bytes": 7, "gpu_total_bytes": 9}
    seen = {"host": "a", "pid": 1, "queues": ["gpu"], "started_at": now}
    Worker.objects.create(**seen, **gpu, seen_at=now)
    Worker.objects.create(**seen, seen_at=now - timedelta(minutes=5))
    told = samples()
    assert told["deeptrace_jobs{queue=gpu,status=queued}"] == 1
    assert 90 <= told["deeptrace_jobs_oldest_queued_seconds{queue=gpu}"] < 120
    assert told["deeptrace_jobs_oldest_queued_seconds{queue=default}"] == 0
    assert told["deeptrace_jobs_failed{kind=ingest}"] == 1
    assert told["deeptrace_job_lease_expiries_total{kind=ingest}"] == 2
    assert told["deeptrace_job_duration_seconds_bucket{kind=ingest,le=1.0}"] == 1
    assert told["deeptrace_job_duration_seconds_bucket{kind=ingest,le=60.0}"] == 2
    assert told["deeptrace_job_duration_seconds_count{kind=ingest}"] == 2
    assert told["deeptrace_job_duration_seconds_sum{kind=ingest}"] == pytest.approx(30.5)
    assert told["deeptrace_workers{queue=gpu}"] == 1
    assert told["deeptrace_workers{queue=default}"] == 0
    assert told["deeptrace_gpu_memory_used_bytes{gpu=Test,host=a}"] == 7
    assert told["deeptrace_disk_free_bytes{disk=data}"] > 0
    assert told["deeptrace_database_bytes{}"] > 0


def test_saves_conflicts_and_claims_are_routes_and_statuses() -> None:
    route = SAVES
    for status in (200, 200, 412, 400):
        counts.counts.add(method="PUT", route=route, status=status, seconds=0.2)
    counts.counts.add(method="POST", route="api/v1/queue/next/", status=200, seconds=0.01)
    counts.counts.add(method="POST", route="api/v1/queue/next/", status=204, seconds=0.01)
    told = samples()
    assert told["deeptrace_saves_total{}"] == 2
    assert told["deeptrace_save_conflicts_total{}"] == 1
    assert told["deeptrace_claims_total{}"] == 1
    assert told[f"deeptrace_http_request_duration_seconds_bucket{{le=0.1,method=PUT,route={route}}}"] == 0
    assert told[f"deeptrace_http_request_duration_seconds_bucket{{le=0.25,method=PUT,route={route}}}"] == 4


def test_the_routes_of_doings_exist() -> None:
    known = set(calls())
    for _, methods, path, _ in DOINGS.values():
        assert any(f"{method} {re.sub('<[a-z]+:', '<', path)}" in known for method in methods), path


def test_requests_of_other_processes_are_added() -> None:
    env = {"DJANGO_SETTINGS_MODULE": "deeptrace_site.settings", "DEEPTRACE_DATA": str(site.DATA_DIR)}
    for status in ("200", "412"):
        subprocess.run(  # noqa: S603
            [sys.executable, "-c", COUNTED, status, SAVES], cwd=Path(__file__).parents[3], env=env, check=True
        )
    Client().get("/api/v1/session/")
    told = samples()
    assert (told["deeptrace_saves_total{}"], told["deeptrace_save_conflicts_total{}"]) == (3, 3)
    assert told["deeptrace_http_requests_total{method=GET,route=api/v1/session/,status=200}"] == 1


def test_counts_of_processes_that_are_gone_are_folded_and_stay(monkeypatch: Any) -> None:
    counts.counts.add(method="GET", route="page", status=200, seconds=0.2)
    counts.counts.write(counts.folder())
    monkeypatch.setattr(counts.counts, "_tallies", {})
    monkeypatch.setattr(counts.counts, "_name", "another.json")
    monkeypatch.setattr(counts, "FOLDED_AFTER_S", -1)
    assert counts.counts_fold() == 1
    assert [path.name for path in counts.folder().glob("*.json")] == ["past.json"]
    assert samples()["deeptrace_http_requests_total{method=GET,route=page,status=200}"] == 1


def test_paths_that_nobody_knows_make_no_new_labels() -> None:
    for number in range(20):
        Client().get(f"/api/v1/{number}/nothing/")
        Client().generic(f"X{number}", "/api/v1/me/")
    assert len(counts.counts.total()) <= 3


def test_this_machine_may_ask_but_nobody_behind_a_proxy() -> None:
    assert Client().get("/metrics").status_code == 200
    assert Client().get("/metrics", REMOTE_ADDR="10.0.0.9").status_code == 403
    assert Client().get("/metrics", REMOTE_ADDR="").status_code == 403
    assert Client().get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 403
    assert Client().get("/metrics", headers={"Host": "evil.example"}).status_code == 403
    assert Client().post("/metrics").status_code == 405


def test_with_a_token_everybody_needs_it(settings: Any) -> None:
    settings.METRICS_TOKEN = TOKEN
    assert Client().get("/metrics").status_code == 401
    assert Client().get("/metrics", headers={"Authorization": "Bearer nonsense"}).status_code == 401
    given = {"Authorization": f"Bearer {TOKEN}", "Host": "10.0.0.9:8000"}
    assert Client().get("/metrics", headers=given, REMOTE_ADDR="10.0.0.9").status_code == 200


@pytest.mark.parametrize("jobs", [1, 20])
def test_it_costs_the_same_for_few_jobs_and_many(jobs: int) -> None:
    project = factories.project_make("demo")
    Job.objects.bulk_create(Job(kind="ingest", project=project) for _ in range(jobs))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        samples()
    texts = [query["sql"] for query in asked.captured_queries]
    assert len(texts) <= 5, texts  # queues, kinds, workers, bytes of videos, size of the database
    with CaptureQueriesContext(connection) as again:
        samples()
    assert len(again) == 2  # queues and workers; the rest is kept for a while
