"""A release whose videos have files, and a back end that knows them."""

from collections.abc import Iterator

import pytest
from rest_framework.test import APIClient

from annotations.models import Annotation, Project, User, Video
from annotations.services.job_runs import job_execute
from models_service.backends import registry
from models_service.services.suggesting import loading
from reviewers.services.gold import gold_from_annotation
from tests import factories, uploading
from tests.media import clip
from tests.models_service.fake import TRACE, FakeBackend

KINDS = {"fps_24": "fake", "fps_25": "fake", "fps_30": "real"}


@pytest.fixture
def fake_backend(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[FakeBackend]]:
    monkeypatch.setitem(registry.BACKENDS, "fake", "tests.models_service.fake:FakeBackend")
    FakeBackend.reset()
    yield FakeBackend
    loading.backend_release()


@pytest.fixture
def clips(project: Project, alice: User, rita_client: APIClient) -> list[Video]:
    """Two generated clips with the trace that the fake back end finds, a real one, and release 1 of them."""
    videos = [
        uploading.ready_video(project, clip(name), video_id=name, kind=kind) for name, kind in KINDS.items()
    ]
    for video in videos:
        _judged(video, alice)
    made = rita_client.post("/api/v1/releases/", {"project": "demo"}).json()
    job_execute(job_id=made["job"]["id"])
    return videos


def _judged(video: Video, person: User) -> None:
    answer = Annotation.objects.create(
        project=video.project, video=video, annotator=person, status="accepted", verdict=video.kind
    )
    if video.kind == "fake":
        keyframes = [each.as_json() for each in TRACE.keyframes]
        span = {"onset_frame": TRACE.onset_frame, "offset_frame": TRACE.offset_frame}
        answer.traces.create(
            **factories.trace_body(keyframes=keyframes, explanation="A hand merges with a cup.", **span)
        )
    gold_from_annotation(annotation=answer, actor=person)
