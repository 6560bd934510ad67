"""The page "System": what a site admin sees, and trying again what failed."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from annotations.models import Event, Job, User, Worker
from tests import factories
from tests.conftest import client_for

pytestmark = [pytest.mark.django_db, pytest.mark.data_layer]
RETRY = "/api/v1/system/jobs/retry/"


@pytest.fixture
def sam() -> User:
    return factories.user_make("sam", is_staff=True)


@pytest.fixture
def sam_client(sam: User) -> APIClient:
    return client_for(sam)


def failed_make(minutes: int = 1, **fields: Any) -> Job:
    ended = timezone.now() - timedelta(minutes=minutes)
    told = {"kind": "demo", "status": "failed", "error_code": "disk_full", "error_detail": "Full."}
    return Job.objects.create(**told, finished_at=ended, **fields)


def test_it_tells_workers_queues_disks_and_versions(sam_client: APIClient) -> None:
    now = timezone.now()
    seen = {"host": "a", "pid": 1, "queues": ["default"], "started_at": now}
    Worker.objects.create(**seen, seen_at=now)
    Worker.objects.create(**seen, seen_at=now - timedelta(minutes=3))
    Job.objects.create(kind="demo")
    failed_make()
    told = sam_client.get("/api/v1/system/").json()
    assert sorted(worker["is_silent"] for worker in told["workers"]) == [False, True]
    default = told["queues"][0]
    assert (default["name"], default["queued"], default["running"]) == ("default", 1, 0)
    assert default["oldest_queued_at"] is not None
    assert told["failed_jobs"] == 1
    assert told["disks"][0]["free_bytes"] > 0
    assert [part["name"] for part in told["parts"]] == ["media", "database", "releases", "frames"]
    names = {each["name"]: each["version"] for each in told["versions"]}
    assert names["DeepTrace"] and names["Python"] and names["ffmpeg"]
    assert told["migrations"]["missing"] == 0
    assert told["migrations"]["applied"]["annotations"]


@pytest.mark.parametrize("rows", [1, 20])
def test_jobs_cost_the_same_for_one_and_for_many(
    rows: int, sam: User, sam_client: APIClient, django_assert_max_num_queries: Any
) -> None:
    for number in range(rows):
        failed_make(number, request_id="request-1", created_by=sam)
    with django_assert_max_num_queries(3):  # session, person, jobs
        page = sam_client.get("/api/v1/system/jobs/", {"status": "failed"}).json()
    assert len(page["results"]) == rows
    first = page["results"][0]
    assert (first["request_id"], first["created_by"], first["queue"]) == ("request-1", "sam", "default")
    assert first["error"] == {"code": "disk_full", "detail": "Full."}


def test_all_that_failed_is_tried_again_once(sam_client: APIClient) -> None:
    jobs = [failed_make(), failed_make(2, request_id="r")]
    later = failed_make(-5)
    body = {"failed_until": timezone.now().isoformat()}
    assert sam_client.post(RETRY, body).json() == {"retried": 2, "refused": 0, "left": 0}
    assert sam_client.post(RETRY, body).json() == {"retried": 0, "refused": 0, "left": 0}
    assert set(Job.objects.filter(status="queued")) == set(jobs)
    assert Event.objects.filter(action="job.retried").count() == 2
    later.refresh_from_db()
    assert later.status == "failed"


def test_what_cannot_be_tried_again_holds_up_nothing(sam_client: APIClient, monkeypatch: Any) -> None:
    from annotations.errors import JobNotRetryableError  # noqa: PLC0415
    from deeptrace_site.demo.jobs import DEMO  # noqa: PLC0415

    gone, broken = failed_make(9), failed_make(8)
    failed_make()

    def retried(job: Job) -> None:
        if job.pk == gone.pk:
            raise JobNotRetryableError("What it was for is gone.")
        if job.pk == broken.pk:
            raise KeyError("video")

    monkeypatch.setattr(DEMO, "retried", retried)
    body = {"failed_until": timezone.now().isoformat()}
    assert sam_client.post(RETRY, body).json() == {"retried": 1, "refused": 2, "left": 0}
    gone.refresh_from_db()
    assert gone.status == "failed"


@pytest.mark.parametrize("moment", ["", "yesterday", 7, None])
def test_a_moment_is_needed(sam_client: APIClient, moment: Any) -> None:
    assert sam_client.post(RETRY, {"failed_until": moment}).status_code == 400


def test_only_site_admins_may(ada_client: APIClient) -> None:
    failed_make()
    for path in ("/api/v1/system/", "/api/v1/system/jobs/"):
        assert ada_client.get(path).status_code == 403
    assert ada_client.post(RETRY, {"failed_until": timezone.now().isoformat()}).status_code == 403
    assert Job.objects.filter(status="failed").count() == 1
