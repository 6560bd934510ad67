"""Downloads of a release say how long they are and which bytes they have, and go on where they stopped."""

import hashlib
from typing import Any

import pytest
from rest_framework.test import APIClient

from annotations.models import Project
from reviewers.models import Release
from tests.reviewers.exchange.test_release import FILES, URL, build, content, filled

__all__ = ["filled"]
pytestmark = pytest.mark.django_db


def test_each_file_says_its_length_and_its_bytes_before_it_is_read(
    filled: Project, rita_client: APIClient
) -> None:
    build(rita_client)
    for name in FILES:
        asked = rita_client.head(f"{URL}demo/1/{name}")
        whole = content(rita_client.get(f"{URL}demo/1/{name}"))
        assert (asked.status_code, asked["Accept-Ranges"]) == (200, "bytes"), name
        assert asked["Content-Length"] == str(len(whole)), name
        if name != "manifest.json":
            assert asked["ETag"] == f'"{hashlib.sha256(whole).hexdigest()}"', name


def test_a_download_goes_on_where_it_stopped_unless_the_file_is_another(
    filled: Project, rita_client: APIClient
) -> None:
    build(rita_client)
    address = f"{URL}demo/1/media.zip"
    whole = content(rita_client.get(address))
    tag = rita_client.head(address)["ETag"]
    rest = rita_client.get(address, headers={"Range": "bytes=1000-", "If-Range": tag})
    assert (rest.status_code, rest["Content-Length"]) == (206, str(len(whole) - 1000))
    assert rest["Content-Range"] == f"bytes 1000-{len(whole) - 1}/{len(whole)}"
    assert content(rest) == whole[1000:]
    other = rita_client.get(address, headers={"Range": "bytes=1000-", "If-Range": '"of another file"'})
    assert (other.status_code, content(other)) == (200, whole)
    beyond = rita_client.get(address, headers={"Range": f"bytes={len(whole)}-"})
    assert beyond.status_code == 416


def test_an_answer_is_read_from_disk_piece_by_piece(filled: Project, rita_client: APIClient) -> None:
    build(rita_client)
    answer: Any = rita_client.get(f"{URL}demo/1/media.zip")
    assert answer.streaming
    pieces = [len(piece) for piece in answer.streaming_content]
    known = Release.objects.get().manifest
    assert known is not None
    assert sum(pieces) == known["files"]["media.zip"]["bytes"]
    assert len(pieces) > 1
