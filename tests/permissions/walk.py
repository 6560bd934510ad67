"""The URL table as the permission test walks it, and one request."""

import re
from collections.abc import Iterator
from typing import Any

from django.core.files import File
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.test import APIClient

from annotations.models import Event
from tests.permissions.bodies import QUERIES, body_of

API = "api/v1/"
METHODS = ("get", "head", "post", "put", "patch", "delete")
CONVERTED = re.compile(r"<\w+:(\w+)>")
PARAMETER = re.compile(r"<(\w+)>")
BYTES = ("uploads/<upload_id>/parts/<offset>/",)
CHECKSUM = f"sha256 {'A' * 43}="
REFUSED = (401, 403, 404)
REFUSED_FOR_ITS_STATE = (409, 412, 422, 428)


def calls() -> list[str]:
    """`METHOD path` of every route but the admin's; the path is from /api/v1/ on, elsewhere whole."""
    found = []
    for path, pattern in _patterns(get_resolver()):
        if not path.startswith("admin/"):
            name = CONVERTED.sub(r"<\1>", path)
            name = name.removeprefix(API) if name.startswith(API) else f"/{name}"
            found += [f"{method} {name}" for method in _methods(pattern)]
    return found


def paged_routes(view: type) -> list[str]:
    """The paths below /api/v1/ whose GET is this kind of view."""
    return [
        CONVERTED.sub(r"<\1>", path).removeprefix(API)
        for path, pattern in _patterns(get_resolver())
        if issubclass(getattr(pattern.callback, "view_class", object), view)
    ]


def _patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _patterns(pattern, path)
        else:
            yield path, pattern


def _methods(pattern: URLPattern) -> list[str]:
    view = getattr(pattern.callback, "view_class", None)
    return [method.upper() for method in METHODS if hasattr(view, method)] if view else ["GET"]


def parameters(call: str) -> list[str]:
    """The names in a path."""
    return PARAMETER.findall(call)


def address(route: str, known: dict[str, Any]) -> str:
    """The path below /api/v1/ with its parameters filled in."""
    return "/" + API + PARAMETER.sub(lambda match: str(known[match[1]]), route)


def answer(client: APIClient, call: str, known: dict[str, Any]) -> tuple[Any, bool]:
    """What a request filled with examples gets, and whether it left an event; then all is undone."""
    method, route = call.split()
    body = body_of(call, known)
    path = address(route, known) + QUERIES.get(call, "")
    sent: dict[str, Any] = {"headers": {"If-Match": '"1"', "Upload-Checksum": CHECKSUM}}
    if route in BYTES:
        sent |= {"data": b"short", "content_type": "application/octet-stream"}
    elif method not in ("GET", "HEAD"):
        form = isinstance(body, dict) and any(isinstance(each, File) for each in body.values())
        sent |= {"data": body, "format": "multipart" if form else "json"}
    with transaction.atomic():
        events = Event.objects.count()
        response = getattr(client, method.lower())(path, **sent)
        marked = Event.objects.count() != events
        transaction.set_rollback(True)
    return response, marked


def code_of(response: Any) -> str:
    """The table's word for an answer; anything else as its number."""
    status = response.status_code
    if status == 200 and response.get("Content-Type") == "application/json":
        body = response.json()
        if isinstance(body, dict) and body.get("results") == []:
            return "none"
    return "ok" if status < 300 or status in REFUSED_FOR_ITS_STATE else str(status)
