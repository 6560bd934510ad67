"""GET videos/{id}/signals/: who gets them, when they are measured, when not."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from annotations.media import limits
from annotations.media.errors import MediaTimeLimitError
from annotations.models import Project, User, Video
from annotations.services.aids import signals
from annotations.services.video_files import SIGNALS, video_folder
from tests import factories, uploading, work
from tests.media import CLIP_MATRIX, clip

pytestmark = pytest.mark.django_db
FRAMES = CLIP_MATRIX["fps_24"].frames


@pytest.fixture
def ready(project: Project) -> Video:
    """An older video: ready, but never measured."""
    return uploading.ready_video(project, clip("fps_24"))


@pytest.fixture
def at_work(ready: Video, project: Project, alice: User) -> Video:
    """The same, with alice working on it."""
    work.draft(project, alice, ready)
    return ready


def fetch(client: APIClient, video: Video) -> Any:
    return client.get(f"/api/v1/videos/{video.pk}/signals/")


def test_ingest_measures(ada_client: APIClient, project: Project) -> None:
    created = uploading.upload(ada_client).json()
    assert uploading.ingest(created["id"]).status == "done"
    video = Video.objects.get(pk=created["id"])
    assert (video_folder(video) / SIGNALS).is_file()
    body = fetch(ada_client, video).json()
    assert set(body) == {"motion", "sharpness"}
    assert len(body["motion"]) == len(body["sharpness"]) == FRAMES


def test_an_older_video_is_measured_once(
    alice_client: APIClient, at_work: Video, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = fetch(alice_client, at_work)
    assert first.status_code == 200
    monkeypatch.setattr(signals, "signals_measure", None)
    assert fetch(alice_client, at_work).json() == first.json()


def test_a_long_clip_has_none(
    ada_client: APIClient, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    created = uploading.upload(ada_client).json()
    uploading.ingest(created["id"])
    video = Video.objects.get(pk=created["id"])
    (video_folder(video) / SIGNALS).unlink()
    monkeypatch.setattr(limits, "MEASURED_PX", 320 * 180 * FRAMES - 1)
    response = fetch(ada_client, video)
    assert (response.status_code, response.json()["code"]) == (409, "signals_unavailable")


def test_a_clip_that_cannot_be_measured_is_told(
    ada_client: APIClient, ready: Video, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_slow(*_: Any) -> None:
        raise MediaTimeLimitError

    monkeypatch.setattr(signals, "signals_measure", too_slow)
    response = fetch(ada_client, ready)
    assert (response.status_code, response.json()["code"]) == (409, "signals_unavailable")


def test_a_project_keeps_them_from_annotators(
    project: Project, at_work: Video, alice: User, alice_client: APIClient, bob_client: APIClient
) -> None:
    Project.objects.update(viewing_aids=False)
    response = fetch(alice_client, at_work)
    assert (response.status_code, response.json()["code"]) == (403, "aids_off")
    assert fetch(bob_client, at_work).status_code == 200
    factories.member_make(project, alice, "reviewer")
    assert fetch(alice_client, at_work).status_code == 403


def test_others_do_not_see_the_video(
    at_work: Video, project: Project, charlie_client: APIClient, anonymous_client: APIClient
) -> None:
    assert fetch(charlie_client, at_work).status_code == 404
    assert fetch(anonymous_client, at_work).status_code == 401


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"status": "processing"}, "video_not_ready"),
        ({"status": "failed"}, "video_not_ready"),
        ({"metadata_only": True}, "media_missing"),
    ],
)
def test_without_frames_there_are_none(
    ada_client: APIClient, ready: Video, fields: dict[str, Any], code: str
) -> None:
    Video.objects.filter(pk=ready.pk).update(**fields)
    response = fetch(ada_client, ready)
    assert (response.status_code, response.json()["code"]) == (409, code)
