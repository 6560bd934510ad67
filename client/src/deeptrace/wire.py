"""Requests to one server: the token goes along, what may be sent twice is sent again after a failure."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import httpx

from deeptrace.errors import ConnectionFailedError, ProblemError, problem_of

API = "/api/v1/"
AGAIN = frozenset({429, 502, 503, 504})
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})
HTTP_ERROR = 400
TOO_MANY = 429
RANGE_NOT_SATISFIABLE = 416
USER_AGENT = "deeptrace-client/1.0"


@dataclass(frozen=True, slots=True)
class Retries:
    """How often and how long: pauses of base x 2^n seconds, with jitter, no longer than `longest`."""

    attempts: int = 6
    base_seconds: float = 0.5
    longest_seconds: float = 30.0

    def pause_seconds(self, failed: int, asked: float | None) -> float:
        """How long to wait after `failed` failures; what the server asked for comes first."""
        if asked is not None:
            return min(asked, self.longest_seconds * 4)
        ceiling: float = min(self.longest_seconds, self.base_seconds * 2.0 ** (failed - 1))
        return ceiling / 2 + random.random() * ceiling / 2  # noqa: S311 - spreads load, keeps no secret


class Wire:
    """A connection to `url` with one person's token; safe to use from several threads."""

    def __init__(
        self,
        url: str,
        token: str,
        *,
        retries: Retries | None = None,
        timeout: float = 60.0,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.url = url.rstrip("/").removesuffix("/api/v1")
        self.retries = retries or Retries()
        headers = {
            "Authorization": f"Bearer {token}",
            "User-Agent": USER_AGENT,
            "Accept-Encoding": "identity",
        }
        self._http = httpx.Client(
            base_url=self.url,
            headers=headers,
            timeout=httpx.Timeout(timeout),
            follow_redirects=False,
            transport=transport,
        )

    def close(self) -> None:
        """Give the connections back."""
        self._http.close()

    def get(self, path: str, **query: Any) -> Any:
        """The JSON of a GET; empty values of the query are left out."""
        wanted = {name: value for name, value in query.items() if value not in (None, "")}
        return self.send("GET", path, params=wanted).json()

    def pages(self, path: str, **query: Any) -> Iterator[dict[str, Any]]:
        """Every row of a list, page after page; a page is fetched when its first row is asked for."""
        body = self.get(path, **query)
        while True:
            yield from body["results"]
            if not body["next"]:
                return
            body = self.send("GET", _local(body["next"])).json()

    def send(self, method: str, path: str, *, again: bool | None = None, **options: Any) -> httpx.Response:
        """Send a request; raises a ProblemError for a refusal, ConnectionFailedError without an answer.

        It is tried again where its method allows that, or where `again` says that it does no harm.
        """
        failed = 0
        while True:
            failed += 1
            try:
                return self.once(method, path, **options)
            except (httpx.TransportError, ProblemError) as error:
                refused_unread = isinstance(error, ProblemError) and error.status == TOO_MANY
                self.pause(error, failed, may=refused_unread or (method in SAFE if again is None else again))

    def once(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Send a request a single time; raises ProblemError or httpx.TransportError."""
        return self._checked(self._http.request(method, self._path(path), **options))

    @contextmanager
    def stream(self, path: str, headers: Mapping[str, str]) -> Iterator[httpx.Response]:
        """The answer to one GET before its body is read; nothing is tried again in here."""
        with self._http.stream("GET", self._path(path), headers=headers) as response:
            if response.status_code >= HTTP_ERROR:
                response.read()
            yield self._checked(response)

    def pause(self, error: Exception, failed: int, *, may: bool = True) -> None:
        """Wait before the next try, or raise what stands against one."""
        if isinstance(error, ProblemError) and (error.status not in AGAIN or not may):
            raise error
        if not may or failed >= self.retries.attempts:
            raise _plain(error, self.url) from error
        asked = error.retry_after if isinstance(error, ProblemError) else None
        time.sleep(self.retries.pause_seconds(failed, asked))

    def _path(self, path: str) -> str:
        return path if path.startswith("/") else API + path

    def _checked(self, response: httpx.Response) -> httpx.Response:
        if response.status_code < HTTP_ERROR:
            return response
        raise problem_of(response.status_code, _body(response), _retry_after(response))


def _plain(error: Exception, url: str) -> Exception:
    if isinstance(error, ProblemError):
        return error
    reason = str(error) or type(error).__name__
    return ConnectionFailedError(
        f"{url} could not be reached: {reason}. Check DEEPTRACE_URL and the network."
    )


def _local(address: str) -> str:
    """Path and query of a link: the token goes to no other host than the one it was given for."""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def _body(response: httpx.Response) -> Any:
    try:
        return response.json()
    except ValueError:
        return {}


def _retry_after(response: httpx.Response) -> float | None:
    """Seconds to wait: the header holds a number of them, or a date."""
    text = response.headers.get("Retry-After", "")
    if text.isdecimal():
        return float(text)
    try:
        return max(0.0, (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None
