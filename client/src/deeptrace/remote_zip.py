"""The list of files in a zip on the server, read from its end: the rest stays where it is."""

from __future__ import annotations

import io
import zipfile
from typing import IO, cast

from deeptrace.downloads import ByteStream, Member
from deeptrace.wire import Wire

TAIL = 1 << 16


class RangeFile(io.RawIOBase):
    """A file on the server that is read where somebody looks."""

    def __init__(self, wire: Wire, url: str, size: int) -> None:
        self._wire, self._url, self._size, self._at = wire, url, size, 0
        self._from, self._held = size, b""

    def seekable(self) -> bool:
        """It is."""
        return True

    def readable(self) -> bool:
        """It is."""
        return True

    def tell(self) -> int:
        """Where the next byte comes from."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Look elsewhere."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def read(self, size: int = -1) -> bytes:
        """Bytes from here on; a good piece around them is kept."""
        end = self._size if size < 0 else min(self._size, self._at + size)
        if self._at >= end:
            return b""
        if not self._from <= self._at or end > self._from + len(self._held):
            self._from = max(0, min(self._at, self._size - TAIL))
            self._held = b"".join(ByteStream(self._wire, self._url, self._from, max(end, self._from + 1)))
        piece = self._held[self._at - self._from : end - self._from]
        self._at = end
        return piece


def members_of(wire: Wire, url: str, size: int) -> list[Member]:
    """The files in the zip, by where they lie."""
    with zipfile.ZipFile(cast(IO[bytes], RangeFile(wire, url, size))) as archive:
        entries = sorted(archive.infolist(), key=lambda entry: entry.header_offset)
        starts = [entry.header_offset for entry in entries[1:]] + [archive.start_dir]
    return [
        Member(
            name=entry.filename,
            first=entry.header_offset,
            end=end,
            size=entry.file_size,
            stored_size=entry.compress_size,
            is_stored=entry.compress_type == zipfile.ZIP_STORED,
        )
        for entry, end in zip(entries, starts, strict=True)
    ]
