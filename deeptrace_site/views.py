"""The page that carries the frontend."""

import json
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from annotations.texts import shown

ENTRY = "src/main.ts"


@require_safe
@never_cache
@ensure_csrf_cookie
def index(request: HttpRequest) -> HttpResponse:
    """The frontend's one page; without a built frontend, the command that builds it."""
    assets = frontend_assets()
    template = "deeptrace_site/index.html" if assets else "deeptrace_site/not_built.html"
    return render(request, template, assets, status=200 if assets else 503)


def frontend_assets() -> dict[str, Any] | None:
    """The entry's script and styles from Vite's manifest, or None where it is not built."""
    path = settings.FRONTEND_DIST / "manifest.json"
    if not path.is_file():
        return None
    return _assets(path.stat().st_mtime_ns)


@lru_cache(maxsize=1)
def _assets(_mtime_ns: int) -> dict[str, Any]:
    manifest = json.loads((settings.FRONTEND_DIST / "manifest.json").read_text())
    entry = manifest[ENTRY]
    base = f"{settings.STATIC_URL}deeptrace/"
    imported = [manifest[name] for name in entry.get("imports", [])]
    styles = [css for chunk in [entry, *imported] for css in chunk.get("css", [])]
    return {
        "script": base + entry["file"],
        "styles": [base + css for css in styles],
        "preloads": [base + chunk["file"] for chunk in imported],
        "base": base,
    }


def in_english(view: Callable[..., Any]) -> Callable[..., Any]:
    """For what programs read: the same answer whatever language the request prefers."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        with translation.override("en"):
            return view(request, *args, **kwargs).render()

    return answer


def sign_in_throttled(
    request: HttpRequest, response: HttpResponseBase, credentials: dict[str, Any] | None
) -> HttpResponseBase:
    """What django-axes answers after too many failed sign-ins: REST's own problem, else a sentence."""
    if request.path.startswith("/api/"):
        return response
    return HttpResponse(shown("Too many failed sign-ins: wait a while, or ask an admin."), status=429)
