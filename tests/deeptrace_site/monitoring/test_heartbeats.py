"""A worker's row: written while it lives, gone when it ends or has long been silent."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError
from django.utils import timezone

from annotations.models import Job, Worker
from annotations.services import job_runs
from annotations.services.devices import gpu, heartbeats

pytestmark = pytest.mark.django_db


def test_a_beat_says_who_it_is_and_the_next_one_is_not_due(settings: Any) -> None:
    heart = heartbeats.Heart()
    heart.queues = ("default",)
    assert heartbeats.heartbeat_write(heart)
    assert not heartbeats.heartbeat_write(heart)
    row = Worker.objects.get()
    assert (row.id, row.queues, row.jobs, row.gpu_name) == (heart.id, ["default"], [], "")
    assert row.versions["deeptrace"] == settings.SOFTWARE_VERSION


def test_a_beat_is_one_update(django_assert_num_queries: Any) -> None:
    heart = heartbeats.Heart()
    heartbeats.heartbeat_write(heart)
    heart.begins(uuid4())
    with django_assert_num_queries(1):
        assert heartbeats.heartbeat_write(heart)


def test_what_it_does_is_told_at_once(monkeypatch: Any) -> None:
    heart = heartbeats.Heart()
    monkeypatch.setattr(heartbeats, "_heart", heart)
    seen: list[Any] = []

    class Kind:
        def run(self, run: Any) -> None:
            assert heartbeats.heartbeat_write()
            seen.extend(Worker.objects.get().jobs)

    monkeypatch.setattr("annotations.services.jobs.job_kind", lambda _name: Kind())
    job = Job.objects.create(kind="ingest")
    assert job_runs.job_execute(job_id=job.pk)
    assert seen == [str(job.pk)]
    assert heartbeats.heartbeat_write()
    assert Worker.objects.get().jobs == []


def test_it_goes_when_the_worker_ends_and_when_it_was_silent_for_an_hour() -> None:
    now = timezone.now()
    lost = {"host": "a", "pid": 1, "started_at": now}
    Worker.objects.create(**lost, seen_at=now - timedelta(hours=2))
    Worker.objects.create(**lost, seen_at=now - timedelta(minutes=30))
    heart = heartbeats.Heart()
    heartbeats.heartbeat_write(heart)
    assert Worker.objects.count() == 2
    heartbeats.heartbeat_end(heart)
    assert Worker.objects.count() == 1


def test_a_database_that_is_away_is_no_error(monkeypatch: Any) -> None:
    def away(*_: Any, **__: Any) -> None:
        raise DatabaseError("away")

    monkeypatch.setattr(Worker.objects, "filter", away)
    heart = heartbeats.Heart()
    assert not heartbeats.heartbeat_write(heart)
    heartbeats.heartbeat_end(heart)


def test_only_a_worker_of_the_gpu_asks_the_card_and_seldom(monkeypatch: Any) -> None:
    asked: list[str] = []

    def read(device: str) -> gpu.Gpu:
        asked.append(device)
        return gpu.Gpu("Card", 1, 2)

    monkeypatch.setattr(heartbeats, "gpu_read", read)
    heart = heartbeats.Heart()
    assert heart.row()["gpu_name"] == ""
    heart.queues = ("gpu",)
    assert (heart.row()["gpu_name"], heart.row()["gpu_used_bytes"]) == ("Card", 1)
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NVIDIA H100 80GB HBM3, 512, 81559\n", gpu.Gpu("NVIDIA H100 80GB HBM3", 512 << 20, 81559 << 20)),
        ("Card, [N/A], 81559\n", None),
        ("", None),
    ],
)
def test_what_nvidia_smi_prints(text: str, expected: gpu.Gpu | None) -> None:
    assert gpu.gpu_parse(text) == expected
