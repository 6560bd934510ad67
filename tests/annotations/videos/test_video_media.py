"""A video's bytes, frames and thumbnails over REST; what serving means in detail is test_media_serve's."""

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image
from rest_framework.test import APIClient

from annotations.models import Project, User, Video
from annotations.services.assignments import queue_next
from annotations.services.video_files import video_path
from tests import factories
from tests.media import clip, read_code
from tests.uploading import ready_video

URL = "/api/v1/videos/"
PARTS = ["media/", "frames/", "frames/0.png", "poster.jpg", "filmstrip.jpg"]


@pytest.fixture
def clip_video(project: Project) -> Video:
    return ready_video(project, clip("fps_24"))


def body_of(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_the_original_bytes_come_back_with_ranges(ada_client: APIClient, clip_video: Video) -> None:
    content = clip("fps_24").read_bytes()
    url = f"{URL}{clip_video.pk}/media/"
    whole = ada_client.get(url)
    assert (whole.status_code, whole["content-type"], body_of(whole)) == (200, "video/mp4", content)
    assert whole["etag"] == f'"{clip_video.sha256}"'
    part = ada_client.get(url, headers={"range": "bytes=10-19"})
    assert (part.status_code, body_of(part)) == (206, content[10:20])
    assert ada_client.get(url, headers={"range": f"bytes={len(content)}-"}).status_code == 416
    head = ada_client.head(url)
    assert (head.status_code, head["content-length"]) == (200, str(len(content)))
    for answer in (whole, part, head):
        assert "sandbox" in answer["content-security-policy"]
        assert answer["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("image_format", ["png", "jpg", "webp"])
@pytest.mark.parametrize("frame", [0, 17, 47])
def test_a_frame_is_that_very_frame(
    ada_client: APIClient, clip_video: Video, frame: int, image_format: str
) -> None:
    response = ada_client.get(f"{URL}{clip_video.pk}/frames/{frame}.{image_format}")
    assert response.status_code == 200
    assert response["cache-control"] == "private, max-age=31536000, immutable"
    picture = Image.open(io.BytesIO(response.content)).convert("RGB")
    assert read_code(np.asarray(picture)) == frame


def test_a_known_frame_is_not_sent_again(ada_client: APIClient, clip_video: Video) -> None:
    url = f"{URL}{clip_video.pk}/frames/3.png"
    etag = ada_client.get(url)["etag"]
    again = ada_client.get(url, headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("name", ["48.png", "0.gif", "-1.png", "x.png", "99999999999999999999.png"])
def test_there_is_no_such_frame(ada_client: APIClient, clip_video: Video, name: str) -> None:
    assert ada_client.get(f"{URL}{clip_video.pk}/frames/{name}").status_code == 404


def test_the_frame_table_is_the_stored_one(ada_client: APIClient, clip_video: Video) -> None:
    body = ada_client.get(f"{URL}{clip_video.pk}/frames/").json()
    assert body["frame_count"] == len(body["pts"]) == 48
    assert body["key_frames"][0] == 0
    assert set(body) == {"time_base", "pts", "end_pts", "key_frames", "frame_count"}


@pytest.mark.parametrize("name", ["poster.jpg", "filmstrip.jpg"])
def test_thumbnails_are_jpegs(ada_client: APIClient, clip_video: Video, name: str) -> None:
    response = ada_client.get(f"{URL}{clip_video.pk}/{name}")
    assert (response.status_code, response["content-type"]) == (200, "image/jpeg")
    assert Image.open(io.BytesIO(body_of(response))).format == "JPEG"


@pytest.mark.parametrize("part", PARTS)
def test_whoever_works_on_it_may_read_it(
    part: str, alice: User, alice_client: APIClient, clip_video: Video, project: Project
) -> None:
    assert alice_client.get(f"{URL}{clip_video.pk}/{part}").status_code == 404
    assert queue_next(project=project, person=alice)
    assert alice_client.get(f"{URL}{clip_video.pk}/{part}").status_code == 200


@pytest.mark.parametrize("part", PARTS)
def test_it_refuses_an_outsider(part: str, charlie_client: APIClient, video: Video) -> None:
    assert charlie_client.get(f"{URL}{video.pk}/{part}").status_code == 404


@pytest.mark.parametrize("part", PARTS)
def test_metadata_alone_has_no_media(part: str, ada_client: APIClient, project: Project) -> None:
    video = factories.video_make(project, metadata_only=True)
    response = ada_client.get(f"{URL}{video.pk}/{part}")
    assert (response.status_code, response.json()["code"]) == (409, "media_missing")


@pytest.mark.parametrize("part", ["frames/", "frames/0.png"])
@pytest.mark.parametrize("status", ["processing", "failed"])
def test_before_ingest_there_are_no_frames(
    part: str, status: str, ada_client: APIClient, project: Project
) -> None:
    video = factories.video_make(project, status=status)
    response = ada_client.get(f"{URL}{video.pk}/{part}")
    assert (response.status_code, response.json()["code"]) == (409, "video_not_ready")


@pytest.mark.parametrize("part", ["media/", "frames/0.png"])
def test_a_lost_file_is_said_to_be_missing(part: str, ada_client: APIClient, clip_video: Video) -> None:
    video_path(clip_video).unlink()
    response = ada_client.get(f"{URL}{clip_video.pk}/{part}")
    assert (response.status_code, response.json()["code"]) == (409, "media_missing")


def test_nginx_sends_the_bytes_where_it_is_asked_to(
    ada_client: APIClient, clip_video: Video, settings: Any
) -> None:
    settings.X_ACCEL_PREFIX = "/protected/"
    response = ada_client.get(f"{URL}{clip_video.pk}/media/")
    assert response["x-accel-redirect"] == f"/protected/{clip_video.folder}/original.mp4"


@pytest.mark.parametrize("part", ["media/", "frames/0.png", "poster.jpg"])
def test_whatever_a_client_accepts_it_gets_the_bytes(
    part: str, ada_client: APIClient, clip_video: Video
) -> None:
    url = f"{URL}{clip_video.pk}/{part}"
    assert ada_client.get(url, headers={"accept": "image/png"}).status_code == 200


def test_a_picture_is_made_once(
    ada_client: APIClient, clip_video: Video, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = ada_client.get(f"{URL}{clip_video.pk}/frames/3.png").content
    monkeypatch.setattr("annotations.services.video_files.decode_frame", None)
    assert ada_client.get(f"{URL}{clip_video.pk}/frames/3.png").content == first


def test_kept_pictures_go_when_the_video_is_taken_down(
    ada_client: APIClient, clip_video: Video, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    ada_client.get(f"{URL}{clip_video.pk}/frames/3.png")
    kept = settings.DATA_DIR / "cache" / "frames" / clip_video.sha256
    assert [path.name for path in kept.iterdir()] == ["3.png"]
    with django_capture_on_commit_callbacks(execute=True):
        ada_client.delete(f"{URL}{clip_video.pk}/", {"reason": "asked for"})
    assert not kept.exists()
    assert ada_client.get(f"{URL}{clip_video.pk}/frames/3.png").json()["code"] == "media_missing"
