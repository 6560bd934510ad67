"""Bytes arrive whole or not at all, whatever the line does."""

import hashlib
import io
import json
import random
import zipfile
from pathlib import Path

import pytest

from deeptrace.downloads import ByteStream, file_download, member_download
from deeptrace.errors import (
    ConnectionFailedError,
    HashMismatchError,
    ReleaseChangedError,
    TooManyRequestsError,
)
from deeptrace.remote_zip import members_of
from deeptrace.rows import RowsUnreadableError, lines_of, rows_of
from tests.client.serving import Shelf, served

CONTENT = random.Random(7).randbytes(700_000)  # noqa: S311 - test data
SHA = hashlib.sha256(CONTENT).hexdigest()


def test_a_stream_goes_on_where_the_line_broke() -> None:
    with served(Shelf(CONTENT, cuts=[300_000, 0, 100_000])) as shelf:
        assert b"".join(ByteStream(shelf.wire(), "/file")) == CONTENT
    assert shelf.ranges == ["", "bytes=300000-", "bytes=300000-", "bytes=400000-"]


def test_a_line_that_never_holds_is_given_up() -> None:
    with served(Shelf(CONTENT, cuts=[0] * 9)) as shelf, pytest.raises(ConnectionFailedError, match="URL"):
        list(ByteStream(shelf.wire(), "/file"))


def test_retry_after_is_honoured_and_a_refusal_says_what_to_do() -> None:
    patience = (429, {"Retry-After": "0"})
    with served(Shelf(b"[]", refusals=[patience, (503, {})])) as shelf:
        assert shelf.wire().get("file") == []
        shelf.refusals = [patience] * 9
        with pytest.raises(TooManyRequestsError, match="fewer workers") as caught:
            shelf.wire().get("file")
    assert caught.value.retry_after == 0


def test_a_stopped_download_is_taken_up_again(tmp_path: Path) -> None:
    target = tmp_path / "file.bin"
    with served(Shelf(CONTENT, cuts=[200_000] + [0] * 9)) as shelf:
        with pytest.raises(ConnectionFailedError):
            file_download(shelf.wire(), "/file", target, SHA)
        assert not target.exists()
        shelf.cuts.clear()
        shelf.ranges.clear()
        file_download(shelf.wire(), "/file", target, SHA)
        assert shelf.ranges == ["bytes=200000-"]
        file_download(shelf.wire(), "/file", target, SHA)
    assert target.read_bytes() == CONTENT
    assert shelf.ranges == ["bytes=200000-"]
    assert [path.name for path in tmp_path.iterdir()] == ["file.bin"]


def test_a_file_that_became_another_is_fetched_from_its_first_byte(tmp_path: Path) -> None:
    target = tmp_path / "file.bin"
    with (
        served(Shelf(CONTENT[::-1], cuts=[200_000] + [0] * 9)) as shelf,
        pytest.raises(ConnectionFailedError),
    ):
        file_download(shelf.wire(), "/file", target, None)
    with served(Shelf(CONTENT)) as shelf:
        file_download(shelf.wire(), "/file", target, SHA)
    assert target.read_bytes() == CONTENT


def test_a_file_that_changes_while_it_is_read_is_an_error() -> None:
    with served(Shelf(CONTENT, cuts=[100_000])) as shelf:
        chunks = iter(ByteStream(shelf.wire(), "/file"))
        next(chunks)
        shelf.etag = '"another"'
        with pytest.raises(ReleaseChangedError):
            list(chunks)


def test_wrong_bytes_are_thrown_away(tmp_path: Path) -> None:
    with served(Shelf(CONTENT)) as shelf, pytest.raises(HashMismatchError, match="again"):
        file_download(shelf.wire(), "/file", tmp_path / "file.bin", "0" * 64)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_files_come_out_of_a_zip_that_stays_where_it_is(tmp_path: Path, method: int) -> None:
    made = io.BytesIO()
    files = {
        f"videos/{name}.mp4": CONTENT[start:] for name, start in (("a", 0), ("b", 650_000), ("c", 699_999))
    }
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    with served(Shelf(made.getvalue(), cuts=[])) as shelf:
        members = members_of(shelf.wire(), "/zip", len(made.getvalue()))
        shelf.cuts = [100_000]
        for member in members:
            sha = hashlib.sha256(files[member.name]).hexdigest()
            member_download(shelf.wire(), "/zip", member, tmp_path / member.name, sha)
        with pytest.raises(HashMismatchError):
            member_download(shelf.wire(), "/zip", members[0], tmp_path / "other.mp4", "0" * 64)
    assert {name: (tmp_path / name).read_bytes() for name in files} == files


@pytest.mark.parametrize("size", [1, 3, 7, 1000])
def test_rows_are_read_from_pieces_of_any_size(size: int) -> None:
    rows = [{"video_id": "größe 🎬", "n": [1, {"a": None}]}, {}, {"x": "]},{"}]
    for indent in (None, 2):
        whole = json.dumps(rows, ensure_ascii=False, indent=indent).encode()
        assert list(rows_of(whole[at : at + size] for at in range(0, len(whole), size))) == rows
    lines = b"".join(json.dumps(row).encode() + b"\n" for row in rows)
    assert list(lines_of(lines[at : at + size] for at in range(0, len(lines), size))) == rows


@pytest.mark.parametrize("content", [b"", b"{}", b'[{"a": 1}', b"[1]", b"[] x"])
def test_what_are_no_rows_is_said(content: bytes) -> None:
    with pytest.raises(RowsUnreadableError):
        list(rows_of([content]))
