"""Videos in: kept untouched, recognised, ingested by a job."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from rest_framework.test import APIClient

from annotations.models import Event, FrameTableRecord, Group, Job, Project, QueueEntry, Video
from annotations.services.video_files import video_folder, video_path
from tests import factories
from tests.media import clip
from tests.uploading import ingest, upload

URL = "/api/v1/videos/"
UNSOUND = b"<html>not a video</html>"


def incoming() -> list[Path]:
    return list(Path(django_settings.FILE_UPLOAD_TEMP_DIR).iterdir())


def test_an_upload_is_kept_untouched_under_a_name_of_ours(ada_client: APIClient, project: Project) -> None:
    content = clip("fps_24").read_bytes()
    response = upload(ada_client, content, kind="fake", source="Gen", prompt="a cat", licence="CC0")
    assert response.status_code == 201
    video = Video.objects.get()
    job = Job.objects.get()
    assert response.json() == {
        "id": str(video.pk),
        "video_id": "My clip",
        "status": "processing",
        "failure": None,
        "job": str(job.pk),
    }
    assert (video.kind, video.source, video.prompt, video.licence) == ("fake", "Gen", "a cat", "CC0")
    assert video.sha256 == hashlib.sha256(content).hexdigest()
    assert video_path(video).read_bytes() == content
    assert video_path(video).relative_to(django_settings.MEDIA_DIR).parts == (
        video.pk.hex[:2],
        video.pk.hex,
        "original.mp4",
    )
    assert incoming() == []
    assert Event.objects.get(action="video.uploaded").project == project


def test_ingest_makes_it_ready(ada_client: APIClient) -> None:
    video_id = upload(ada_client).json()["id"]
    job = ingest(video_id)
    assert (job.status, job.progress, job.error_code) == ("done", 1, "")
    body = ada_client.get(f"{URL}{video_id}/").json()
    expected = {
        "status": "ready",
        "width": 320,
        "height": 180,
        "frame_rate": [24, 1],
        "variable_rate": False,
        "frame_count": 48,
        "duration_us": 2_000_000,
        "rotation": 0,
        "has_audio": False,
        "failure": None,
        "job": str(job.pk),
        "poster": f"/api/v1/videos/{video_id}/poster.jpg",
        "filmstrip": f"/api/v1/videos/{video_id}/filmstrip.jpg",
    }
    assert {key: body[key] for key in expected} == expected
    assert body["filmstrip_layout"]["columns"] == len(body["filmstrip_layout"]["frames"])
    assert FrameTableRecord.objects.get().pts[0] == 0
    assert QueueEntry.objects.filter(video=video_id, status="open").count() == 1
    names = {path.name for path in video_folder(Video.objects.get()).iterdir()}
    assert names == {"original.mp4", "poster.jpg", "filmstrip.jpg", "signals.json"}


def test_a_file_that_is_no_video_fails_with_a_reason(ada_client: APIClient) -> None:
    video_id = upload(ada_client, UNSOUND).json()["id"]
    job = ingest(video_id)
    assert job.status == "failed"
    body = ada_client.get(f"{URL}{video_id}/").json()
    assert body["status"] == "failed"
    assert body["failure"]["code"] == job.error_code == "media_not_mp4"
    assert "not an MP4" in body["failure"]["detail"]
    assert not QueueEntry.objects.exists()


def test_the_same_bytes_again_are_refused_with_the_first(ada_client: APIClient) -> None:
    first = upload(ada_client).json()["id"]
    response = upload(ada_client, video_id="other")
    assert response.status_code == 409
    assert (response.json()["code"], response.json()["existing"]) == ("video_duplicate", first)
    assert incoming() == []


def test_another_project_may_have_the_same_bytes(ada_client: APIClient, ada: Any) -> None:
    factories.member_make(factories.project_make("second"), ada, "admin")
    upload(ada_client)
    assert upload(ada_client, project="second").status_code == 201


def test_bytes_that_were_taken_down_may_come_again(ada_client: APIClient) -> None:
    first = upload(ada_client).json()["id"]
    ada_client.delete(f"{URL}{first}/", {"reason": "wrong"})
    assert upload(ada_client, video_id="again").status_code == 201


def test_a_given_video_id_is_unique(ada_client: APIClient) -> None:
    upload(ada_client, video_id="clip-1")
    response = upload(ada_client, b"other bytes", video_id="clip-1")
    assert response.status_code == 409
    assert response.json()["code"] == "video_id_taken"
    assert Video.objects.count() == 1
    assert len(list(Path(django_settings.MEDIA_DIR).glob("*/*"))) == 1


def test_a_file_name_that_is_taken_gets_its_hash(ada_client: APIClient) -> None:
    upload(ada_client)
    content = b"other bytes"
    digest = hashlib.sha256(content).hexdigest()
    assert upload(ada_client, content).json()["video_id"] == f"My clip-{digest[:8]}"


@pytest.mark.parametrize("name", ["../../etc/passwd", "/abs.mp4", "c:\\x.mp4", "\u202egpj.mp4"])
def test_a_file_name_is_never_a_path(ada_client: APIClient, name: str) -> None:
    upload(ada_client, name=name)
    files = [path.name for path in Path(django_settings.DATA_DIR).rglob("*") if path.is_file()]
    assert files in ([], ["original.mp4"])


def test_a_group_shares_its_split(ada_client: APIClient) -> None:
    upload(ada_client, split="test", group="prompt 7")
    upload(ada_client, b"second", group="prompt 7")
    assert set(Video.objects.values_list("split", flat=True)) == {"test"}
    assert Group.objects.get().split == "test"
    response = upload(ada_client, b"third", group="prompt 7", split="train")
    assert response.json()["errors"][0]["code"] == "split_of_group"


def test_a_file_over_the_limit_is_refused(ada_client: APIClient, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 2**20
    response = upload(ada_client, b"x" * (2**20 + 1))
    assert response.status_code == 400
    assert (response.json()["code"], response.json()["limit"]) == ("upload_too_large", 1)
    assert incoming() == []


def test_a_request_that_says_it_is_too_large_is_not_read(ada_client: APIClient, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 10
    assert upload(ada_client, b"x" * 3 * 2**20).json()["code"] == "upload_too_large"


@pytest.mark.parametrize("fixture", ["alice_client", "bob_client", "rita_client"])
def test_only_admins_upload(fixture: str, request: pytest.FixtureRequest) -> None:
    assert upload(request.getfixturevalue(fixture)).status_code == 403
    assert not Video.objects.exists()


def test_it_refuses_an_outsider(charlie_client: APIClient, project: Project) -> None:
    assert upload(charlie_client).status_code == 404


def test_nobody_uploads_without_a_sign_in(anonymous_client: APIClient) -> None:
    assert upload(anonymous_client).status_code == 401


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"kind": "maybe"}, "kind"),
        ({"split": "dev"}, "split"),
        ({"video_id": "a/b"}, "video_id"),
        ({"video_id": ".hidden"}, "video_id"),
        ({"file": "text"}, "file"),
        ({"source": "x" * 201}, "source"),
    ],
)
def test_bad_input_is_400(ada_client: APIClient, fields: dict[str, Any], field: str) -> None:
    response = upload(ada_client, **fields)
    assert response.status_code == 400
    assert response.json()["errors"][0]["field"] == field


def test_an_empty_file_is_400(ada_client: APIClient) -> None:
    assert upload(ada_client, b"").json()["errors"][0]["code"] == "empty"


def test_a_failed_video_is_processed_again(ada_client: APIClient) -> None:
    video_id = upload(ada_client, UNSOUND).json()["id"]
    ingest(video_id)
    video_path(Video.objects.get()).write_bytes(clip("fps_24").read_bytes())
    response = ada_client.post(f"{URL}{video_id}/reprocess/")
    assert response.status_code == 202
    assert Video.objects.get().status == "processing"
    ingest(video_id)
    assert Video.objects.get().status == "ready"


def test_a_ready_video_stays_ready_while_it_is_processed_again(ada_client: APIClient) -> None:
    video_id = upload(ada_client).json()["id"]
    ingest(video_id)
    assert ada_client.post(f"{URL}{video_id}/reprocess/").json()["status"] == "queued"
    assert ada_client.post(f"{URL}{video_id}/reprocess/").json()["status"] == "queued"
    assert Video.objects.get().status == "ready"
    assert ingest(video_id).status == "done"
    assert QueueEntry.objects.count() == 1


def test_only_admins_process_again(bob_client: APIClient, video: Video) -> None:
    assert bob_client.post(f"{URL}{video.pk}/reprocess/").status_code == 403


def test_a_body_that_is_no_form_is_400(ada_client: APIClient, project: Project) -> None:
    for body in (b"", b"nonsense", b"--x\r\nContent-Disposition: form-data\r\n\r\n"):
        response = ada_client.post(URL, body, content_type="multipart/form-data; boundary=x")
        assert response.status_code == 400
        assert response["content-type"] == "application/problem+json"
