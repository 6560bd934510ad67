"""One person's browser, as the server sees it: a session cookie, the CSRF header, one kept connection.

Threads and http.client, not Locust: driver and server share two cores, and Locust's client (requests) takes
several times the processor time a request. What it adds (a web page, many machines) is not needed here.
"""

import json
import socket
from collections import defaultdict
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from threading import Lock
from time import perf_counter
from typing import Any

TIMEOUT_S = 60
KEPT_S = 1.5  # gunicorn hangs up after two idle seconds; a browser would notice and connect anew as well
FINE = range(200, 300)


@dataclass(slots=True)
class Times:
    """What all requests of one step took in milliseconds, and what went wrong, from all threads."""

    took_ms: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def add(self, step: str, took_ms: float, error: str = "") -> None:
        """Note one request."""
        with self._lock:
            self.took_ms[step].append(took_ms)
            if error:
                self.errors.append(f"{step}: {error}")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; the body is read as JSON where it is JSON."""

    status: int
    body: Any

    @property
    def is_fine(self) -> bool:
        return self.status in FINE


class Visitor:
    """Sends one request after the other and notes what each took."""

    def __init__(self, port: int, times: Times) -> None:
        self._port, self._times = port, times
        self._cookies: dict[str, str] = {}
        self._connection: HTTPConnection | None = None
        self._idle_since = 0.0

    def sign_in(self, username: str, password: str) -> bool:
        """Sign in by the session, as the page does."""
        self.send("session", "GET", "session/")
        body = {"username": username, "password": password}
        return self.send("sign in", "POST", "session/", body).is_fine

    def send(self, step: str, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """Send and read to the end; what is no success is an error."""
        text = None if body is None else json.dumps(body)
        started = perf_counter()
        try:
            answer = self._sent(method, f"/api/v1/{path}", text, headers)
        except (OSError, HTTPException) as error:
            self.leave()
            answer = Answer(0, repr(error))
        took = (perf_counter() - started) * 1000
        self._times.add(step, took, "" if answer.is_fine else f"{answer.status} {str(answer.body)[:200]}")
        return answer

    def leave(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def _sent(self, method: str, path: str, text: str | None, headers: dict[str, str]) -> Answer:
        connection = self._connection = self._kept() or self._connected()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, text, {**self._own_headers(text), **named})
        response = connection.getresponse()
        raw = response.read()
        for line in response.headers.get_all("Set-Cookie", []):
            self._cookies.update({key: morsel.value for key, morsel in SimpleCookie(line).items()})
        self._idle_since = perf_counter()
        is_json = response.headers.get_content_type().endswith("json")
        return Answer(response.status, json.loads(raw) if raw and is_json else len(raw))

    def _own_headers(self, text: str | None) -> dict[str, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        found = {"Cookie": cookies, "X-CSRFToken": self._cookies.get("csrftoken", "")}
        return {**found, "Content-Type": "application/json"} if text is not None else found

    def _kept(self) -> HTTPConnection | None:
        """The connection that is open, unless the server may have left it."""
        if self._connection is None or perf_counter() - self._idle_since < KEPT_S:
            return self._connection
        self._connection.close()
        return None

    def _connected(self) -> HTTPConnection:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=TIMEOUT_S)
        connection.connect()
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection
