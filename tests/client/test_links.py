"""The media of a release that lists links: each from its own address, resumed, its hash checked."""

import hashlib
from pathlib import Path
from typing import Any

import pytest

from deeptrace.api.links import links_of
from deeptrace.api.releases import Release
from deeptrace.errors import HashMismatchError
from tests.client.serving import Shelf, served

CONTENT = bytes(range(256)) * 2000
SHA = hashlib.sha256(CONTENT).hexdigest()
VIDEO = "/api/v1/videos/0b0b0b0b-0000-4000-8000-000000000000/media/"


def listed(url: str = VIDEO, path: str = "videos/a.mp4", sha256: str = SHA) -> str:
    return f"# no media here: videos/z.mp4\n# {url} {len(CONTENT)} bytes\n{sha256}  {path}\n"


def release(shelf: Shelf, folder: Path, text: str) -> Release:
    """A release whose own files lie in the folder already."""
    (folder / "all_data.json").write_text("[]")
    (folder / "media.txt").write_text(text)
    files: list[dict[str, Any]] = [
        {
            "name": name,
            "url": f"/{name}",
            "bytes": (folder / name).stat().st_size,
            "sha256": hashlib.sha256((folder / name).read_bytes()).hexdigest(),
        }
        for name in ("all_data.json", "media.txt")
    ]
    body = {"project": "p", "version": 1, "status": "done", "files": files}
    made = Release(shelf.wire(), body)
    made._manifest = {"videos": [{"path": "videos/a.mp4", "split": "train"}]}
    return made


def test_linked_media_are_fetched_over_a_line_that_breaks(tmp_path: Path) -> None:
    with served(Shelf(CONTENT, cuts=[100_000])) as shelf:
        made = release(shelf, tmp_path, listed())
        made.download(tmp_path, splits=["test"], progress=False)
        assert shelf.ranges == []
        made.download(tmp_path, splits=["train"], progress=False)
        assert shelf.ranges == ["", "bytes=100000-"]
        made.download(tmp_path, progress=False)
    assert shelf.ranges == ["", "bytes=100000-"]
    assert (tmp_path / "videos/a.mp4").read_bytes() == CONTENT


def test_other_bytes_than_the_release_names_are_thrown_away(tmp_path: Path) -> None:
    with served(Shelf(CONTENT)) as shelf, pytest.raises(HashMismatchError):
        release(shelf, tmp_path, listed(sha256="0" * 64)).download(tmp_path, progress=False)
    assert not (tmp_path / "videos/a.mp4").exists()


def test_the_token_goes_to_no_other_address(tmp_path: Path) -> None:
    file = tmp_path / "media.txt"
    file.write_text(listed(url="https://elsewhere.example.org/a.mp4"))
    assert list(links_of(file)) == []
    file.write_text(f"# {VIDEO} 5 bytes\n\\{SHA}  a\\\\b\\nc\n")
    assert [each.path for each in links_of(file)] == ["a\\b\nc"]
