"""Parts in any order, again after a cut, wrong offset 409, wrong checksum 460, equal bytes at the end."""

import base64
import hashlib
import random
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from annotations.models import Event, Upload, User, Video
from annotations.selectors.stores import media_store
from annotations.selectors.uploads import upload_key
from annotations.services.files.uploads import uploads_expire
from tests.conftest import client_for
from tests.media import clip
from tests.uploading import ingest

pytestmark = pytest.mark.django_db
PART = 49152


@pytest.fixture(autouse=True)
def _small_parts(settings: Any, place: str) -> None:
    settings.UPLOAD_PART_BYTES = PART


@pytest.fixture(scope="module")
def content() -> bytes:
    return clip("fps_24").read_bytes()


def begin(client: APIClient, content: bytes, **fields: Any) -> Any:
    told = {"project": "demo", "name": "My clip.mp4", "byte_size": len(content)}
    return client.post("/api/v1/uploads/", {**told, **fields})


def checksum(piece: bytes) -> str:
    return "sha256 " + base64.b64encode(hashlib.sha256(piece).digest()).decode()


def send(client: APIClient, upload: str, offset: int, piece: bytes, said: str = "") -> Any:
    return client.put(
        f"/api/v1/uploads/{upload}/parts/{offset}/",
        piece,
        content_type="application/octet-stream",
        headers={"Upload-Checksum": said or checksum(piece)},
    )


def pieces(content: bytes) -> list[tuple[int, bytes]]:
    return [(offset, content[offset : offset + PART]) for offset in range(0, len(content), PART)]


def complete(client: APIClient, upload: str) -> Any:
    return client.post(f"/api/v1/uploads/{upload}/complete/")


def incoming(settings: Any) -> list[Path]:
    return [path for path in Path(settings.FILE_UPLOAD_TEMP_DIR).rglob("*") if path.is_file()]


def test_random_cuts_wrong_parts_and_repetitions_end_in_the_very_bytes(
    ada_client: APIClient, content: bytes, settings: Any
) -> None:
    chance = random.Random(7)  # noqa: S311 - the same cuts each time
    upload = begin(ada_client, content, kind="fake", source="Sora").json()["id"]
    todo = pieces(content) * 2
    chance.shuffle(todo)
    for offset, piece in todo:
        cut = piece[: chance.randrange(len(piece))]
        assert send(ada_client, upload, offset, cut, checksum(piece)).status_code == 409
        assert send(ada_client, upload, offset, piece[::-1], checksum(piece)).status_code in {204, 460}
        assert send(ada_client, upload, offset + 1, piece).json()["code"] == "upload_offset"
        assert send(ada_client, upload, offset, piece).status_code == 204
    assert len(ada_client.get(f"/api/v1/uploads/{upload}/").json()["parts"]) == len(pieces(content))

    made = complete(ada_client, upload)

    assert (made.status_code, made.json()["status"]) == (201, "processing")
    video = Video.objects.get(pk=made.json()["id"])
    assert video.sha256 == hashlib.sha256(content).hexdigest()
    assert (video.source, video.kind, video.original_name) == ("Sora", "fake", "My clip.mp4")
    assert complete(ada_client, upload).json() == made.json()
    assert incoming(settings) == []
    assert ingest(video.pk).status == "done"
    media: Any = ada_client.get(f"/api/v1/videos/{video.pk}/media/")
    assert b"".join(media.streaming_content) == content
    assert Event.objects.filter(action="video.uploaded", subject_id=str(video.pk)).count() == 1


def test_what_is_missing_is_named_and_only_that_need_be_sent(ada_client: APIClient, content: bytes) -> None:
    upload = begin(ada_client, content).json()["id"]
    last, first = pieces(content)[-1], pieces(content)[0]
    send(ada_client, upload, *last)
    refused = complete(ada_client, upload)
    assert (refused.status_code, refused.json()["code"]) == (409, "upload_incomplete")
    assert refused.json()["missing"][0] == 0
    assert last[0] not in refused.json()["missing"]
    again = ada_client.get("/api/v1/uploads/?project=demo").json()["results"][0]
    assert (again["id"], again["direct"], again["part_bytes"]) == (upload, False, PART)
    arrived = ada_client.get(f"/api/v1/uploads/{upload}/").json()["parts"]
    assert arrived == [{"offset": last[0], "sha256": hashlib.sha256(last[1]).hexdigest()}]
    send(ada_client, upload, *first)


def test_a_file_that_is_not_the_announced_one_is_refused_and_gone(
    ada_client: APIClient, content: bytes, settings: Any
) -> None:
    upload = begin(ada_client, content, sha256="0" * 64).json()["id"]
    for offset, piece in pieces(content):
        send(ada_client, upload, offset, piece)
    refused = complete(ada_client, upload)
    assert (refused.status_code, refused.json()["code"]) == (460, "upload_checksum")
    assert not Upload.objects.exists()
    assert not Video.objects.exists()
    assert incoming(settings) == []


def test_bytes_that_are_there_already_are_refused_before_they_are_sent(
    ada_client: APIClient, content: bytes
) -> None:
    sha256 = hashlib.sha256(content).hexdigest()
    late = begin(ada_client, content).json()["id"]
    early = begin(ada_client, content).json()["id"]
    for upload in (late, early):
        for offset, piece in pieces(content):
            send(ada_client, upload, offset, piece)
    video = complete(ada_client, early).json()["id"]
    assert begin(ada_client, content, sha256=sha256).json()["existing"] == video
    refused = complete(ada_client, late).json()
    assert (refused["code"], refused["existing"]) == ("video_duplicate", video)
    assert not media_store().holds(upload_key(Upload(pk=UUID(late))).rpartition("/")[0])
    assert media_store().size(upload_key(Upload(pk=UUID(video)))) == len(content)


def test_size_count_and_checksum_header_have_limits(
    ada_client: APIClient, content: bytes, settings: Any
) -> None:
    settings.UPLOAD_MAX_BYTES = len(content) - 1
    assert begin(ada_client, content).json()["code"] == "upload_too_large"
    settings.UPLOAD_MAX_BYTES, settings.UPLOADS_OPEN_MAX = len(content), 1
    upload = begin(ada_client, content).json()["id"]
    assert begin(ada_client, content).json()["code"] == "uploads_too_many"
    assert send(ada_client, upload, 0, content[:PART], "md5 x").json()["errors"][0]["code"] == "invalid"
    assert send(ada_client, upload, 0, content[: PART + 1]).json()["code"] == "upload_offset"
    assert send(ada_client, upload, 0, b"").json()["code"] == "upload_offset"
    assert ada_client.delete(f"/api/v1/uploads/{upload}/").status_code == 204
    assert begin(ada_client, content).status_code == 201


def test_a_file_name_is_never_a_path(ada_client: APIClient, content: bytes) -> None:
    told = {"../../etc/passwd": "passwd", "c:\\x\u202e.mp4": "x.mp4", "../..": "video"}
    assert {name: begin(ada_client, content, name=name).json()["name"] for name in told} == told


def test_an_upload_is_the_project_admins_alone(
    ada_client: APIClient, bob: User, rita: User, charlie: User, content: bytes
) -> None:
    upload = begin(ada_client, content).json()["id"]
    for person in (bob, rita, charlie):
        client = client_for(person)
        assert begin(client, content).status_code in {403, 404}
        assert send(client, upload, *pieces(content)[0]).status_code == 404
        assert client.get("/api/v1/uploads/").json()["results"] == []


def test_what_nobody_goes_on_with_is_swept_away(
    ada_client: APIClient, content: bytes, settings: Any, place: str
) -> None:
    kept, left = (begin(ada_client, content).json()["id"] for _ in range(2))
    for upload in (kept, left):
        send(ada_client, upload, *pieces(content)[0])
    Upload.objects.filter(pk=left).update(used_at=timezone.now() - timedelta(hours=49))
    assert uploads_expire() == 1
    assert [str(pk) for pk in Upload.objects.values_list("pk", flat=True)] == [kept]
    assert len(incoming(settings)) == (place == "folder")
