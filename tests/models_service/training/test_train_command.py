"""`manage.py train`: from a release to a measured candidate, interrupted and taken up again; its errors."""

import io
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from rest_framework.test import APIClient

from annotations.models import Project, User
from models_service.models import ModelVersion, TrainingRun
from models_service.services.training import job as train_job
from models_service.services.training.job import Watch
from models_service.services.training.preparing import run_folder
from models_service.training.config import RunFolder
from reviewers.models import Release
from tests.models_service.training.learning import KINDS
from tests.models_service.training.releases import release_make

pytestmark = pytest.mark.django_db
QUICK = ("max_steps=2", "save_steps=2", "visual_budget=80", "sample_count=1", "learning_rate=5e-3")


@pytest.fixture
def release(project: Project, ada: User, ada_client: APIClient) -> Release:
    return release_make(project, ada, ada_client)


@pytest.fixture
def base(project: Project, settings: Any, models_dir: Path) -> ModelVersion:
    settings.MODELS_DIR = models_dir
    return ModelVersion.objects.create(
        project=project, name="Tiny", backend="videollama3", version="1", folder=KINDS["videollama3"]
    )


def train(**options: Any) -> list[str]:
    """What the command prints."""
    out = io.StringIO()
    call_command("train", username="ada", stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue().splitlines()


def interrupted(monkeypatch: pytest.MonkeyPatch, release: Release, base: ModelVersion) -> TrainingRun:
    """A run that somebody stopped with Ctrl-C while its program was at work."""

    def endless(folder: RunFolder, settings: Any) -> list[str]:
        return ["/bin/sh", "-c", f"echo $$ > {folder.path}/pid; exec sleep 600"]

    def ctrl_c(watch: Watch, *_: Any) -> None:
        if (watch.folder.path / "pid").is_file():
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(train_job, "fit_command", endless)
        patched.setattr(Watch, "_look", ctrl_c)
        with pytest.raises(CommandError, match="--resume"):
            train(release=release.version, base=str(base.pk), chosen=QUICK)
    return TrainingRun.objects.get()


def test_interrupted_and_taken_up_again_it_ends_with_a_measured_candidate(
    ada_client: APIClient, release: Release, base: ModelVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = interrupted(monkeypatch, release, base)
    folder, job = run_folder(run), run.job
    assert job is not None
    assert (job.status, job.queue, run.candidate) == ("cancelled", "command", None)
    assert not Path(f"/proc/{(folder.path / 'pid').read_text().strip()}").exists()
    summary = train(resume=str(run.pk))
    told = ada_client.get(f"/api/v1/training-runs/{run.pk}/").json()
    assert told["status"] == "done", (told["job"]["error"], told["log_tail"])
    assert [step["step"] for step in told["steps"]] == [1, 2]
    assert [sample["expected"][:5] for sample in told["samples"]] == ["FAKE."]
    tested = {role: set(splits) for role, splits in told["metrics"].items()}
    assert tested == {"candidate": {"val", "test"}, "base": {"val", "test"}}
    assert told["metrics"]["candidate"]["test"]["coverage"]["predicted"] == 1
    candidate = ModelVersion.objects.get(pk=told["model"])
    assert (candidate.status, candidate.base, candidate.coordinates) == ("candidate", base, "pixels_native")
    assert "| candidate | test |" in candidate.card
    assert not list(folder.model.glob("*.bin"))
    assert summary[0] == f"2 steps, last loss {told['steps'][-1]['loss']:.4f}"
    assert [line.partition(":")[0] for line in summary[1:-1]] == [
        f"{role} on {split}" for role in ("candidate", "base") for split in ("val", "test")
    ]
    assert summary[-1] == f"candidate {candidate.pk}: {candidate.name}"


def test_a_run_that_was_begun_by_hand_is_taken_up_by_a_worker(
    ada_client: APIClient, release: Release, base: ModelVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = interrupted(monkeypatch, release, base)
    assert ada_client.post(f"/api/v1/training-runs/{run.pk}/resume/").status_code == 202
    run.refresh_from_db()
    assert run.job is not None
    assert (run.job.status, run.job.queue) == ("queued", "gpu")


def test_what_cannot_be_done_is_said(
    ada: User, release: Release, base: ModelVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, Any] = {"release": 1, "base": str(base.pk)}
    wrong: list[tuple[dict[str, Any], str]] = [
        ({}, "--release and --base"),
        (asked | {"release": 9}, "no such release"),
        (asked | {"base": "tiny"}, "id of a model version"),
        (asked | {"base": str(uuid.uuid4())}, "no such model"),
        (asked | {"chosen": ["luck=7"]}, "no such setting: luck"),
        (asked | {"chosen": ["learning_rate=2"]}, "learning_rate"),
        ({"resume": str(uuid.uuid4())}, "does not exist"),
        ({"resume": "no id"}, "valid UUID"),
    ]
    for options, words in wrong:
        with pytest.raises(CommandError, match=words):
            train(**options)
    assert not TrainingRun.objects.exists()
    monkeypatch.setattr(train_job, "fit_command", lambda *_: ["/bin/sh", "-c", "exit 3"])
    with pytest.raises(CommandError, match="failed: out_of_memory"):
        train(**asked)
