"""Each request has an id, one line in the log and a place in the metrics."""

import logging
import re
import time
import uuid
from collections.abc import Callable
from typing import Any

from celery.signals import before_task_publish, task_postrun, task_prerun
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from annotations.context.request_id import REQUEST_ID_LENGTH, request_id_now, request_scope
from deeptrace_site.monitoring.counts import counts

logger = logging.getLogger("deeptrace.requests")
HEADER = "X-Request-ID"
WELL_FORMED = re.compile(rf"[A-Za-z0-9._-]{{8,{REQUEST_ID_LENGTH}}}")
STATIC = "static"
UNKNOWN = "unknown"


class RequestLogMiddleware:
    """Takes or makes the request's id, returns it, and writes one line about the answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer within the scope of the request's id."""
        given = request.headers.get(HEADER, "")
        request_id = given if WELL_FORMED.fullmatch(given) else uuid.uuid4().hex
        began = time.perf_counter()
        with request_scope(request_id):
            response = self.get_response(request)
            response.headers[HEADER] = request_id
            request_note(request, response.status_code, time.perf_counter() - began)
        return response


def request_note(request: HttpRequest, status: int, seconds: float) -> None:
    """Count the answer and write its line: never the query, never the path as it was sent."""
    route, method = route_of(request), method_of(request)
    counts.add(method=method, route=route, status=status, seconds=seconds)
    facts = {"method": method, "route": route, "status": status, "ms": round(seconds * 1000, 1)}
    level = logging.DEBUG if route == STATIC else logging.INFO
    line = "%(method)s %(route)s %(status)d %(ms).1f ms user %(user)s"
    facts["user"] = user_of(request)
    logger.log(level, line, facts, extra=facts)


def method_of(request: HttpRequest) -> str:
    """The request's method; whatever is none of HTTP's is one word."""
    known = {"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"}
    return request.method if request.method in known else "OTHER"


def route_of(request: HttpRequest) -> str:
    """The pattern of the route, such as `api/v1/jobs/<uuid:job_id>/`: as many as there are routes."""
    match = request.resolver_match
    if match is None:
        return STATIC if request.path_info.startswith("/static/") else UNKNOWN
    return "page" if match.url_name == "index" else match.route


def user_of(request: HttpRequest) -> int | None:
    """The id of who is signed in, if anything asked for it; asks the database nothing."""
    user: Any = getattr(request, "_cached_user", None)
    if user is None and not isinstance(getattr(request, "user", None), SimpleLazyObject):
        user = getattr(request, "user", None)
    return getattr(user, "pk", None)


def task_publishes(headers: dict[str, Any] | None = None, **_: Any) -> None:
    """A task carries the id of the request that it comes from."""
    if headers is not None and request_id_now():
        headers["request_id"] = request_id_now()


_scopes: dict[str, Any] = {}


def task_begins(task_id: str, task: Any, **_: Any) -> None:
    """What a worker logs in a task belongs to the request that asked for it."""
    scope = request_scope(str(getattr(task.request, "request_id", None) or ""))
    scope.__enter__()
    _scopes[task_id] = scope


def task_ends(task_id: str, **_: Any) -> None:
    """The task is over, and so is its scope."""
    scope = _scopes.pop(task_id, None)
    if scope is not None:
        scope.__exit__(None, None, None)


def requests_follow_tasks() -> None:
    """Let request ids go with Celery's tasks."""
    before_task_publish.connect(task_publishes, weak=False)
    task_prerun.connect(task_begins, weak=False)
    task_postrun.connect(task_ends, weak=False)
