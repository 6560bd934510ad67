"""A model version is asked about a release's videos, once each, and its answers are scored and compared."""

import json
from collections.abc import Sequence
from typing import Any

import pytest
from rest_framework.test import APIClient

from annotations.models import Job, Project, User, Video
from models_service.backends.base import ClipInput, SuggestOptions
from models_service.errors import BackendUnavailableError, ClipUnreadableError
from models_service.models import Evaluation, ModelVersion
from models_service.services.evaluations.making import lines_path
from tests import factories, work
from tests.models_service.fake import FakeBackend, done, model_make

pytestmark = pytest.mark.django_db
URL = "/api/v1/evaluations/"


@pytest.fixture
def model(project: Project, fake_backend: type[FakeBackend], clips: list[Video]) -> ModelVersion:
    """Says FAKE of all but the real clip."""
    real = clips[2].sha256
    fake_backend.logit = staticmethod(lambda sha256: -2.0 if sha256 == real else 2.0)
    return model_make(project, name="Tiny")


def made(client: APIClient, model: ModelVersion, **fields: Any) -> Any:
    return client.post(URL, {"project": "demo", "release": 1, "model": str(model.pk)} | fields)


def test_its_answers_are_kept_and_scored(rita_client: APIClient, model: ModelVersion) -> None:
    sent = made(rita_client, model)
    assert (sent.status_code, sent.json()["model_id"]) == (202, "Tiny")
    job = done(sent.json()["job"]["id"])
    assert (job.queue, job.status) == ("gpu", "done")
    body = rita_client.get(f"{URL}{sent.json()['id']}/").json()
    told = {name: body["metrics"][name]["value"] for name in ("accuracy", "bbox_iou", "time_distance")}
    assert told == {"accuracy": 100.0, "bbox_iou": 100.0, "time_distance": 0.0}
    assert (body["metrics"]["overall"]["reason"], body["judging"]["items"]) == ("incomplete", 2)
    evaluation = Evaluation.objects.get()
    lines = [json.loads(line) for line in lines_path(evaluation).read_text().splitlines()]
    assert {line["video_id"]: line["predicted_label"] for line in lines} == {
        "fps_24": "FAKE",
        "fps_25": "FAKE",
        "fps_30": "REAL",
    }
    assert len(evaluation.sha256) == 64


def test_a_killed_worker_s_answers_are_not_asked_for_again(
    rita_client: APIClient, model: ModelVersion, fake_backend: type[FakeBackend], settings: Any
) -> None:
    """The second clip ends the job; tried again, only what was not answered is asked."""
    settings.SUGGEST_BATCH = 1

    def dies(clips: Sequence[ClipInput], options: SuggestOptions) -> None:
        if len(fake_backend.asked) == 2:
            raise BackendUnavailableError("The device is gone.")

    fake_backend.before = staticmethod(dies)
    job = done(made(rita_client, model).json()["job"]["id"])
    assert (job.status, job.error_code) == ("failed", "backend_unavailable")
    fake_backend.before = None
    assert rita_client.post(f"/api/v1/jobs/{job.pk}/retry/").status_code in (200, 202)
    assert done(job.pk).status == "done"
    shas = [sha for asked, _ in fake_backend.asked for sha in asked]
    assert len(shas) == 4
    assert len(set(shas)) == 3


def test_a_clip_that_the_model_cannot_read_is_wrong_and_one_without_a_file_is_absent(
    rita_client: APIClient, model: ModelVersion, fake_backend: type[FakeBackend], clips: list[Video]
) -> None:
    Video.objects.filter(pk=clips[2].pk).update(metadata_only=True)

    def unreadable(asked: Sequence[ClipInput], options: SuggestOptions) -> None:
        if clips[0].sha256 in {clip.sha256 for clip in asked}:
            raise ClipUnreadableError("The clip cannot be read.")

    fake_backend.before = staticmethod(unreadable)
    sent = made(rita_client, model).json()
    done(sent["job"]["id"])
    body = rita_client.get(f"{URL}{sent['id']}/").json()
    assert body["coverage"]["missing_ids"] == ["fps_30"]
    assert body["problem_counts"]["failed"] == 1
    assert body["metrics"]["accuracy"]["value"] == pytest.approx(100 / 3)
    assert body["predicted_only"]["metrics"]["accuracy"]["value"] == 50.0


def test_what_cannot_be_asked_is_refused(
    rita_client: APIClient, bob_client: APIClient, model: ModelVersion
) -> None:
    motion = ModelVersion.objects.get(backend="motion")
    assert made(rita_client, motion).json()["code"] == "no_verdict"
    assert made(bob_client, model).status_code == 403
    assert rita_client.post(URL, {"project": "demo", "release": 1}).status_code == 400
    nobody = {"project": "demo", "release": 1, "model": "00000000-0000-0000-0000-000000000000"}
    assert rita_client.post(URL, nobody).status_code == 400
    assert made(rita_client, model, judge="model").json()["code"] == "judge_missing"
    assert not Job.objects.filter(kind="evaluate").exists()


def test_failures_stand_side_by_side_and_the_leaderboard_compares(
    rita_client: APIClient, charlie_client: APIClient, model: ModelVersion, fake_backend: type[FakeBackend]
) -> None:
    fake_backend.logit = staticmethod(lambda sha256: 2.0)
    sent = made(rita_client, model).json()
    done(sent["job"]["id"])
    url = f"{URL}{sent['id']}/failures/"
    (wrong,) = rita_client.get(f"{url}?kind=label").json()["results"]
    assert (wrong["name"], wrong["is_fake"], wrong["predicted"]["label"]) == ("fps_30", False, "FAKE")
    assert (wrong["predicted"]["onset_frame"], wrong["has_media"]) == (3, True)
    assert rita_client.get(f"{url}?kind=box").json()["results"] == []
    assert len(rita_client.get(url).json()["results"]) == 1
    assert charlie_client.get(url).status_code == 404

    rows = rita_client.get("/api/v1/projects/demo/leaderboard/?release=1").json()
    ours = next(row for row in rows if not row["published"])
    assert (rows[0]["model"], rows[-1], len(rows)) == ("VideoLLaMA3 7B, trained", ours, 10)
    assert (ours["complete"], ours["difficulty"][2:]) == (False, [100.0, 100.0])
    assert all(
        row["published"] for row in rita_client.get("/api/v1/projects/demo/leaderboard/?release=2").json()
    )


def test_whoever_must_answer_blind_sees_no_failure_of_that_video(
    rita_client: APIClient,
    model: ModelVersion,
    fake_backend: type[FakeBackend],
    clips: list[Video],
    rita: User,
) -> None:
    fake_backend.logit = staticmethod(lambda sha256: -2.0)
    sent = made(rita_client, model).json()
    done(sent["job"]["id"])
    url = f"{URL}{sent['id']}/failures/"
    assert len(rita_client.get(url).json()["results"]) == 2
    factories.member_make(clips[0].project, rita, "annotator")
    work.draft(clips[0].project, rita, clips[0])
    (left,) = rita_client.get(url).json()["results"]
    assert left["video"] == str(clips[1].pk)
