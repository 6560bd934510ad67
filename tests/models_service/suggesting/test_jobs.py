"""Asking a model about videos: once each, whatever is repeated, killed, too large or unreadable."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from annotations.models import Job, Project, User, Video
from annotations.services.job_runs import JobCancelledError
from models_service.backends.base import ClipInput, SuggestOptions
from models_service.errors import BackendUnavailableError, ClipUnreadableError, OutOfMemoryError
from models_service.models import ModelVersion, QueuePresence, Suggestion, SuggestionRun
from models_service.selectors.presence import NO_WORKER
from models_service.services.presence import presence_note, waiting_tell
from tests import factories, uploading
from tests.media import clip
from tests.models_service.fake import TRACE, FakeBackend, done, model_make

pytestmark = pytest.mark.django_db
JOBS = "/api/v1/suggestion-jobs/"


@pytest.fixture
def videos(project: Project) -> list[Video]:
    return [uploading.ready_video(project, clip(name)) for name in ("fps_24", "fps_25", "fps_30")]


@pytest.fixture
def model(project: Project) -> ModelVersion:
    return model_make(project)


def asked(client: APIClient, model: ModelVersion, videos: Sequence[Video], **fields: Any) -> Any:
    body = {"project": "demo", "model": str(model.pk), "videos": [str(each.pk) for each in videos]}
    return client.post(JOBS, body | fields)


def did(client: APIClient, model: ModelVersion, videos: Sequence[Video], **fields: Any) -> Any:
    response = asked(client, model, videos, **fields)
    assert response.status_code == 202, response.json()
    job = done(response.json()["id"])
    return client.get(f"{JOBS}{job.pk}/").json()


def test_a_job_keeps_what_the_model_said(
    ada_client: APIClient, model: ModelVersion, videos: list[Video]
) -> None:
    told = did(ada_client, model, videos, options={"max_traces": 2})
    assert (told["status"], told["made"], told["reused"], told["failed"]) == ("done", 3, 0, [])
    run = SuggestionRun.objects.get(video=videos[0])
    assert (run.raw_text, run.prompt_version, run.marks) == ("FAKE ...", "fake-1", [[10, 0.9]])
    suggestion = Suggestion.objects.get(run=run)
    assert (suggestion.onset_frame, suggestion.categories) == (3, ["object_merging"])
    assert FakeBackend.asked[0][1].max_traces == 2


def test_the_same_question_is_answered_once(
    ada_client: APIClient, model: ModelVersion, videos: list[Video]
) -> None:
    did(ada_client, model, videos[:2])
    again = did(ada_client, model, videos)
    assert (again["made"], again["reused"]) == (1, 2)
    other = did(ada_client, model, videos[:1], options={"fps": 4})
    assert (other["made"], other["reused"]) == (1, 0)
    assert SuggestionRun.objects.count() == 4
    assert sum(len(shas) for shas, _ in FakeBackend.asked) == 4


def test_the_same_bytes_in_another_project_are_not_asked_about_again(
    ada: User, ada_client: APIClient, videos: list[Video]
) -> None:
    model = model_make()
    did(ada_client, model, videos[:1])
    elsewhere = factories.project_make("elsewhere")
    factories.member_make(elsewhere, ada, "admin")
    same = uploading.ready_video(elsewhere, clip("fps_24"))
    told = did(ada_client, model, [same], project="elsewhere")
    assert (told["made"], told["reused"]) == (0, 1)
    assert Suggestion.objects.filter(run__video=same).count() == 1
    assert len(FakeBackend.asked) == 1


def test_too_little_memory_is_met_with_half_of_the_visual_budget_once(
    ada_client: APIClient, model: ModelVersion, videos: list[Video]
) -> None:
    def too_large(clips: Sequence[ClipInput], options: SuggestOptions) -> None:
        if len(clips) > 1 or options.visual_budget > 2048 or clips[0].sha256 == videos[2].sha256:
            raise OutOfMemoryError("The device's memory did not suffice.")

    FakeBackend.before = too_large
    told = did(ada_client, model, videos)
    assert told["made"] == 2
    assert [(each["video"], each["code"]) for each in told["failed"]] == [
        (str(videos[2].pk), "out_of_memory")
    ]
    assert SuggestionRun.objects.get(video=videos[0]).warnings == ["visual_budget_reduced:2048"]
    assert len(FakeBackend.asked) == 1 + 3 * 2


def test_an_unreadable_clip_fails_alone(
    ada_client: APIClient, model: ModelVersion, videos: list[Video]
) -> None:
    def damaged(clips: Sequence[ClipInput], options: SuggestOptions) -> None:
        if any(each.sha256 == videos[1].sha256 for each in clips):
            raise ClipUnreadableError("The clip ends early.")

    FakeBackend.before = damaged
    told = did(ada_client, model, videos)
    assert (told["status"], told["made"], len(told["failed"])) == ("done", 2, 1)
    alone = done(asked(ada_client, model, videos[1:2]).json()["id"])
    assert (alone.status, alone.error_code) == ("failed", "clip_unreadable")


def test_a_model_that_is_away_fails_the_job_and_a_retry_goes_on(
    ada_client: APIClient, model: ModelVersion, videos: list[Video], settings: Any
) -> None:
    settings.SUGGEST_BATCH = 1

    def away(clips: Sequence[ClipInput], options: SuggestOptions) -> None:
        if len(FakeBackend.asked) == 2:
            raise BackendUnavailableError("The server does not answer.")

    FakeBackend.before = away
    job = done(asked(ada_client, model, videos).json()["id"])
    assert (job.status, job.error_code) == ("failed", "backend_unavailable")
    assert SuggestionRun.objects.count() == 1
    assert ada_client.post(f"/api/v1/jobs/{job.pk}/retry/").status_code == 200
    told = done(job.pk)
    assert told.result == {"made": 2, "reused": 1, "failed": []}


def test_a_killed_worker_loses_nothing_and_doubles_nothing(
    ada_client: APIClient, model: ModelVersion, videos: list[Video], settings: Any
) -> None:
    settings.SUGGEST_BATCH = 1
    job_id = asked(ada_client, model, videos).json()["id"]

    def killed(clips: Sequence[ClipInput], options: SuggestOptions) -> None:
        if len(FakeBackend.asked) in (2, 4):
            raise KeyboardInterrupt

    FakeBackend.before = killed
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            done(job_id)
        Job.objects.filter(pk=job_id).update(lease_until=timezone.now() - timedelta(seconds=1))
    job = done(job_id)
    assert (job.status, job.attempts) == ("done", 3)
    assert SuggestionRun.objects.count() == Suggestion.objects.count() == 3


def test_impossible_traces_are_left_out_and_the_raw_text_stays(
    ada_client: APIClient, model: ModelVersion, videos: list[Video]
) -> None:
    FakeBackend.traces = (TRACE, replace(TRACE, offset_frame=100_000), replace(TRACE, onset_frame=10))
    FakeBackend.traces += (replace(TRACE, categories=("object_merging", "no_such_thing")),)
    did(ada_client, model, videos[:1])
    run = SuggestionRun.objects.get()
    assert run.warnings == ["trace_dropped", "trace_dropped"]
    assert [each.categories for each in run.suggestions.all()] == [["object_merging"]] * 2


def test_a_query_means_the_ready_videos(
    ada_client: APIClient, model: ModelVersion, videos: list[Video], project: Project
) -> None:
    Video.objects.filter(pk=videos[0].pk).update(source="Pika", kind="fake")
    factories.video_make(project, status="processing", source="Pika")
    body = {"project": "demo", "model": str(model.pk), "query": {"source": "Pika", "kind": "fake"}}
    job = Job.objects.get(pk=ada_client.post(JOBS, body).json()["id"])
    assert job.params["videos"] == [str(videos[0].pk)]


def test_what_cannot_be_asked_is_named(
    ada_client: APIClient, model: ModelVersion, videos: list[Video], project: Project
) -> None:
    missing = asked(ada_client, model, [*videos, factories.video_make(project, metadata_only=True)])
    assert (missing.status_code, missing.json()["errors"][0]["field"]) == (400, "videos.3")
    strange = ada_client.post(
        JOBS, {"project": "demo", "model": str(uuid.uuid4()), "videos": [str(videos[0].pk)]}
    )
    assert (strange.status_code, strange.json()["errors"][0]["field"]) == (400, "model")
    both = asked(ada_client, model, videos, query={})
    assert both.json()["errors"][0]["code"] == "videos_or_query"
    none = ada_client.post(JOBS, {"project": "demo", "query": {}})
    assert (none.status_code, none.json()["code"]) == (409, "no_model")


def test_without_a_gpu_worker_a_job_says_so_and_can_be_cancelled(
    ada_client: APIClient, model: ModelVersion, videos: list[Video]
) -> None:
    told = asked(ada_client, model, videos).json()
    assert told["step"] == NO_WORKER
    models = {each["id"]: each["health"] for each in ada_client.get("/api/v1/models/").json()["results"]}
    assert models[str(model.pk)] == {"ok": False, "detail": NO_WORKER, "device": ""}
    presence_note(queues=frozenset({"gpu"}))
    waiting_tell()
    assert Job.objects.get(pk=told["id"]).step == ""
    QueuePresence.objects.update(seen_at=timezone.now() - timedelta(hours=1))
    waiting_tell()
    assert Job.objects.get(pk=told["id"]).step == NO_WORKER
    assert ada_client.post(f"/api/v1/jobs/{told['id']}/cancel/").json()["status"] == "cancelled"


@pytest.mark.parametrize("count", [1, 20])
def test_the_list_of_jobs_costs_the_same_for_one_and_for_many(
    ada_client: APIClient,
    model: ModelVersion,
    videos: list[Video],
    count: int,
    django_assert_num_queries: Any,
) -> None:
    for _ in range(count):
        asked(ada_client, model, videos)
    with django_assert_num_queries(3):
        body = ada_client.get("/api/v1/jobs/?project=demo").json()
    assert [job["kind"] for job in body["results"]].count("suggest") == count


def test_marks_are_for_any_worker(ada_client: APIClient, videos: list[Video]) -> None:
    body = {"project": "demo", "backend": "motion", "videos": [str(videos[0].pk)]}
    told = ada_client.post(JOBS, body).json()
    assert (told["status"], told["step"]) == ("queued", "")
    assert Job.objects.get(pk=told["id"]).queue == "default"


def test_a_job_that_must_stop_is_not_an_answer_that_failed(
    ada_client: APIClient, model: ModelVersion, videos: list[Video]
) -> None:
    """It is cancelled, and clips of a batch are not asked one by one."""

    def cancelled(*_: Any) -> None:
        raise JobCancelledError("The job was cancelled.")

    FakeBackend.before = cancelled
    told = did(ada_client, model, videos)
    assert told["status"] == "cancelled"
    assert len(FakeBackend.asked) == 1
    assert not SuggestionRun.objects.exists()
