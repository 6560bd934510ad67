"""Clearing up: once an hour by beat or by the workers themselves, and safe when two do it at once."""

import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from annotations import tasks
from annotations.models import Prefetch, Project, SavedResponse, User
from deeptrace_site.celery import app
from deeptrace_site.processes.housekeeping import incoming_forget
from tests import work

pytestmark = pytest.mark.django_db


def test_it_removes_what_nobody_needs_and_two_at_once_are_fine(settings: Any) -> None:
    for seconds in (-1, 3600):
        session = SessionStore()
        session.set_expiry(seconds)
        session.save()
    old, fresh = (Path(settings.FILE_UPLOAD_TEMP_DIR) / name for name in ("a.upload.mp4", "b.upload.mp4"))
    for path in (old, fresh):
        path.touch()
    os.utime(old, (time.time() - 90000,) * 2)
    for _ in range(2):
        tasks.housekeep()
        assert Session.objects.count() == 1
        assert [old.exists(), fresh.exists()] == [False, True]


def test_responses_and_prefetches_go_once_nobody_can_ask_for_them(alice: User, project: Project) -> None:
    videos = {name: work.queued_video(project) for name in ("old", "young")}
    for name, age in (("old", timedelta(days=8)), ("young", timedelta(days=6))):
        SavedResponse.objects.create(user=alice, key=name, request="x", status=200, body={})
        SavedResponse.objects.filter(key=name).update(created_at=timezone.now() - age)
        until = timezone.now() + timedelta(days=7) - age
        Prefetch.objects.create(person=alice, video=videos[name], until=until)
    tasks.housekeep()
    assert list(SavedResponse.objects.values_list("key", flat=True)) == ["young"]
    assert list(Prefetch.objects.values_list("video", flat=True)) == [videos["young"].pk]


def test_a_file_that_another_worker_removed_is_no_error(settings: Any) -> None:
    (Path(settings.FILE_UPLOAD_TEMP_DIR) / "a.upload").symlink_to("/nowhere/at/all")
    assert incoming_forget() == 0


def test_one_that_fails_holds_up_no_other(settings: Any, caplog: Any) -> None:
    settings.HOUSEKEEPING = ["deeptrace_site.celery.nothing_there", *settings.HOUSEKEEPING]
    session = SessionStore()
    session.set_expiry(-1)
    session.save()
    tasks.housekeep()
    assert "nothing_there could not clear up" in caplog.text
    assert not Session.objects.exists()


@pytest.mark.parametrize("has_beat", [False, True])
def test_workers_do_it_hourly_where_there_is_no_beat(settings: Any, monkeypatch: Any, has_beat: bool) -> None:
    settings.BEAT, settings.HOUSEKEEPING = has_beat, []
    now = [1000.0]
    monkeypatch.setattr("annotations.tasks.time.monotonic", lambda: now[0])
    sweeper = tasks.Sweeper(5)
    done = []
    for now[0] in (1000.0, 1005.0, 4599.0, 4600.0):
        done.append(sweeper.housekeep_if_due())
    assert done == ([False] * 4 if has_beat else [True, False, False, True])


def test_beat_asks_for_what_a_worker_knows() -> None:
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)
