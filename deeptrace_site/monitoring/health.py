"""Health: whether the process answers, and whether it can do its work.

A probe is answered before every other middleware: no session, no redirect to https, no host to be allowed.
"""

import logging
import tempfile
from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse

logger = logging.getLogger(__name__)
Check = Callable[[], None]
SAFE_METHODS = ("GET", "HEAD")
BROKER_WITHIN_S = 3


class NotReadyError(Exception):
    """Something that the site needs is not there; the text is fit for anybody's eyes."""


class HealthMiddleware:
    """Answers `/health/live` and `/health/ready`; everything else goes on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a probe."""
        view = PROBES.get(request.path_info)
        if view is None:
            return self.get_response(request)
        response = view() if request.method in SAFE_METHODS else HttpResponseNotAllowed(SAFE_METHODS)
        response.headers["Cache-Control"] = "no-store"
        return response


def health_live() -> HttpResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


def health_ready() -> HttpResponse:
    """Each thing that the site needs, by name: "ok" or what is wrong; 503 where it cannot work without.

    Without the broker jobs wait and people work on: the site is degraded, and no balancer should take it out.
    """
    checks = {name: _outcome(name, check) for name, check in CHECKS.items()}
    wrong = {name for name, outcome in checks.items() if outcome != "ok"}
    if wrong - CAN_WAIT:
        return JsonResponse({"status": "unavailable", "checks": checks}, status=503)
    return JsonResponse({"status": "degraded" if wrong else "ok", "checks": checks})


def _outcome(name: str, check: Check) -> str:
    try:
        check()
    except NotReadyError as error:
        return str(error)
    except Exception as error:  # noqa: BLE001 - whatever a driver raises; its text may hold an address
        logger.warning("Not ready: %s (%s).", name, type(error).__name__)
        return "unreachable"
    return "ok"


def _database() -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:
        connection.close()
        raise


@lru_cache(maxsize=1)
def _migrations() -> None:
    """Whether this code's migrations are in the database; a yes stays true while the process lives."""
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415 - once in a process

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NotReadyError("not applied")


def _media() -> None:
    try:
        settings.MEDIA_DIR.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=settings.MEDIA_DIR) as file:
            file.write(b"ok")
    except OSError as error:
        raise NotReadyError("not writable") from error


def _broker() -> None:
    from deeptrace_site.celery import app  # noqa: PLC0415 - a process that only answers "live" needs none

    with app.connection_for_write() as link:
        link.ensure_connection(max_retries=1, timeout=BROKER_WITHIN_S)


CHECKS: dict[str, Check] = {
    "database": _database,
    "migrations": _migrations,
    "media": _media,
    "broker": _broker,
}
CAN_WAIT = {"broker"}
PROBES: dict[str, Callable[[], HttpResponse]] = {
    "/health/live": health_live,
    "/health/ready": health_ready,
}
