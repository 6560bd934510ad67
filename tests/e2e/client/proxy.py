"""A line between client and server that can be cut after so many bytes."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

PIECE = 1 << 14


@dataclass
class Line:
    """`cuts`: after how many bytes from the server each of the next connections breaks."""

    url: str
    cuts: list[int] = field(default_factory=list)
    broken: int = 0


@contextmanager
def line_to(port: int) -> Iterator[Line]:
    """A port of this machine that leads to another one."""
    listener = socket.create_server(("127.0.0.1", 0))
    line = Line(f"http://127.0.0.1:{listener.getsockname()[1]}")
    thread = threading.Thread(target=_accept, args=(listener, port, line), daemon=True)
    thread.start()
    try:
        yield line
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def _accept(listener: socket.socket, port: int, line: Line) -> None:
    with suppress(OSError):
        while True:
            near, _ = listener.accept()
            far = socket.create_connection(("127.0.0.1", port))
            threading.Thread(target=_pass, args=(near, far, None, line), daemon=True).start()
            limit = line.cuts.pop(0) if line.cuts else None
            threading.Thread(target=_pass, args=(far, near, limit, line), daemon=True).start()


def _pass(source: socket.socket, target: socket.socket, limit: int | None, line: Line) -> None:
    """Hand bytes on until one side ends, or the limit is reached; then both sides are told at once."""
    left = limit
    with suppress(OSError):
        while piece := source.recv(PIECE):
            if left is not None and len(piece) >= left:
                target.sendall(piece[:left])
                line.broken += 1
                break
            target.sendall(piece)
            left = None if left is None else left - len(piece)
    for side in (source, target):
        with suppress(OSError):
            side.shutdown(socket.SHUT_RDWR)
        side.close()
