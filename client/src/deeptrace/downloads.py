"""Bytes of a release: read as a stream that survives a broken line, written to files that are checked."""

from __future__ import annotations

import hashlib
import os
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from deeptrace.errors import HashMismatchError, ProblemError, ReleaseChangedError
from deeptrace.wire import RANGE_NOT_SATISFIABLE, Wire

CHUNK = 1 << 18
PARTIAL = 206
SHA256 = re.compile(r'"([0-9a-f]{64})"')
OnBytes = Callable[[int], None]


def ignore_bytes(count: int) -> None:
    """Nobody watches."""


@dataclass(slots=True)
class ByteStream:
    """The bytes `start..end` (end not included, None: to the end of the file) of one address.

    Where the line breaks, reading goes on at the same byte by Range and If-Range: what comes is one file or
    an error, never a mixture of two. `etag` is the file's mark, known after the first bytes.
    """

    wire: Wire
    path: str
    start: int = 0
    end: int | None = None
    etag: str = ""
    total: int | None = None

    def __iter__(self) -> Iterator[bytes]:
        """The bytes; raises ReleaseChangedError, ConnectionFailedError or a ProblemError."""
        failed = 0
        while True:
            before = self.start
            try:
                yield from self._once()
                return
            except (httpx.TransportError, ProblemError) as error:
                failed = failed + 1 if self.start == before else 1
                self.wire.pause(error, failed)

    def _once(self) -> Iterator[bytes]:
        with self.wire.stream(self.path, self._headers()) as response:
            self._check(response)
            for chunk in response.iter_raw():
                self.start += len(chunk)
                yield chunk
        if self.total is not None and self.start < (self.end or self.total):
            raise httpx.RemoteProtocolError("The answer ended early.")

    def _headers(self) -> dict[str, str]:
        if not self.start and self.end is None:
            return {}
        last = "" if self.end is None else str(self.end - 1)
        wanted = {"Range": f"bytes={self.start}-{last}"}
        return wanted | ({"If-Range": self.etag} if self.etag else {})

    def _check(self, response: httpx.Response) -> None:
        etag = response.headers.get("ETag", "")
        if self.etag and etag != self.etag:
            raise ReleaseChangedError(f"{self.path} changed while it was read. Delete what you have of it.")
        self.etag = etag
        if response.status_code == PARTIAL:
            self.total = int(response.headers["Content-Range"].rpartition("/")[2])
        elif self._headers():
            raise ReleaseChangedError(f"{self.path} cannot be read in parts; a proxy may be in the way.")
        elif "Content-Length" in response.headers:
            self.total = int(response.headers["Content-Length"])


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, read in pieces."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def file_download(
    wire: Wire, url: str, target: Path, sha256: str | None, on_bytes: OnBytes = ignore_bytes
) -> None:
    """Bring one file to `target` and check its hash; a run that was stopped goes on where it was.

    Without `sha256` the hash in the server's ETag counts. Raises HashMismatchError: the file is then gone.
    """
    if target.is_file() and sha256 and sha256_of(target) == sha256:
        on_bytes(target.stat().st_size)
        return
    part, mark = _beside(target, "part"), _beside(target, "etag")
    try:
        etag = _fetch(wire, url, part, mark, on_bytes)
    except ReleaseChangedError:
        _forget(part, mark)
        etag = _fetch(wire, url, part, mark, on_bytes)
    found = SHA256.fullmatch(etag)
    wanted = sha256 or (found[1] if found else None)
    if wanted and sha256_of(part) != wanted:
        _forget(part, mark)
        raise HashMismatchError(f"{target.name}: the bytes are not those of the release. Download it again.")
    os.replace(part, target)
    mark.unlink(missing_ok=True)


def _fetch(wire: Wire, url: str, part: Path, mark: Path, on_bytes: OnBytes) -> str:
    """Append what is missing; returns the file's ETag."""
    etag = mark.read_text() if mark.is_file() else ""
    have = part.stat().st_size if etag and part.is_file() else 0
    stream = ByteStream(wire, url, start=have, etag=etag)
    on_bytes(have)
    with part.open("ab" if have else "wb") as file:
        try:
            for chunk in stream:
                if not etag:
                    etag = stream.etag
                    mark.write_text(etag)
                file.write(chunk)
                on_bytes(len(chunk))
        except ProblemError as error:
            if error.status != RANGE_NOT_SATISFIABLE or not have:
                raise  # it had all been there: the hash decides
    return etag


@dataclass(frozen=True, slots=True)
class Member:
    """One file inside a zip on the server: its bytes lie somewhere in `first..end`, after a local header."""

    name: str
    first: int
    end: int
    size: int
    stored_size: int
    is_stored: bool


LOCAL_HEADER = 30


def member_download(
    wire: Wire, url: str, member: Member, target: Path, sha256: str | None, on_bytes: OnBytes = ignore_bytes
) -> None:
    """Bring one file out of a zip that stays on the server; raises HashMismatchError."""
    if target.is_file() and _is_whole(target, member, sha256):
        on_bytes(member.size)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    part, digest = _beside(target, "part"), hashlib.sha256()
    with part.open("wb") as file:
        for chunk in _member_bytes(ByteStream(wire, url, start=member.first, end=member.end), member):
            digest.update(chunk)
            file.write(chunk)
            on_bytes(len(chunk))
    if part.stat().st_size != member.size or (sha256 and digest.hexdigest() != sha256):
        part.unlink()
        raise HashMismatchError(f"{member.name}: the bytes are not those of the release. Download it again.")
    os.replace(part, target)


def _member_bytes(stream: ByteStream, member: Member) -> Iterator[bytes]:
    inflate = None if member.is_stored else zlib.decompressobj(-zlib.MAX_WBITS)
    head, skip, left = b"", LOCAL_HEADER, member.stored_size
    for chunk in stream:
        if len(head) < skip:
            head += chunk
            if len(head) >= LOCAL_HEADER:
                skip = (
                    LOCAL_HEADER
                    + int.from_bytes(head[26:28], "little")
                    + int.from_bytes(head[28:30], "little")
                )
            if len(head) < skip:
                continue
            chunk = head[skip:]  # noqa: PLW2901 - what follows the header
            head = head[:skip]
        taken = chunk[:left]
        left -= len(taken)
        yield taken if inflate is None else inflate.decompress(taken)


def _is_whole(target: Path, member: Member, sha256: str | None) -> bool:
    if target.stat().st_size != member.size:
        return False
    return sha256 is None or sha256_of(target) == sha256


def _beside(target: Path, what: str) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    return target.with_name(f".{target.name}.{what}")


def _forget(*paths: Path) -> None:
    for path in paths:
        path.unlink(missing_ok=True)
