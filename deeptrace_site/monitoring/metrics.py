"""`/metrics`: what Prometheus asks for, in its text format.

Numbers about jobs, workers and disks come from the database, so that any web process answers the same;
requests are counted by each process and added up (counts.py).
"""

import hmac
from collections.abc import Callable, Iterable
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

PATH = "/metrics"
SAFE_METHODS = ("GET", "HEAD")
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip")


class MetricsMiddleware:
    """Answers `/metrics` before sessions and redirects; everything else goes on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer whoever may know."""
        if request.path_info != PATH:
            return self.get_response(request)
        response = _answer(request)
        response.headers["Cache-Control"] = "no-store"
        return response


def _answer(request: HttpRequest) -> HttpResponse:
    if request.method not in SAFE_METHODS:
        return HttpResponseNotAllowed(SAFE_METHODS)
    if settings.METRICS_TOKEN:
        if not _has_token(request):
            headers = {"WWW-Authenticate": 'Bearer realm="metrics"'}
            return HttpResponse("A bearer token is needed.\n", "text/plain", 401, headers=headers)
    elif not _is_from_here(request):
        text = "Only this machine may ask; set DEEPTRACE_METRICS_TOKEN for others.\n"
        return HttpResponse(text, "text/plain", 403)
    return _metrics()


def _has_token(request: HttpRequest) -> bool:
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    return scheme == "Bearer" and hmac.compare_digest(given.encode(), settings.METRICS_TOKEN.encode())


def _is_from_here(request: HttpRequest) -> bool:
    """Whether a program of this machine asks, by a name that is ours, and no proxy stands between."""
    try:
        request.get_host()  # a page elsewhere may have pointed a name of its own at this machine
        here = ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except (DisallowedHost, ValueError):
        return False
    return here and not any(name in request.headers for name in FORWARDED)


def _metrics() -> HttpResponse:
    from prometheus_client import CollectorRegistry  # noqa: PLC0415 - a process that nobody asks needs none
    from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest  # noqa: PLC0415

    from deeptrace_site.monitoring.families import families  # noqa: PLC0415

    class Ours:
        """What prometheus-client calls a collector."""

        def collect(self) -> Iterable[Any]:
            return families()

    registry = CollectorRegistry(auto_describe=False)
    registry.register(Ours())
    return HttpResponse(generate_latest(registry), CONTENT_TYPE_LATEST)
