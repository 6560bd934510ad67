"""JSON over HTTP to one configured address, with the standard library; nothing else is ever called."""

from __future__ import annotations

import http.client
import json
import ssl
from typing import Any
from urllib.parse import urlsplit

from models_service.errors import BackendUnavailableError, OutOfMemoryError

TIMEOUT_S = 300.0
ANSWER_BYTES_MAX = 32 * 2**20
FINE = 200
BUSY = (429, 502, 503, 504)
UNREACHABLE = "The model server cannot be reached."
REFUSED = "The model server refused the request."


class RefusedError(BackendUnavailableError):
    """The server answered with an error; `fields` hold its status and the start of what it said."""


class Server:
    """The server at `url`, such as http://gpu:8000/v1; `key` is sent as a bearer token where there is one.

    An answer of more than `answer_bytes_max` is refused.
    """

    def __init__(self, url: str, key: str = "", *, answer_bytes_max: int = ANSWER_BYTES_MAX) -> None:
        self.url, self.key, self.answer_bytes_max = url.rstrip("/"), key, answer_bytes_max

    def get(self, path: str, timeout_s: float = TIMEOUT_S) -> dict[str, Any]:
        """The JSON object at `path` below the address; raises BackendUnavailableError."""
        return self._asked("GET", path, None, timeout_s)

    def post(self, path: str, body: dict[str, Any], timeout_s: float = TIMEOUT_S) -> dict[str, Any]:
        """The JSON object that answers `body`; raises BackendUnavailableError, OutOfMemoryError."""
        return self._asked("POST", path, json.dumps(body).encode(), timeout_s)

    def _asked(self, method: str, path: str, body: bytes | None, timeout_s: float) -> dict[str, Any]:
        parts = urlsplit(self.url)
        headers = {"Accept": "application/json", "Content-Type": "application/json"}
        if self.key:
            headers["Authorization"] = "Bearer " + self.key
        try:
            connection = _connection(parts.scheme, parts.netloc, timeout_s)
            try:
                connection.request(method, parts.path + path, body=body, headers=headers)
                answer = connection.getresponse()
                raw = answer.read(self.answer_bytes_max + 1)
            finally:
                connection.close()
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise BackendUnavailableError(UNREACHABLE, reason=str(error)[:200]) from error
        if len(raw) > self.answer_bytes_max:
            raise RefusedError(REFUSED, status=answer.status)
        return _object_of(answer.status, raw)


def _connection(scheme: str, place: str, timeout_s: float) -> http.client.HTTPConnection:
    if scheme == "https":
        return http.client.HTTPSConnection(place, timeout=timeout_s, context=ssl.create_default_context())
    if scheme == "http":
        return http.client.HTTPConnection(place, timeout=timeout_s)
    raise ValueError("the address is neither http nor https")


def _object_of(status: int, raw: bytes) -> dict[str, Any]:
    """What the server said; a redirect is an error like any other."""
    if status != FINE:
        said = raw[:300].decode(errors="replace")
        if "out of memory" in said.lower():
            raise OutOfMemoryError("The model needs more memory than there is.")
        raise RefusedError(REFUSED, status=status, said=said)
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise RefusedError(REFUSED, status=status) from error
    if not isinstance(body, dict):
        raise RefusedError(REFUSED, status=status)
    return body
