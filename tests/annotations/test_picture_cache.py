"""The disk cache of frame pictures: bounded, least recently used first, safe under many writers."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from annotations.picture_cache import PictureCache, PictureKey

KEY = PictureKey("a" * 64, 3, "png")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "cache"
    folder.mkdir()
    return folder


def frame(number: int, sha256: str = "b" * 64) -> PictureKey:
    return PictureKey(sha256, number, "jpg")


def size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def test_it_gives_back_what_was_put_in(folder: Path) -> None:
    cache = PictureCache(folder, 1000)
    assert cache.get(KEY) is None
    cache.put(KEY, b"picture")
    assert cache.get(KEY) == b"picture"
    for other in (frame(3, KEY.sha256), PictureKey(KEY.sha256, 4, "png"), frame(3)):
        assert cache.get(other) is None


def test_it_stays_within_its_limit_and_keeps_what_was_used_last(folder: Path) -> None:
    cache = PictureCache(folder, 1000)
    for number in range(10):
        cache.put(frame(number), bytes(100))
        os.utime(folder / frame(number).path, (number, number))
    assert cache.get(frame(0)) is not None  # used now
    cache.put(frame(10), bytes(100))
    assert size_of(folder) <= 1000
    assert cache.get(frame(0)) is not None
    assert cache.get(frame(10)) is not None
    assert cache.get(frame(1)) is None


def test_what_is_too_large_or_unwanted_is_not_kept(folder: Path) -> None:
    PictureCache(folder, 10).put(KEY, bytes(11))
    PictureCache(folder, 0).put(KEY, b"x")
    assert list(folder.iterdir()) == []


def test_a_video_is_forgotten(folder: Path) -> None:
    cache = PictureCache(folder, 1000)
    cache.put(KEY, b"x")
    cache.put(frame(1), b"y")
    cache.forget(KEY.sha256)
    cache.forget("")
    assert cache.get(KEY) is None
    assert cache.get(frame(1)) == b"y"


def test_a_folder_that_cannot_be_written_is_no_error(folder: Path) -> None:
    (folder / "file").write_bytes(b"")
    cache = PictureCache(folder / "file", 1000)
    cache.put(KEY, b"x")
    assert cache.get(KEY) is None


@pytest.mark.parametrize("same", [True, False])
def test_many_writers_and_readers_at_once(folder: Path, same: bool) -> None:
    cache = PictureCache(folder, 5000)
    wrong: list[bytes] = []

    def work(worker: int) -> None:
        for number in range(60):
            key = frame(number % 7 if same else number, "c" * 64 if same else f"{worker:064}")
            cache.put(key, bytes([key.frame]) * 200)
            got = cache.get(key)
            if got not in (None, bytes([key.frame]) * 200):
                wrong.append(got or b"")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    assert wrong == []
    cache.put(KEY, b"last")
    assert size_of(folder) <= 5000
    assert not list(folder.rglob(".part-*"))
