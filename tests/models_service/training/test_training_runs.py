"""Training runs by REST: who may, what is refused, what is told, and what becomes of the candidate."""

import json
from pathlib import Path
from typing import Any

import pytest
from rest_framework.test import APIClient

from annotations.models import Annotation, Job, Project, User
from annotations.services.job_runs import job_execute
from annotations.tracks import BBox
from models_service.models import ActiveModel, ModelVersion, TrainingRun
from models_service.services.training.preparing import run_config, run_folder, run_prepare
from models_service.training.samples import samples_read
from reviewers.models import Release
from reviewers.services.releases import release_folder
from tests.models_service.training.releases import release_make

pytestmark = pytest.mark.django_db
URL = "/api/v1/training-runs/"
SHARES = {"train": 2, "val": 1, "test": 1}


@pytest.fixture
def base(project: Project, settings: Any, tmp_path: Path) -> ModelVersion:
    """A model version with a folder below the model root."""
    settings.MODELS_DIR = tmp_path / "models"
    folder_make(settings.MODELS_DIR / "tiny")
    return ModelVersion.objects.create(
        project=project, name="Tiny", backend="videollama3", version="1", folder="tiny"
    )


@pytest.fixture
def release(project: Project, ada: User, ada_client: APIClient) -> Release:
    return release_make(project, ada, ada_client)


def folder_make(path: Path, kind: str = "video_llama_3", **config: Any) -> None:
    """What looks like a checkpoint from outside."""
    path.mkdir(parents=True)
    (path / "config.json").write_text(json.dumps({"model_type": kind, **config}))
    (path / "model.safetensors").write_bytes(b"")


def start(client: APIClient, model: ModelVersion, /, **fields: Any) -> Any:
    return client.post(URL, {"project": "demo", "release": 1, "base": str(model.pk)} | fields)


def finished(run: TrainingRun) -> ModelVersion:
    """The candidate, as the job leaves it."""
    candidate = ModelVersion.objects.create(
        project=run.project, name="New", backend="videollama3", version="2", status="candidate", base=run.base
    )
    TrainingRun.objects.filter(pk=run.pk).update(candidate=candidate)
    return candidate


def test_a_run_is_queued_for_the_gpu_with_the_papers_settings(
    ada_client: APIClient, base: ModelVersion, release: Release
) -> None:
    response = start(ada_client, base, settings={"epochs": 2.0})
    assert response.status_code == 202, response.json()
    body = response.json()
    assert (body["status"], body["method"], body["ablation"], body["model"]) == (
        "queued",
        "lora",
        "none",
        None,
    )
    told = {
        name: body["settings"][name]
        for name in ("epochs", "learning_rate", "fps", "max_frames", "batch_size")
    }
    assert told == {"epochs": 2.0, "learning_rate": 1e-5, "fps": 2.0, "max_frames": 180, "batch_size": 1}
    job = Job.objects.get(pk=body["job"]["id"])
    assert (job.kind, job.queue, job.params) == ("train", "gpu", {"run": body["id"]})
    detail = ada_client.get(f"{URL}{body['id']}/").json()
    assert (detail["steps"], detail["samples"], detail["log_tail"], detail["eta_s"]) == ([], [], [], None)


def test_qwen_gets_its_own_defaults(ada_client: APIClient, base: ModelVersion, release: Release) -> None:
    ModelVersion.objects.filter(pk=base.pk).update(backend="qwen_vl")
    told = start(ada_client, base).json()["settings"]
    assert (told["fps"], told["max_frames"]) == (1.0, 20)


NONSENSE: list[tuple[dict[str, Any], int, str]] = [
    ({"release": 7}, 404, "not_found"),
    ({"base": "00000000-0000-0000-0000-000000000001"}, 404, "not_found"),
    ({"ablation": "no_sense"}, 400, "invalid"),
    ({"method": "magic"}, 400, "invalid"),
    ({"settings": {"learning_rate": 2}}, 400, "invalid"),
    ({"settings": {"processes": 0}}, 400, "invalid"),
    ({"seed": -1}, 400, "invalid"),
]


def test_what_makes_no_sense_is_refused(ada_client: APIClient, base: ModelVersion, release: Release) -> None:
    for fields, status, code in NONSENSE:
        response = start(ada_client, base, **fields)
        assert (response.status_code, response.json()["code"]) == (status, code), fields
    assert not TrainingRun.objects.exists()


def test_what_cannot_be_trained_is_refused(
    ada_client: APIClient, base: ModelVersion, release: Release
) -> None:
    ModelVersion.objects.filter(pk=base.pk).update(backend="motion")
    assert start(ada_client, base).json()["code"] == "not_trainable"
    ModelVersion.objects.filter(pk=base.pk).update(backend="qwen_vl", status="discarded")
    assert start(ada_client, base).json()["code"] == "not_trainable"
    Release.objects.filter(pk=release.pk).update(finished_at=None)
    assert start(ada_client, base).json()["code"] == "release_not_done"


def test_samples_keep_to_the_splits_of_the_release(
    ada_client: APIClient, base: ModelVersion, release: Release
) -> None:
    run = TrainingRun.objects.get(pk=start(ada_client, base).json()["id"])
    assert run_prepare(run) == SHARES
    folder = run_folder(run)
    found = {split: [sample.video_id for sample in samples_read(folder.samples(split))] for split in SHARES}
    assert found == {"train": ["fake-1", "real-1"], "val": ["fake-2"], "test": ["fake-3"]}
    fake, _ = samples_read(folder.samples("train"))
    assert fake.bbox == BBox(9, 9, 50, 50)
    assert (fake.onset_frame, fake.explanation) == (12, "The hand melts into the cup.")


def test_a_video_in_two_splits_of_a_file_fails_the_run(
    ada_client: APIClient, base: ModelVersion, release: Release
) -> None:
    """Somebody changes the stored file so that a test video is trained on as well."""
    path = release_folder(release) / "all_data.json"
    rows = json.loads(path.read_text())
    leaked = next(row for row in rows if row["split"] == "test")
    path.write_text(json.dumps([*rows, {**leaked, "split": "train"}]))
    body = start(ada_client, base).json()
    job_execute(job_id=body["job"]["id"])
    job = Job.objects.get(pk=body["job"]["id"])
    assert (job.status, job.error_code) == ("failed", "split_leak")


def test_what_must_not_be_loaded_is_not_trained(
    ada_client: APIClient, base: ModelVersion, release: Release, settings: Any
) -> None:
    """Folders outside of the root, ways out of it, another kind, code in a config, pickles."""
    root = settings.MODELS_DIR
    folder_make(root / "qwen", "qwen2_5_vl")
    folder_make(root / "coded", auto_map={"AutoModel": "evil.Model"})
    folder_make(root / "linked")
    (root / "linked" / "vocab.json").symlink_to("/etc/passwd")
    (root / "adapter").mkdir()
    (root / "adapter" / "adapter_config.json").write_text(json.dumps({"peft_type": "LORA"}))
    (root / "adapter" / "adapter_model.bin").write_bytes(b"a pickle")
    cases = [(name, "") for name in ("gone", "..", "../media", "tiny/../..", "/", "qwen", "coded", "linked")]
    for folder, adapter in [*cases, ("tiny", "adapter"), ("tiny", "../adapter")]:
        ModelVersion.objects.filter(pk=base.pk).update(folder=folder, adapter=adapter)
        body = start(ada_client, base).json()
        job_execute(job_id=body["job"]["id"])
        assert Job.objects.get(pk=body["job"]["id"]).error_code == "weights_unusable", (folder, adapter)


def test_only_models_with_weights_here_are_compared(
    ada_client: APIClient, base: ModelVersion, release: Release, project: Project
) -> None:
    remote = ModelVersion.objects.create(project=project, name="Far", backend="openai", folder="far")
    ActiveModel.objects.create(project=project, model_version=remote)
    run = TrainingRun.objects.get(pk=start(ada_client, base).json()["id"])
    assert (run.active, set(run_config(run).compared)) == (remote, {"base"})


def test_cancelling_and_taking_up_again(ada_client: APIClient, base: ModelVersion, release: Release) -> None:
    path = f"{URL}{start(ada_client, base).json()['id']}/"
    assert ada_client.post(f"{path}resume/").status_code == 409
    assert ada_client.post(f"{path}cancel/").json()["status"] == "cancelled"
    assert ada_client.post(f"{path}cancel/").status_code == 409
    resumed = ada_client.post(f"{path}resume/")
    assert (resumed.status_code, resumed.json()["status"]) == (202, "queued")


def test_promoting_makes_the_candidate_the_active_model(
    ada_client: APIClient, base: ModelVersion, release: Release
) -> None:
    body = start(ada_client, base).json()
    path = f"{URL}{body['id']}/"
    assert ada_client.post(f"{path}promote/").status_code == 409
    candidate = finished(TrainingRun.objects.get(pk=body["id"]))
    told = ada_client.post(f"{path}promote/").json()
    assert (told["decision"], told["model"], told["status"]) == ("promoted", str(candidate.pk), "done")
    assert ActiveModel.objects.get().model_version == candidate
    candidate.refresh_from_db()
    assert candidate.status == "ready"
    for action in ("promote", "discard", "resume"):
        assert ada_client.post(f"{path}{action}/").status_code == 409


def test_a_discarded_candidate_stays_to_be_looked_at(
    ada_client: APIClient, base: ModelVersion, release: Release
) -> None:
    body = start(ada_client, base).json()
    candidate = finished(TrainingRun.objects.get(pk=body["id"]))
    assert ada_client.post(f"{URL}{body['id']}/discard/").json()["decision"] == "discarded"
    candidate.refresh_from_db()
    assert candidate.status == "discarded"
    assert not ActiveModel.objects.exists()
    assert ada_client.get(f"{URL}{body['id']}/").json()["model"] == str(candidate.pk)


def test_sample_answers_are_kept_from_who_still_has_to_answer(
    ada: User, ada_client: APIClient, base: ModelVersion, release: Release, project: Project
) -> None:
    body = start(ada_client, base).json()
    sample = {"video_id": "fake-2", "step": 1, "question": "?", "answer": "a", "expected": "b"}
    TrainingRun.objects.filter(pk=body["id"]).update(told={"samples": [sample]})
    path = f"{URL}{body['id']}/"
    assert [told["expected"] for told in ada_client.get(path).json()["samples"]] == ["b"]
    Annotation.objects.filter(annotator=ada, video__video_id="fake-2").update(status="draft")
    assert ada_client.get(path).json()["samples"] == []


@pytest.mark.parametrize("runs", [1, 20])
def test_the_list_costs_the_same_for_any_number(
    ada_client: APIClient, base: ModelVersion, release: Release, runs: int, django_assert_num_queries: Any
) -> None:
    for _ in range(runs):
        start(ada_client, base)
    with django_assert_num_queries(5):
        body = ada_client.get(f"{URL}?project=demo").json()
    assert len(body["results"]) == runs
