"""Handing out a media file: byte ranges and validators of RFC 9110, never the whole file in memory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from annotations.errors import MediaMissingError
from annotations.media.store import MediaStore

CHUNK_BYTES = 2**18
RANGE = re.compile(r"bytes=\s*(\d*)-(\d*)\s*")
# What an uploaded file could do if somebody opened it as a page: nothing.
SAFE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    # `no-cache` keeps the file but asks every time, so that a permission taken away is taken away at once.
    "Cache-Control": "private, no-cache",
}


@dataclass(frozen=True, slots=True)
class MediaSource:
    """A stored file; `name` is the server's and shown to people, `accel_uri` is nginx's way to the file.

    With a `store`, `path` is the key in there.
    """

    path: Path
    sha256: str
    name: str
    content_type: str = "video/mp4"
    accel_uri: str = ""
    store: MediaStore | None = None

    @property
    def etag(self) -> str:
        return f'"{self.sha256}"'

    def size(self) -> int:
        """The number of bytes; FileNotFoundError."""
        return self.store.size(str(self.path)) if self.store else self.path.stat().st_size

    def chunks(self, sent: ByteRange) -> Iterator[bytes]:
        """The bytes of the range; a file that became shorter meanwhile ends the body early."""
        if self.store:
            return self.store.chunks(str(self.path), sent.first, sent.length)
        return _chunks(self.path, sent)


@dataclass(frozen=True, slots=True)
class ByteRange:
    """Bytes `first..last`, both included, as HTTP writes them."""

    first: int
    last: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1


class RangeNotSatisfiableError(Exception):
    """The range lies outside the file; it becomes a 416 here and leaves this module in no other form."""


def media_response(request: HttpRequest, source: MediaSource) -> HttpResponseBase:
    """Answer a GET or HEAD for a file whose permission was checked: 200, 206, 304 or 416.

    Raises MediaMissingError when the file is gone. With `accel_uri` the body is left to nginx, which answers
    ranges itself and drops most headers: its configuration must set those of SAFE_HEADERS again.
    """
    try:
        size = source.size()
    except FileNotFoundError as error:
        raise MediaMissingError("The media file is missing on the server.") from error
    response = _answer(request, source, size)
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = source.etag
    for name, value in SAFE_HEADERS.items():
        response[name] = value
    return response


def range_parse(header: str, size: int) -> ByteRange | None:
    """Return the one range that a Range header asks of `size` bytes, or None where it is to be ignored.

    Ignored are other units, nonsense and lists of ranges: the whole file is a valid answer to them.
    Raises RangeNotSatisfiableError.
    """
    match = RANGE.fullmatch(header)
    if match is None or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if not first:
        return _suffix(int(last), size)
    if last and int(last) < int(first):
        return None
    if int(first) >= size:
        raise RangeNotSatisfiableError
    return ByteRange(int(first), min(int(last), size - 1) if last else size - 1)


def _suffix(length: int, size: int) -> ByteRange:
    if not length or not size:
        raise RangeNotSatisfiableError
    return ByteRange(max(0, size - length), size - 1)


def _answer(request: HttpRequest, source: MediaSource, size: int) -> HttpResponseBase:
    if _is_known(request.headers.get("If-None-Match", ""), source.etag):
        return HttpResponse(status=HTTPStatus.NOT_MODIFIED)
    if source.accel_uri:
        return _described(HttpResponse(headers={"X-Accel-Redirect": source.accel_uri}), source)
    try:
        wanted = _wanted(request, source, size)
    except RangeNotSatisfiableError:
        return HttpResponse(
            status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers={"Content-Range": f"bytes */{size}"}
        )
    return _described(_body(request, source, wanted, size), source)


def _body(request: HttpRequest, source: MediaSource, wanted: ByteRange | None, size: int) -> HttpResponseBase:
    sent = wanted or ByteRange(0, size - 1)
    if request.method == "HEAD":
        response: HttpResponseBase = HttpResponse()
    else:
        response = StreamingHttpResponse(source.chunks(sent))
    response["Content-Length"] = str(sent.length)
    if wanted:
        response.status_code = HTTPStatus.PARTIAL_CONTENT
        response["Content-Range"] = f"bytes {sent.first}-{sent.last}/{size}"
    return response


def _described(response: HttpResponseBase, source: MediaSource) -> HttpResponseBase:
    response["Content-Type"] = source.content_type
    response["Content-Disposition"] = f'inline; filename="{source.name}"'
    return response


def _wanted(request: HttpRequest, source: MediaSource, size: int) -> ByteRange | None:
    """Return the range to send; a HEAD has none, nor has a request whose If-Range names another file."""
    header = request.headers.get("Range", "")
    if_range = request.headers.get("If-Range", source.etag)
    if request.method != "GET" or if_range != source.etag:
        return None
    return range_parse(header, size)


def _is_known(if_none_match: str, etag: str) -> bool:
    known = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
    return etag in known or known == ["*"]


def _chunks(path: Path, sent: ByteRange) -> Iterator[bytes]:
    """Yield the bytes of the range; a file that became shorter meanwhile ends the body early."""
    with path.open("rb") as file:
        file.seek(sent.first)
        left = sent.length
        while left and (chunk := file.read(min(CHUNK_BYTES, left))):
            left -= len(chunk)
            yield chunk
