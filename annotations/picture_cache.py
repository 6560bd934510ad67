"""Pictures of frames kept on disk up to a size: each costs a process and up to a second to make.

Any number of processes may read and write at once: files appear whole, and one that goes while it is read is
read to its end. What was used longest ago goes first.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

ROOM_AFTER = 0.9  # eviction goes on below the limit, so that not every picture evicts


@dataclass(frozen=True, slots=True)
class PictureKey:
    """The bytes of the video, the frame and the picture's format."""

    sha256: str
    frame: int
    image_format: str

    @property
    def path(self) -> Path:
        """Where it lies below the cache's folder: one folder a video."""
        return Path(self.sha256) / f"{self.frame}.{self.image_format}"


@dataclass(frozen=True, slots=True)
class PictureCache:
    """A folder with at most `limit_bytes` of pictures; 0 keeps none."""

    folder: Path
    limit_bytes: int

    def get(self, key: PictureKey) -> bytes | None:
        """The picture, or None; it counts as used now."""
        path = self.folder / key.path
        try:
            picture = path.read_bytes()
        except OSError:
            return None
        with suppress(OSError):
            os.utime(path)
        return picture

    def put(self, key: PictureKey, picture: bytes) -> None:
        """Keep a picture and make room; a full or read-only disk is no error, it only keeps nothing."""
        if len(picture) > self.limit_bytes:
            return
        with suppress(OSError):
            self._write(self.folder / key.path, picture)
        self._evict()

    def forget(self, sha256: str) -> None:
        """Remove every picture of a video."""
        if sha256:
            shutil.rmtree(self.folder / sha256, ignore_errors=True)

    def _write(self, path: Path, picture: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".part-", delete=False) as part:
            part.write(picture)
        os.replace(part.name, path)

    def _evict(self) -> None:
        kept = sorted(self._files())
        used = sum(size for _, size, _ in kept)
        if used <= self.limit_bytes:
            return
        for _, size, path in kept:
            if used <= self.limit_bytes * ROOM_AFTER:
                return
            with suppress(OSError):
                path.unlink()
            with suppress(OSError):
                path.parent.rmdir()  # only an empty one goes
            used -= size

    def _files(self) -> Iterator[tuple[int, int, Path]]:
        """(last use, bytes, path) of every file; what goes meanwhile is left out."""
        for folder, _, names in os.walk(self.folder):
            for name in names:
                path = Path(folder, name)
                with suppress(OSError):
                    found = path.stat()
                    yield found.st_mtime_ns, found.st_size, path
