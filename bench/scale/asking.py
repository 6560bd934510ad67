"""What the project `scale` answers how fast, asked in this process; printed as JSON.

Medians of some requests each, after one that is not counted; agreement is computed once, as its job does it.
"""

import json
import sys
from collections.abc import Callable
from statistics import median
from time import monotonic

import django

from bench.million.asking import client_of

TIMES = 7
MS = 1000


def asking_measure() -> dict[str, float]:
    """Milliseconds of the next task and of two lists; seconds of the agreement of all answers."""
    from django.conf import settings  # noqa: PLC0415  # after Django's start

    from annotations.models import Project  # noqa: PLC0415
    from reviewers.selectors.agreement import AgreementFilter  # noqa: PLC0415
    from reviewers.services.agreement import agreement_full  # noqa: PLC0415

    settings.ALLOWED_HOSTS = ["*"]
    asker, reader = client_of("asker"), client_of("reader")
    found = {
        "next_ms": _median(lambda: _next_task(asker)),
        "list_ms": _median(lambda: _get(reader, "projects/scale/explorer/")),
        "filtered_ms": _median(lambda: _get(reader, "projects/scale/explorer/?category=object_merging")),
    }
    started = monotonic()
    agreement_full(project=Project.objects.get(slug="scale"), chosen=AgreementFilter())
    return {**found, "agreement_s": monotonic() - started}


def _next_task(client: object) -> float:
    """Take a task; giving it back is not counted."""
    started = monotonic()
    claimed = _sent(client, "post", "queue/next/", {"project": "scale"})
    took = monotonic() - started
    _sent(client, "post", f"assignments/{claimed['assignment']['id']}/skip/", {"reason": "other"})
    return took


def _get(client: object, path: str) -> float:
    started = monotonic()
    _sent(client, "get", path)
    return monotonic() - started


def _sent(client: object, method: str, path: str, body: object = None) -> dict[str, dict[str, str]]:
    response = getattr(client, method)(f"/api/v1/{path}", body, format="json")
    if not 200 <= response.status_code < 300:  # noqa: PLR2004
        sys.exit(f"{method} {path}: {response.status_code} {response.content[:300]!r}")
    found: dict[str, dict[str, str]] = response.json() if response.content else {}
    return found


def _median(ask: Callable[[], float]) -> float:
    ask()
    return median(ask() for _ in range(TIMES)) * MS


if __name__ == "__main__":
    django.setup()
    print(json.dumps(asking_measure()))
