"""A request's body must arrive in time: whoever sends it drop by drop would hold a thread for ever."""

import socket
from collections.abc import Callable, Iterable
from contextlib import suppress
from threading import Timer
from typing import Any

from django.conf import settings

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
#: Slower than any line on which videos are uploaded.
SLOWEST_BYTES_S = 32 * 1024


def bodies_limited(application: Application) -> Application:
    """After BODY_SECONDS, and a second more for each 32 KiB announced, what has not come is not waited for.

    The application then reads a body that ends early, as from a client that went away.
    """

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        client, length = environ.get("gunicorn.socket"), _length(environ)
        if client is None or not length:
            return application(environ, start_response)
        timer = Timer(settings.BODY_SECONDS + length / SLOWEST_BYTES_S, _reading_end, [client])
        timer.daemon = True
        timer.start()
        try:
            return application(environ, start_response)
        finally:
            timer.cancel()

    return answer


def _length(environ: dict[str, Any]) -> int:
    text = environ.get("CONTENT_LENGTH") or "0"
    return int(text) if text.isdecimal() else 0


def _reading_end(client: socket.socket) -> None:
    with suppress(OSError):  # closed already
        client.shutdown(socket.SHUT_RD)
