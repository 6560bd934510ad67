"""Asking an OpenAI-compatible server: one configured base URL, no redirects, bounded answers."""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from models_service.errors import BackendUnavailableError

MAX_ANSWER_BYTES = 8 * 1024 * 1024
TIMEOUT_S = 120.0


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """Whoever answers with another address is not followed."""


@dataclass(frozen=True, slots=True)
class JsonServer:
    """A server below `base_url` such as `http://127.0.0.1:8001/v1`; `key` goes as a bearer token."""

    base_url: str
    key: str = ""
    timeout_s: float = TIMEOUT_S

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Return the JSON object that the server answers; anything else raises BackendUnavailableError."""
        if urlsplit(self.base_url).scheme not in ("http", "https"):
            raise BackendUnavailableError("The model server's address is neither http nor https.")
        request = urllib.request.Request(  # noqa: S310 -- the scheme was checked, the address is a setting
            f"{self.base_url.rstrip('/')}/{path}", json.dumps(body).encode(), self._headers(), method="POST"
        )
        try:
            with _opener().open(request, timeout=self.timeout_s) as response:
                raw = response.read(MAX_ANSWER_BYTES + 1)
        except (OSError, http.client.HTTPException) as error:
            status = error.code if isinstance(error, urllib.error.HTTPError) else None
            raise BackendUnavailableError("The model server does not answer.", status=status) from error
        return _object(raw)

    def _headers(self) -> dict[str, str]:
        known = {"Content-Type": "application/json"}
        return known | ({"Authorization": "Bearer " + self.key} if self.key else {})


def _opener() -> urllib.request.OpenerDirector:
    """Straight to the address: no proxy of the environment, no redirect."""
    return urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect())


def _object(raw: bytes) -> dict[str, Any]:
    try:
        body = json.loads(raw) if len(raw) <= MAX_ANSWER_BYTES else None
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise BackendUnavailableError("The model server answered something else than a JSON object.")
    return body
