"""A small server for one file, which misbehaves as a network does: cuts, lies, changes, asks for patience."""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from deeptrace.wire import Retries, Wire

FAST = Retries(attempts=5, base_seconds=0.001, longest_seconds=0.002)


@dataclass
class Shelf:
    """What is served; `cuts` says after how many bytes each of the next answers breaks off."""

    content: bytes
    etag: str = ""
    cuts: list[int] = field(default_factory=list)
    refusals: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    ranges: list[str] = field(default_factory=list)
    url: str = ""

    def __post_init__(self) -> None:
        """Marked by its hash, as the platform does."""
        self.etag = self.etag or f'"{hashlib.sha256(self.content).hexdigest()}"'

    def wire(self) -> Wire:
        """A connection that loses no time."""
        return Wire(self.url, "dt_test", retries=FAST)


def _handler(shelf: Shelf) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            shelf.ranges.append(self.headers.get("Range", ""))
            if shelf.refusals:
                status, headers = shelf.refusals.pop(0)
                return self._head(status, {"Content-Length": "0"} | headers)
            first, last = self._span()
            body = shelf.content[first : last + 1]
            headers = {"ETag": shelf.etag, "Content-Length": str(len(body))}
            if len(body) < len(shelf.content):
                headers["Content-Range"] = f"bytes {first}-{last}/{len(shelf.content)}"
            self._head(206 if "Content-Range" in headers else 200, headers)
            self.wfile.write(body[: shelf.cuts.pop(0)] if shelf.cuts else body)
            return None

        def _span(self) -> tuple[int, int]:
            end = len(shelf.content) - 1
            wanted = self.headers.get("Range", "").removeprefix("bytes=")
            if not wanted or self.headers.get("If-Range", shelf.etag) != shelf.etag:
                return 0, end
            first, _, last = wanted.partition("-")
            return int(first), min(end, int(last or end))

        def _head(self, status: int, headers: dict[str, str]) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Quiet."""

    return Handler


@contextmanager
def served(shelf: Shelf) -> Iterator[Shelf]:
    """The shelf behind a port of this machine."""
    with listening(_handler(shelf)) as shelf.url:
        yield shelf


@contextmanager
def listening(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """The address, a port of this machine, at which this answers."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
