"""What people ask most, asked of the project `million` through Django's test client; printed as JSON.

`python -m bench.million.asking [TIMES]`. Every question is asked once before it is timed. A question that
takes longer than BUDGET_S in all is asked less often.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib import import_module
from itertools import islice
from time import perf_counter
from typing import Any

PROJECT = "million"
TIMES = 200
BUDGET_S = 25.0
LEAST = 3
NEXT_MS, LIST_MS, DASHBOARD_MS = 50, 100, 500
VIDEOS = f"projects/{PROJECT}/explorer/"


@dataclass(frozen=True, slots=True)
class Question:
    """One request: who sends it, and within what the 95th percentile is promised (None: nothing is)."""

    name: str
    person: str
    path: str
    promised_ms: int | None = LIST_MS


@dataclass(frozen=True, slots=True)
class Asked:
    """How long a question took, each time, in milliseconds."""

    name: str
    promised_ms: int | None
    times: list[float]


NEXT = Question("next task", "", "queue/next/", NEXT_MS)
DASHBOARD = Question("dashboard", "chief", f"projects/{PROJECT}/stats/", DASHBOARD_MS)
LISTS = (
    Question("videos, an admin's", "chief", f"videos/?project={PROJECT}"),
    Question("videos, an annotator's", "annotator7", f"videos/?project={PROJECT}"),
    Question("answers, a reviewer's", "desk", f"annotations/?project={PROJECT}"),
    Question("answers, one's own", "annotator7", f"annotations/?project={PROJECT}&mine=true"),
    Question("queue of the review desk", "desk", f"reviews/queue/?project={PROJECT}"),
    Question("queue of the review desk, counted", "desk", f"reviews/queue/counts/?project={PROJECT}"),
    Question("answers to judge", "desk", f"reviews/answers/?project={PROJECT}"),
    Question("explorer", "desk", VIDEOS),
    Question("explorer, one category", "desk", f"{VIDEOS}?category=object_merging"),
    Question("explorer, one source and verdict", "desk", f"{VIDEOS}?source=Sora&verdict=fake"),
    Question("explorer, without an answer", "desk", f"{VIDEOS}?state=unanswered"),
    Question("explorer, low agreement", "desk", f"{VIDEOS}?agreement=medium"),
    Question("explorer, by a name", "desk", f"{VIDEOS}?q=clip-00000777"),
    Question("activity", "chief", f"projects/{PROJECT}/activity/"),
    Question("own progress", "annotator7", f"projects/{PROJECT}/my-progress/"),
    Question("members", "chief", f"projects/{PROJECT}/members/"),
    Question("invitations", "chief", f"projects/{PROJECT}/invitations/"),
    Question("releases", "chief", f"releases/?project={PROJECT}"),
    Question("jobs", "chief", "jobs/"),
    Question("threads", "desk", f"threads/?project={PROJECT}"),
    Question("notices", "annotator7", "me/notices/"),
)
# Whoever counts has to look at every row: pages do not wait for these, so nothing is promised.
COUNTS = (Question("explorer, counted", "desk", f"{VIDEOS}counts/", None),)


def questions_ask(times: int, only: str = "") -> list[Asked]:
    """Ask all questions whose name holds `only`."""
    asked = [_next_tasks(times)] if only in NEXT.name else []
    if only in DASHBOARD.name:
        asked.append(_dashboard_counted())
    chosen = [each for each in (*LISTS, DASHBOARD, *COUNTS) if only in each.name]
    return [*asked, *(Asked(each.name, each.promised_ms, list(_times(each, times))) for each in chosen)]


def client_of(person: str) -> Any:
    """A signed-in client."""
    from rest_framework.test import APIClient  # noqa: PLC0415  # after Django's start

    from annotations.models import User  # noqa: PLC0415

    client = APIClient()
    client.force_login(User.objects.get(username=person))
    return client


def _next_tasks(times: int) -> Asked:
    """One task for each of many people, as if all came at the same time.

    A client's first request is not timed: it makes Django's middleware, which a server has once.
    """
    people = [f"annotator{number}" for number in range(times)]
    clients = [client_of(person) for person in people]
    for client in clients:
        _sent(client, "get", "me/")
    found = [_sent(client, "post", NEXT.path, {"project": PROJECT}) for client in clients]
    return Asked(NEXT.name, NEXT.promised_ms, found[1:])


def _dashboard_counted() -> Asked:
    """The job that counts what the dashboard then shows, in this process."""
    from annotations.models import Job  # noqa: PLC0415
    from annotations.services.job_runs import job_execute  # noqa: PLC0415

    _sent(client_of(DASHBOARD.person), "post", DASHBOARD.path, None)
    job = Job.objects.filter(kind="stats").latest("created_at")
    started = perf_counter()
    job_execute(job_id=job.pk)
    return Asked("dashboard's job", None, [(perf_counter() - started) * 1000])


def _times(question: Question, times: int) -> Iterator[float]:
    client = client_of(question.person)
    left = BUDGET_S * 1000
    _sent(client, "get", question.path)
    for number, took in enumerate(islice(iter(lambda: _sent(client, "get", question.path), None), times)):
        yield took
        left -= took
        if left < 0 and number + 1 >= LEAST:
            return


def _sent(client: Any, method: str, path: str, body: object = None) -> float:
    """Milliseconds that the request took; it must succeed."""
    started = perf_counter()
    response = getattr(client, method)(f"/api/v1/{path}", body, format="json" if body else None)
    took = (perf_counter() - started) * 1000
    if not 200 <= response.status_code < 300:  # noqa: PLR2004
        sys.exit(f"{method} {path}: {response.status_code} {response.content[:300]!r}")
    return took


def django_start() -> None:
    """Start Django as a web server does, for requests that nobody limits."""
    import_module("deeptrace_site.wsgi")
    from django.conf import settings  # noqa: PLC0415

    settings.ALLOWED_HOSTS = ["*"]
    settings.API_RATE = "1000000/min"


if __name__ == "__main__":
    django_start()
    number, name = int(sys.argv[1]) if sys.argv[1:] else TIMES, sys.argv[2] if sys.argv[2:] else ""
    print(json.dumps([asdict(each) for each in questions_ask(number, name)]))
