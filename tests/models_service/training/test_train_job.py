"""How the job ends its programs: when it is cancelled, and when another worker has it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from annotations.errors import JobLostError
from annotations.models import Job, Project, User
from annotations.services.devices.limits import JobTimeLimitError
from annotations.services.job_runs import JobCancelledError, JobRun
from annotations.services.jobs import job_cancel, job_claim
from models_service.models import ModelVersion, TrainingRun
from models_service.services.training.job import Watch
from models_service.services.training.preparing import run_folder
from models_service.training import launch
from models_service.training.config import RunFolder
from models_service.training.guard import alone_in
from reviewers.models import Release
from tests.models_service.training.learning import KINDS
from tests.models_service.training.releases import release_make

pytestmark = pytest.mark.django_db
URL = "/api/v1/training-runs/"


@pytest.fixture
def release(project: Project, ada: User, ada_client: APIClient) -> Release:
    return release_make(project, ada, ada_client)


@pytest.fixture
def base(project: Project, settings: Any, models_dir: Path) -> ModelVersion:
    settings.MODELS_DIR = models_dir
    return ModelVersion.objects.create(
        project=project, name="Tiny", backend="videollama3", version="1", folder=KINDS["videollama3"]
    )


@pytest.fixture
def claimed(ada_client: APIClient, base: ModelVersion, release: Release, monkeypatch: Any) -> Job:
    """The job of a run that a worker has just taken."""
    monkeypatch.setattr(launch, "GRACE_S", 0.2)
    body = ada_client.post(URL, {"project": "demo", "release": 1, "base": str(base.pk)}).json()
    job = job_claim(job_id=body["job"]["id"])
    assert job is not None
    run_folder(TrainingRun.objects.get()).path.mkdir(parents=True)
    return job


def follow(job: Job) -> int:
    """Watch a group that will not end by itself, nor when it is asked to; the number of its leader."""
    training = TrainingRun.objects.get()
    folder = run_folder(training)
    pid = folder.path / "pid"
    endless = ["/bin/sh", "-c", f"echo $$ > {pid}; trap '' TERM; sleep 600 & wait; wait"]
    try:
        Watch(JobRun(job), training, folder).follow(endless, lambda told: 0.0, "training")
    finally:
        assert not Path(f"/proc/{pid.read_text().strip()}").exists()
    raise AssertionError("it was not stopped")


def test_cancelling_ends_the_whole_group_within_seconds(ada: User, claimed: Job) -> None:
    job_cancel(job=claimed, actor=ada)
    with pytest.raises(JobCancelledError):
        follow(claimed)
    assert Job.objects.get(pk=claimed.pk).cancel_requested


def test_a_run_that_takes_too_long_ends_with_its_whole_group(settings: Any, claimed: Job) -> None:
    """Its checkpoints stay: taken up again it goes on from the newest one."""
    settings.JOB_SECONDS_MAX = {"train": 0}
    with pytest.raises(JobTimeLimitError):
        follow(claimed)


def test_a_worker_that_was_believed_dead_ends_its_trainer_and_changes_nothing(claimed: Job) -> None:
    """Its lease ran out and another worker has the job: only one of them trains."""
    Job.objects.filter(pk=claimed.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    other = job_claim(job_id=claimed.pk)
    with pytest.raises(JobLostError):
        follow(claimed)
    assert other is not None
    assert Job.objects.get(pk=claimed.pk).owner == other.owner


def test_two_programs_never_work_in_one_folder(tmp_path: Path) -> None:
    """The second waits at the folder's lock until the first has ended."""
    folder = RunFolder(tmp_path)
    with ThreadPoolExecutor() as pool, alone_in(folder):
        second = pool.submit(_enter, folder)
        with pytest.raises(TimeoutError):
            second.result(timeout=0.2)
        folder.log.write_text("the first has ended")
    assert second.result() == "the first has ended"


def _enter(folder: RunFolder) -> str:
    with alone_in(folder):
        return folder.log.read_text()
