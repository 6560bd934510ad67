"""The job from request to candidate with the real programs; and how it ends them when it is cancelled."""

from pathlib import Path
from typing import Any

import pytest
from rest_framework.test import APIClient

from annotations.models import Job, Project, User
from annotations.services.job_runs import JobCancelledError, JobRun, job_execute
from annotations.services.jobs import job_cancel, job_claim
from models_service.models import ActiveModel, ModelVersion, TrainingRun
from models_service.services.training.job import Watch
from models_service.services.training.preparing import run_folder
from reviewers.models import Release
from tests.models_service.training.learning import KINDS
from tests.models_service.training.releases import release_make

pytestmark = pytest.mark.django_db
URL = "/api/v1/training-runs/"
QUICK = {"max_steps": 2, "save_steps": 2, "visual_budget": 160, "sample_count": 1, "learning_rate": 5e-3}


@pytest.fixture
def release(project: Project, ada: User, ada_client: APIClient) -> Release:
    return release_make(project, ada, ada_client)


@pytest.fixture
def base(project: Project, settings: Any, models_dir: Path) -> ModelVersion:
    settings.MODELS_DIR = models_dir
    return ModelVersion.objects.create(
        project=project, name="Tiny", backend="videollama3", version="1", folder=KINDS["videollama3"]
    )


def test_a_run_ends_with_a_measured_candidate_that_can_be_promoted(
    ada_client: APIClient, base: ModelVersion, release: Release, project: Project
) -> None:
    asked = {"project": "demo", "release": 1, "base": str(base.pk), "method": "lora", "settings": QUICK}
    body = ada_client.post(URL, asked).json()
    job_execute(job_id=body["job"]["id"])
    told = ada_client.get(f"{URL}{body['id']}/").json()
    assert told["status"] == "done", (told["job"]["error"], told["log_tail"])
    assert [step["step"] for step in told["steps"]] == [1, 2]
    assert [sample["expected"][:5] for sample in told["samples"]] == ["FAKE."]
    assert {role: set(splits) for role, splits in told["metrics"].items()} == {
        "candidate": {"val", "test"},
        "base": {"val", "test"},
    }
    assert told["metrics"]["candidate"]["test"]["coverage"]["predicted"] == 1
    candidate = ModelVersion.objects.get(pk=told["model"])
    assert (candidate.status, candidate.base, candidate.coordinates) == ("candidate", base, "pixels_native")
    assert "| candidate | test |" in candidate.card
    assert not list(run_folder(TrainingRun.objects.get()).model.glob("*.bin"))
    assert ada_client.post(f"{URL}{body['id']}/promote/").status_code == 200
    assert ActiveModel.objects.get(project=project).model_version == candidate


def test_cancelling_ends_the_whole_group_within_seconds(
    ada: User, ada_client: APIClient, base: ModelVersion, release: Release
) -> None:
    body = ada_client.post(URL, {"project": "demo", "release": 1, "base": str(base.pk)}).json()
    claimed = job_claim(job_id=body["job"]["id"])
    assert claimed is not None
    training = TrainingRun.objects.get()
    folder = run_folder(training)
    folder.path.mkdir(parents=True)
    job_cancel(job=claimed, actor=ada)
    pid = folder.path / "pid"
    endless = ["/bin/sh", "-c", f"echo $$ > {pid}; trap '' TERM; sleep 600 & wait; wait"]
    with pytest.raises(JobCancelledError):
        Watch(JobRun(claimed), training, folder).follow(endless, lambda told: 0.0, "training")
    assert not Path(f"/proc/{pid.read_text().strip()}").exists()
    assert Job.objects.get(pk=claimed.pk).cancel_requested
