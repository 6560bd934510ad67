"""Files that are hashed while they are written, and never seen half written."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

CHUNK = 1 << 20


class HashingFile:
    """A binary file to write to in one go; knows the SHA-256 and the size of what went through."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream = stream
        self.sha256 = hashlib.sha256()
        self.size = 0

    def write(self, content: bytes) -> int:
        """Write and hash."""
        self.sha256.update(content)
        self.size += len(content)
        return self.stream.write(content)

    def flush(self) -> None:
        """Part of what zipfile asks of a file."""
        self.stream.flush()

    def facts(self) -> dict[str, Any]:
        """What a manifest says about a file."""
        return {"bytes": self.size, "sha256": self.sha256.hexdigest()}


@contextmanager
def hashed_file(path: Path) -> Iterator[HashingFile]:
    """A new file that is on the disk for good when the block ends."""
    with path.open("wb", buffering=CHUNK) as stream:
        yield HashingFile(stream)
        stream.flush()
        os.fsync(stream.fileno())


def as_stream(file: HashingFile) -> IO[bytes]:
    """The file as the type that writers ask for: they only write."""
    return cast(IO[bytes], file)


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's content."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
