"""Handing out media: ranges, validators, headers, and no file in memory."""

import re
import tracemalloc
from pathlib import Path

import pytest
from django.http import HttpResponseBase, StreamingHttpResponse
from django.test import RequestFactory

from annotations.errors import MediaMissingError
from annotations.media.serve import (
    ByteRange,
    MediaSource,
    RangeNotSatisfiableError,
    media_response,
    range_parse,
)

CONTENT = bytes(range(256)) * 4
SIZE = len(CONTENT)
SHA256 = "0f" * 32
ETAG = f'"{SHA256}"'


@pytest.fixture
def source(tmp_path: Path) -> MediaSource:
    path = tmp_path / "stored"
    path.write_bytes(CONTENT)
    return MediaSource(path=path, sha256=SHA256, name="clip-7.mp4")


def get(source: MediaSource, method: str = "GET", **headers: str) -> HttpResponseBase:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return media_response(RequestFactory().generic(method, "/media/", headers=named), source)


def body(response: HttpResponseBase) -> bytes:
    assert isinstance(response, StreamingHttpResponse)
    return b"".join(response)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("bytes=0-0", (0, 0)),
        ("bytes=0-99", (0, 99)),
        ("bytes=100-", (100, SIZE - 1)),
        ("bytes=0-", (0, SIZE - 1)),
        ("bytes=1000-99999", (1000, SIZE - 1)),
        (f"bytes={SIZE - 1}-{SIZE - 1}", (SIZE - 1, SIZE - 1)),
        ("bytes=-1", (SIZE - 1, SIZE - 1)),
        ("bytes=-100", (SIZE - 100, SIZE - 1)),
        ("bytes=-99999", (0, SIZE - 1)),
        ("bytes= 5-9", (5, 9)),
    ],
)
def test_one_range(source: MediaSource, header: str, expected: tuple[int, int]) -> None:
    response = get(source, Range=header)
    first, last = expected

    assert range_parse(header, SIZE) == ByteRange(first, last)
    assert response.status_code == 206
    assert response["Content-Range"] == f"bytes {first}-{last}/{SIZE}"
    assert response["Content-Length"] == str(last - first + 1)
    assert body(response) == CONTENT[first : last + 1]


@pytest.mark.parametrize(
    "header",
    [
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=9-5",
        "bytes=a-b",
        "lines=0-1",
        "bytes=0-1,5-6",
        "bytes=--1",
        "0-1",
    ],
)
def test_what_is_no_single_range_gets_the_whole_file(source: MediaSource, header: str) -> None:
    response = get(source, Range=header)

    assert range_parse(header, SIZE) is None
    assert response.status_code == 200
    assert not response.has_header("Content-Range")
    assert body(response) == CONTENT


@pytest.mark.parametrize("header", [f"bytes={SIZE}-", f"bytes={SIZE + 5}-{SIZE + 9}", "bytes=-0"])
def test_a_range_outside_the_file(source: MediaSource, header: str) -> None:
    response = get(source, Range=header)

    with pytest.raises(RangeNotSatisfiableError):
        range_parse(header, SIZE)
    assert response.status_code == 416
    assert response["Content-Range"] == f"bytes */{SIZE}"


def test_the_whole_file(source: MediaSource) -> None:
    response = get(source)

    assert response.status_code == 200
    assert response["Content-Length"] == str(SIZE)
    assert response["Accept-Ranges"] == "bytes"
    assert response["ETag"] == ETAG
    assert body(response) == CONTENT


@pytest.mark.parametrize("headers", [{}, {"Range": "bytes=0-9"}])
def test_head_describes_the_whole_file(source: MediaSource, headers: dict[str, str]) -> None:
    response = get(source, "HEAD", **headers)

    assert response.status_code == 200
    assert response["Content-Length"] == str(SIZE)
    assert response["Content-Type"] == "video/mp4"
    assert response["Accept-Ranges"] == "bytes"
    assert not isinstance(response, StreamingHttpResponse)


@pytest.mark.parametrize(
    ("if_range", "status"),
    [(ETAG, 206), ('"another"', 200), (f"W/{ETAG}", 200), ("Sun, 22 Nov 2026 10:00:00 GMT", 200)],
)
def test_if_range(source: MediaSource, if_range: str, status: int) -> None:
    assert get(source, Range="bytes=0-9", If_Range=if_range).status_code == status


@pytest.mark.parametrize(
    ("if_none_match", "status"),
    [(ETAG, 304), (f'"x", W/{ETAG}', 304), ("*", 304), ('"another"', 200), ("", 200)],
)
def test_if_none_match(source: MediaSource, if_none_match: str, status: int) -> None:
    response = get(source, If_None_Match=if_none_match)

    assert response.status_code == status
    assert response["ETag"] == ETAG


def test_if_none_match_comes_before_a_range(source: MediaSource) -> None:
    assert get(source, If_None_Match=ETAG, Range="bytes=0-9").status_code == 304


@pytest.mark.parametrize("headers", [{}, {"Range": "bytes=0-9"}, {"Range": f"bytes={SIZE}-"}])
def test_an_upload_can_never_act_as_a_page(source: MediaSource, headers: dict[str, str]) -> None:
    response = get(source, **headers)

    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "private, no-cache"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"


def test_the_name_is_the_servers(source: MediaSource) -> None:
    response = get(source)

    assert response["Content-Disposition"] == 'inline; filename="clip-7.mp4"'
    assert response["Content-Type"] == "video/mp4"


def test_nginx_sends_the_body_when_asked_to(source: MediaSource) -> None:
    behind_nginx = MediaSource(source.path, SHA256, source.name, accel_uri="/protected/ab/cd")
    response = get(behind_nginx, Range="bytes=0-9")

    assert response["X-Accel-Redirect"] == "/protected/ab/cd"
    assert response["Content-Type"] == "video/mp4"
    assert response.status_code == 200


def test_a_missing_file(source: MediaSource) -> None:
    source.path.unlink()

    with pytest.raises(MediaMissingError):
        get(source)


def test_a_large_file_is_not_read_into_memory(tmp_path: Path) -> None:
    path = tmp_path / "large"
    with path.open("wb") as file:
        file.truncate(200 * 2**20)
    response = get(MediaSource(path, SHA256, "large.mp4"))
    tracemalloc.start()

    assert isinstance(response, StreamingHttpResponse)
    sent = sum(len(chunk) for chunk in response)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert sent == 200 * 2**20
    assert peak < 4 * 2**20


def test_every_way_through_the_bytes_gives_the_same_file(source: MediaSource) -> None:
    pieces = [get(source, Range=f"bytes={first}-{first + 99}") for first in range(0, SIZE, 100)]
    ranges = [re.findall(r"\d+", piece["Content-Range"]) for piece in pieces]

    assert b"".join(body(piece) for piece in pieces) == CONTENT
    assert [int(size) for *_, size in ranges] == [SIZE] * len(pieces)
