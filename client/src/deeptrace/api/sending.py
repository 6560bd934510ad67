"""Large files: sent in parts, several at a time, going on where an earlier run stopped."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from deeptrace.downloads import OnBytes, sha256_of
from deeptrace.errors import ChecksumRefusedError, NotFoundError, problem_of
from deeptrace.wire import HTTP_ERROR, Wire

PARTS_AT_ONCE = 3
DAMAGED_AT_MOST = 3
STREAM = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a file: where it begins, its bytes, their SHA-256."""

    offset: int
    content: bytes
    digest: bytes

    @property
    def base64(self) -> str:
        return base64.b64encode(self.digest).decode()


def parts_send(wire: Wire, path: Path, fields: Mapping[str, str], on_bytes: OnBytes) -> dict[str, Any]:
    """Upload a file in parts; what the server has of it from an earlier run is not sent again.

    Raises VideoDuplicateError before a byte is sent where the project has these bytes already.
    """
    upload = _earlier(wire, path, fields) or _begun(wire, path, fields)
    sender = PartSender(wire, path, upload)
    on_bytes(sender.bytes_there)
    with ThreadPoolExecutor(PARTS_AT_ONCE) as pool:
        for sent in pool.map(sender.send, sender.missing()):
            on_bytes(sent)
    done = wire.send("POST", f"uploads/{upload['id']}/complete/", json={}, again=True)
    return dict(done.json())


def _begun(wire: Wire, path: Path, fields: Mapping[str, str]) -> dict[str, Any]:
    told = {**fields, "name": path.name, "byte_size": path.stat().st_size, "sha256": sha256_of(path)}
    return dict(wire.send("POST", "uploads/", json=told).json())


def _earlier(wire: Wire, path: Path, fields: Mapping[str, str]) -> dict[str, Any] | None:
    """An unfinished upload of one's own whose parts are this very file's."""
    size = path.stat().st_size
    for row in wire.pages("uploads/", project=fields["project"]):
        if (row["name"], row["byte_size"]) != (path.name, size):
            continue
        try:
            upload: dict[str, Any] = wire.get(f"uploads/{row['id']}/")
        except NotFoundError:  # it expired meanwhile
            continue
        pieces = (_piece(path, part["offset"], upload["part_bytes"]) for part in upload["parts"])
        known = [part["sha256"] for part in upload["parts"]]
        if known and [piece.digest.hex() for piece in pieces] == known:
            return upload
    return None


def _piece(path: Path, offset: int, length: int) -> Piece:
    with path.open("rb") as stream:
        stream.seek(offset)
        content = stream.read(length)
    return Piece(offset, content, hashlib.sha256(content).digest())


class PartSender:
    """Sends the parts of one file; `send` may be called from several threads."""

    def __init__(self, wire: Wire, path: Path, upload: Mapping[str, Any]) -> None:
        self._wire = wire
        self._path = path
        self._upload = upload
        self._there = {part["offset"] for part in upload["parts"]}

    @property
    def bytes_there(self) -> int:
        """How much of the file the server had before."""
        size, length = self._upload["byte_size"], self._upload["part_bytes"]
        return sum(min(length, size - offset) for offset in self._there)

    def missing(self) -> Iterator[int]:
        """The offsets of the parts that are to be sent."""
        every = range(0, self._upload["byte_size"], self._upload["part_bytes"])
        return (offset for offset in every if offset not in self._there)

    def send(self, offset: int) -> int:
        """Send one part, again where it was damaged on the way; returns its length."""
        piece = _piece(self._path, offset, self._upload["part_bytes"])
        deliver = self._direct if self._upload["direct"] else self._by_site
        for tried in range(1, DAMAGED_AT_MOST + 1):
            try:
                deliver(piece)
                break
            except ChecksumRefusedError:
                if tried == DAMAGED_AT_MOST:
                    raise
        return len(piece.content)

    def _by_site(self, piece: Piece) -> None:
        self._wire.send(
            "PUT",
            f"uploads/{self._upload['id']}/parts/{piece.offset}/",
            content=piece.content,
            headers={"Upload-Checksum": f"sha256 {piece.base64}", "Content-Type": STREAM},
        )

    def _direct(self, piece: Piece) -> None:
        """PUT the part to the object storage: without the token, which is the site's alone."""
        asked = {"parts": [{"offset": piece.offset, "sha256": piece.digest.hex()}]}
        failed = 0
        while True:
            failed += 1
            answer = self._wire.send("POST", f"uploads/{self._upload['id']}/links/", json=asked, again=True)
            link = answer.json()["links"][0]
            try:
                response = httpx.put(link["url"], content=piece.content, headers=link["headers"], timeout=300)
                if response.status_code >= HTTP_ERROR:
                    raise problem_of(response.status_code, {"detail": "The storage refused a part."})
                return
            except httpx.TransportError as error:
                self._wire.pause(error, failed)
