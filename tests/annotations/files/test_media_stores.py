"""Media in a folder and in a bucket: ingested, read by ranges, shown, released, taken down alike."""

import hashlib
import os
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from annotations.media.store.bucket import CopyFolder
from annotations.models import Upload, Video
from annotations.selectors.stores import media_store
from annotations.selectors.uploads import upload_key
from annotations.services.files.copies import copies_forget
from annotations.services.ingest import video_verify
from annotations.services.video_files import video_path
from deeptrace_site.middleware import page_policy
from reviewers.services.first_frames import first_frames
from tests.annotations.files.stores import use_bucket
from tests.annotations.files.test_uploads import PART, begin, complete, pieces, send
from tests.media import clip
from tests.uploading import ingest, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def stored(ada_client: APIClient, place: str) -> Video:
    """A video that came by the form and was ingested."""
    made = upload(ada_client).json()
    assert ingest(made["id"]).status == "done"
    return Video.objects.get(pk=made["id"])


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_original_ranges_pictures_and_frames_are_answered(
    ada_client: APIClient, stored: Video, settings: Any, place: str
) -> None:
    content, path = clip("fps_24").read_bytes(), f"/api/v1/videos/{stored.pk}/"
    assert body(ada_client.get(path + "media/")) == content
    part: Any = ada_client.get(path + "media/", headers={"Range": "bytes=100-299"})
    assert (part.status_code, body(part)) == (206, content[100:300])
    assert part["Content-Range"] == f"bytes 100-299/{len(content)}"
    assert ada_client.head(path + "media/")["Content-Length"] == str(len(content))
    beyond = ada_client.get(path + "media/", headers={"Range": f"bytes={len(content)}-"})
    assert beyond.status_code == 416
    assert body(ada_client.get(path + "poster.jpg"))[:2] == b"\xff\xd8"
    assert ada_client.get(path + "frames/0.png").status_code == 200
    assert ada_client.get(path + "signals/").status_code == 200
    assert first_frames([stored])
    assert video_verify(video=stored) == []
    assert any(Path(settings.MEDIA_DIR).iterdir()) == (place == "folder")


def test_a_take_down_leaves_nothing(
    ada_client: APIClient, stored: Video, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    path = f"/api/v1/videos/{stored.pk}/"
    ada_client.get(path + "frames/0.png")
    with django_capture_on_commit_callbacks(execute=True):
        assert ada_client.delete(path, {"reason": "asked for"}).status_code == 204
    assert copies_forget() == 0
    assert not media_store().holds(stored.folder)
    stored.refresh_from_db()
    assert video_verify(video=stored) == []
    left = [p for p in Path(settings.DATA_DIR).rglob("*") if p.is_file() and stored.pk.hex in str(p)]
    assert left == []


def send_by_links(client: APIClient, upload: str, wishes: list[Any], content: bytes) -> list[int]:
    """Send these parts of `content` to where the server says; the statuses."""
    asked = client.post(f"/api/v1/uploads/{upload}/links/", {"parts": wishes}).json()
    found = []
    for link in asked["links"]:
        assert "x-amz-checksum-sha256" in link["url"].lower() or "x-amz-checksum-sha256" in link["headers"]
        piece = content[link["offset"] : link["offset"] + PART]
        found.append(httpx.put(link["url"], content=piece, headers=link["headers"]).status_code)
    return found


def test_parts_go_straight_to_the_bucket_and_go_on_after_a_cut(
    ada_client: APIClient, object_server: str, settings: Any
) -> None:
    settings.UPLOAD_PART_BYTES = PART
    use_bucket(settings, object_server, public_endpoint=object_server)
    content = clip("fps_24").read_bytes()
    begun = begin(ada_client, content).json()
    assert begun["direct"] is True
    wishes = [
        {"offset": offset, "sha256": hashlib.sha256(piece).hexdigest()} for offset, piece in pieces(content)
    ]
    assert send_by_links(ada_client, begun["id"], wishes[:1], content) == [200]
    again = ada_client.get(f"/api/v1/uploads/{begun['id']}/").json()
    assert again["parts"] == wishes[:1]
    missing = [wish["offset"] for wish in wishes[1:]]
    assert complete(ada_client, begun["id"]).json()["missing"] == missing
    assert set(send_by_links(ada_client, begun["id"], wishes[1:], content)) == {200}
    made = complete(ada_client, begun["id"])
    assert made.status_code == 201
    assert Video.objects.get().sha256 == hashlib.sha256(content).hexdigest()
    assert body(ada_client.get(f"/api/v1/videos/{made.json()['id']}/media/")) == content


def test_a_folder_gives_no_links(ada_client: APIClient) -> None:
    begun = begin(ada_client, b"0123").json()
    asked = {"parts": [{"offset": 0, "sha256": "0" * 64}]}
    assert ada_client.post(f"/api/v1/uploads/{begun['id']}/links/", asked).json()["code"] == "wrong_state"


def test_an_upload_that_is_given_up_leaves_nothing(ada_client: APIClient, place: str, settings: Any) -> None:
    settings.UPLOAD_PART_BYTES = PART
    content = clip("fps_24").read_bytes()
    begun = begin(ada_client, content).json()
    send(ada_client, begun["id"], *pieces(content)[0])
    row = Upload.objects.get()
    assert ada_client.delete(f"/api/v1/uploads/{begun['id']}/").status_code == 204
    assert media_store().parts_there(upload_key(row), row.store_name) == {}
    assert not media_store().holds(upload_key(row).rpartition("/")[0])


def test_copies_take_limited_room_and_those_in_use_stay(tmp_path: Path) -> None:
    copies = CopyFolder(tmp_path, limit_bytes=10)
    for name in ("a", "b", "c"):
        copies.fetch(f"aa/{name}/original.mp4", 6, iter([b"123456"]))
    assert len(copies.keys()) == 3
    for name in ("a", "b"):
        old = tmp_path / "aa" / name / "original.mp4"
        os.utime(old, (1, 1 + (name == "b")))
    copies.fetch("aa/d/original.mp4", 2, iter([b"12"]))
    assert sorted(copies.keys()) == ["aa/c/original.mp4", "aa/d/original.mp4"]
    with pytest.raises(OSError, match="3 of 6 bytes"):
        copies.fetch("aa/e/original.mp4", 6, iter([b"123"]))
    assert copies.get("aa/e/original.mp4") is None


def test_copies_of_what_was_taken_down_elsewhere_go_too(
    ada_client: APIClient, object_server: str, settings: Any
) -> None:
    use_bucket(settings, object_server)
    made = upload(ada_client).json()
    video = Video.objects.get(pk=made["id"])
    assert video_path(video).is_file()
    assert copies_forget() == 0
    Video.objects.filter(pk=video.pk).update(taken_down_at=timezone.now())
    assert copies_forget() == 1


def test_pages_may_connect_to_the_storage_that_is_named_and_nowhere_else() -> None:
    assert "connect-src 'self' https://s3.example.org;" in page_policy("https://s3.example.org/path")
    assert "connect-src 'self';" in page_policy("")
