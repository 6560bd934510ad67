"""Files that writers fill bit by bit: hashed on the way, and lists that wait on disk for their place."""

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import IO, cast

from reviewers.releases.formats.base import FileFacts
from reviewers.releases.hashed import CHUNK, HashingFile, sha256_of


class OutFile:
    """A new file of a release that is hashed while it is written."""

    def __init__(self, path: Path) -> None:
        self._stream = path.open("wb", buffering=CHUNK)
        self._hashing = HashingFile(self._stream)

    def write(self, content: bytes) -> None:
        """Write and hash."""
        self._hashing.write(content)

    def copy(self, spool: IO[bytes]) -> None:
        """Write what waits in a spool, which ends with that."""
        spool.seek(0)
        shutil.copyfileobj(spool, cast(IO[bytes], self._hashing), CHUNK)
        spool.close()

    def close(self) -> FileFacts:
        """On the disk for good; its size and hash."""
        self._stream.flush()
        os.fsync(self._stream.fileno())
        self._stream.close()
        return self._hashing.facts()

    def drop(self) -> None:
        """Give up."""
        stream_drop(self._stream)


def stream_drop(stream: IO[bytes]) -> None:
    """Close what nobody will read: on a full disk what still waits in its buffer finds no room."""
    with suppress(OSError):
        stream.close()


def spool_open(folder: Path) -> IO[bytes]:
    """A file without a name, below the release's folder: gone when it is closed, or when the process ends."""
    return cast(IO[bytes], tempfile.TemporaryFile(dir=folder, buffering=CHUNK))


def file_facts(path: Path) -> FileFacts:
    """Size and hash of a file that somebody else wrote."""
    return {"bytes": path.stat().st_size, "sha256": sha256_of(path)}
