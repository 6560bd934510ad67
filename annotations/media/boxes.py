"""The outermost boxes of an MP4 file: enough to tell what it is and whether all of it is there."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from annotations.media.errors import (
    MediaEmptyError,
    MediaNotMp4Error,
    MediaTooLargeError,
    MediaTruncatedError,
)

HEADER_BYTES = 8
LARGE_HEADER_BYTES = 16
TO_THE_END, LARGE_SIZE = 0, 1
KNOWN_BOXES = frozenset(
    b"ftyp moov mdat moof free skip wide uuid meta sidx mfra styp pdin emsg ssix prft".split()
)


def boxes_check(path: Path, file_bytes_limit: int) -> None:
    """Refuse what is not a whole MP4 file, without any media library.

    Raises MediaEmptyError, MediaTooLargeError, MediaNotMp4Error, MediaTruncatedError.
    """
    file_bytes = path.stat().st_size
    if not file_bytes:
        raise MediaEmptyError
    if file_bytes > file_bytes_limit:
        raise MediaTooLargeError(file_bytes=file_bytes, limit=file_bytes_limit)
    with path.open("rb") as file:
        if file.read(HEADER_BYTES)[4:] != b"ftyp":
            raise MediaNotMp4Error
        names = set(_boxes(file, file_bytes))
    if b"moov" not in names:
        raise MediaTruncatedError


def _boxes(file: BinaryIO, file_bytes: int) -> Iterator[bytes]:
    """Yield the names of the outermost boxes up to the first unknown one: some tools append their own."""
    start = 0
    while start + HEADER_BYTES <= file_bytes:
        file.seek(start)
        size, name = struct.unpack(">I4s", file.read(HEADER_BYTES))
        if name not in KNOWN_BOXES:
            return
        if size == LARGE_SIZE:
            size = int.from_bytes(file.read(LARGE_HEADER_BYTES - HEADER_BYTES), "big")
        if size == TO_THE_END:
            size = file_bytes - start
        if size < HEADER_BYTES or start + size > file_bytes:
            raise MediaTruncatedError
        yield name
        start += size
