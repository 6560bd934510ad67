"""Rewards: known ones at once, others by a job; uploads are gone afterwards; not for annotators."""

import os
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from annotations.models import Job, Look, Project, User, Video
from annotations.services.jobs import job_retry
from models_service.errors import ClipUnreadableError
from models_service.models import ActiveModel, ModelVersion, Reward
from models_service.services.rewarding.asking import rewards_folder
from models_service.services.rewarding.clearing import uploads_forget
from tests import uploading, work
from tests.media import clip
from tests.models_service.fake import FakeBackend, done, model_make

pytestmark = pytest.mark.django_db
REWARDS = "/api/v1/rewards/"


@pytest.fixture(autouse=True)
def _at_once(settings: Any) -> None:
    settings.REWARD_WAIT_SECONDS = 0
    cache.clear()


@pytest.fixture
def model(project: Project) -> ModelVersion:
    model = model_make(project)
    ActiveModel.objects.create(project=project, model_version=model)
    return model


@pytest.fixture
def video(project: Project) -> Video:
    return uploading.ready_video(project, clip("fps_24"))


def sent(client: APIClient) -> Any:
    file = SimpleUploadedFile("clip.mp4", clip("fps_25").read_bytes(), "video/mp4")
    return client.post(REWARDS, {"project": "demo", "file": file}, format="multipart")


def test_a_video_is_scored_by_a_job_and_then_at_once(
    rita: User, rita_client: APIClient, model: ModelVersion, video: Video
) -> None:
    waiting = rita_client.post(REWARDS, {"video": str(video.pk)})
    assert (waiting.status_code, waiting.json()["p_fake"], waiting.json()["status"]) == (202, None, "queued")
    done(waiting.json()["job"])
    told = rita_client.get(waiting["Location"]).json()
    assert told["p_fake"] == pytest.approx(0.8808, abs=1e-4)
    assert told["reward"] == pytest.approx(1 - told["p_fake"])
    assert (told["calibrated"], told["model_version"], told["status"]) == (False, str(model.pk), "done")
    assert told["traces"][0]["onset_frame"] == 3
    again = rita_client.post(REWARDS, {"video": str(video.pk)})
    assert (again.status_code, again.json()["reward"]) == (200, told["reward"])
    assert Look.objects.filter(person=rita, video=video).exists()
    assert len(FakeBackend.asked) == 1


def test_an_upload_is_scored_and_gone(rita_client: APIClient, model: ModelVersion) -> None:
    waiting = sent(rita_client)
    assert waiting.status_code == 202, waiting.json()
    assert len(list(rewards_folder().iterdir())) == 1
    assert done(waiting.json()["job"]).status == "done"
    assert list(rewards_folder().iterdir()) == []
    told = rita_client.get(waiting["Location"]).json()
    assert (told["status"], told["traces"][0]["offset_frame"]) == ("done", 9)
    assert sent(rita_client).json()["reward"] == told["reward"]
    assert (Video.objects.count(), len(FakeBackend.asked)) == (0, 1)


def test_an_upload_that_failed_waits_a_day_for_another_try(
    rita_client: APIClient, model: ModelVersion, django_assert_num_queries: Any
) -> None:
    FakeBackend.before = failing
    failed = sent(rita_client).json()
    assert done(failed["job"]).error_code == "clip_unreadable"
    (path,) = rewards_folder().iterdir()
    with django_assert_num_queries(0):
        assert uploads_forget() == 0
    age(path)
    job_retry(job=Job.objects.get(pk=failed["job"]), actor=None)
    assert uploads_forget() == 0  # somebody tries again: it is still needed
    done(failed["job"])
    assert uploads_forget() == 1
    assert list(rewards_folder().iterdir()) == []
    job_retry(job=Job.objects.get(pk=failed["job"]), actor=None)
    assert done(failed["job"]).error_code == "media_missing"


def failing(*_: Any) -> None:
    raise ClipUnreadableError("The model cannot read it.")


def age(path: Path) -> None:
    """Let the file have come two days ago."""
    moment = path.stat().st_mtime - 2 * 86_400
    os.utime(path, (moment, moment))


def test_a_batch_is_one_job(
    rita_client: APIClient, model: ModelVersion, video: Video, project: Project
) -> None:
    other = uploading.ready_video(project, clip("fps_30"))
    body = {"project": "demo", "videos": [str(video.pk), str(other.pk)]}
    told = rita_client.post(f"{REWARDS}batch/", body)
    assert (told.status_code, len(told.json()["rewards"])) == (202, 2)
    done(told.json()["id"])
    scores = [rita_client.get(f"{REWARDS}{each}/").json()["reward"] for each in told.json()["rewards"]]
    assert None not in scores


def test_an_annotator_and_a_stranger_may_not_ask(
    alice: User, alice_client: APIClient, charlie_client: APIClient, project: Project, video: Video
) -> None:
    own = work.draft(project, alice, video)
    assert alice_client.post(REWARDS, {"video": str(own.video_id)}).status_code == 404
    assert sent(alice_client).status_code == 403
    assert sent(charlie_client).status_code == 404


def test_a_score_is_its_askers_and_takes_a_model_that_judges(
    rita_client: APIClient, bob_client: APIClient, model: ModelVersion, video: Video
) -> None:
    assert bob_client.post(REWARDS, {}).json()["errors"][0]["code"] == "video_or_file"
    reward = rita_client.post(REWARDS, {"video": str(video.pk)}).json()["id"]
    assert bob_client.get(f"{REWARDS}{reward}/").status_code == 404
    ActiveModel.objects.update(model_version=ModelVersion.objects.get(backend="motion"))
    assert rita_client.post(REWARDS, {"video": str(video.pk)}).json()["code"] == "no_model"


def test_too_many_questions_are_refused(
    rita_client: APIClient, model: ModelVersion, video: Video, settings: Any
) -> None:
    settings.REWARD_RATE = "2/min"
    codes = [rita_client.post(REWARDS, {"video": str(video.pk)}).status_code for _ in range(3)]
    assert codes == [202, 202, 429]
    assert Reward.objects.count() == 2
