"""On a device one job at a time is done, what somebody waits for first."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from annotations import tasks
from annotations.models import Event, Job, Project
from annotations.services.devices.turns import job_turn
from annotations.services.jobs import job_create
from tests.annotations.jobs.counting import SETTING

pytestmark = [pytest.mark.django_db, pytest.mark.data_layer]
HOLD = """
import fcntl, sys
lock = open(sys.argv[1], "w")
fcntl.flock(lock, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""


def waiting(project: Project, kind: str, **params: Any) -> Job:
    return job_create(kind=kind, params=params, created_by=None, project=project, queue="gpu")


def test_suggestion_before_batch_before_training(project: Project, settings: Any) -> None:
    settings.JOB_KINDS = dict.fromkeys(["train", "suggest", "evaluate", "reward"], SETTING)
    train = waiting(project, "train")
    batch = waiting(project, "suggest", videos=["a", "b"])
    score = waiting(project, "evaluate")
    one = waiting(project, "suggest", videos=["a"])
    reward = waiting(project, "reward")
    for job in (train, batch, score, one, reward):
        tasks.run_job(str(job.pk))
    ended = Event.objects.filter(action="job.done").order_by("pk").values_list("subject_id", flat=True)
    assert list(ended) == [str(job.pk) for job in (one, reward, batch, score, train)]


def test_another_queue_does_what_it_was_woken_for(project: Project) -> None:
    first = job_create(kind="suggest", params={}, created_by=None, project=project)
    second = job_create(kind="reward", params={}, created_by=None, project=project)
    with job_turn(job_id=first.pk) as turn:
        assert turn == first.pk != second.pk


def test_a_second_worker_waits_for_the_device_until_the_first_dies(project: Project, settings: Any) -> None:
    settings.JOB_KINDS = {"suggest": SETTING}
    settings.DEVICE = "all"
    job = waiting(project, "suggest", videos=["a"])
    folder = Path(settings.DATA_DIR) / "cache"
    folder.mkdir(parents=True)
    lock = folder / "device-all.lock"
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(lock)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout is not None and holder.stdout.readline() == b"held\n"
    probe = [
        sys.executable,
        "-c",
        "import fcntl,sys;fcntl.flock(open(sys.argv[1]),fcntl.LOCK_EX|fcntl.LOCK_NB)",
    ]
    assert subprocess.run([*probe, str(lock)], check=False, capture_output=True).returncode != 0
    holder.kill()
    holder.communicate()
    tasks.run_job(str(job.pk))
    job.refresh_from_db()
    assert job.status == "done"
