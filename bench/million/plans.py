"""How PostgreSQL answers ten questions: `python -m bench.million.plans FILE` writes the page.

Of each request, the query that takes longest, by EXPLAIN (ANALYZE, BUFFERS); what it would change is undone.
"""

import sys
from pathlib import Path
from typing import Any

from bench.million.asking import LISTS, NEXT, PROJECT, Question, client_of, django_start

CHOSEN = (
    "videos, an admin's",
    "videos, an annotator's",
    "answers, a reviewer's",
    "answers, one's own",
    "queue of the review desk",
    "explorer",
    "explorer, low agreement",
    "activity",
    "jobs",
)
MOST_LINES, MOST_CHARACTERS = 24, 140
HEAD = """# How PostgreSQL answers the most important questions

Written by `make bench ONLY=million` over its {videos:,} videos and {answers:,} answers: of each request the
query that takes longest, as `EXPLAIN (ANALYZE, BUFFERS)` explains it. Long lines and plans are cut.
Buffers are pages of 8 KiB; `read` are those that were not in PostgreSQL's own memory. What the whole requests
take stands in [Scale](scale.md).
"""


def plans_page() -> str:
    """The page as Markdown."""
    from annotations.models import Annotation, Video  # noqa: PLC0415  # after Django's start

    counts = {"videos": Video.objects.count(), "answers": Annotation.objects.count()}
    chosen = [NEXT, *(each for each in LISTS if each.name in CHOSEN)]
    return HEAD.format(**counts) + "".join(map(_section, chosen))


def _section(question: Question) -> str:
    name = question.name[0].upper() + question.name[1:]
    method = "POST" if question is NEXT else "GET"
    return f"\n## {name}\n\n`{method} /api/v1/{question.path}`\n\n```text\n{_plan(question)}\n```\n"


def _plan(question: Question) -> str:
    from django.db import connection, transaction  # noqa: PLC0415

    slowest = _slowest(question)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) {slowest}".replace("%", "%%"), [])
        lines = [line for (line,) in cursor.fetchall()]
        transaction.set_rollback(True)
    return _trimmed(lines)


def _slowest(question: Question) -> str:
    """The SQL of the request's slowest query."""
    from django.db import connection, transaction  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    client = client_of(question.person or "annotator0")
    with transaction.atomic():
        for _ in range(2):  # the first one fills what is kept
            with CaptureQueriesContext(connection) as captured:
                _ask(client, question)
        transaction.set_rollback(True)
    return str(max(captured.captured_queries, key=lambda query: float(query["time"]))["sql"])


def _ask(client: Any, question: Question) -> None:
    if question is NEXT:
        client.post(f"/api/v1/{question.path}", {"project": PROJECT}, format="json")
    else:
        client.get(f"/api/v1/{question.path}")


def _trimmed(lines: list[str]) -> str:
    short = [line[:MOST_CHARACTERS].rstrip() for line in lines]
    if len(short) > MOST_LINES:
        short = [*short[: MOST_LINES - 4], f"... {len(short) - MOST_LINES} lines more", *short[-3:]]
    return "\n".join(short)


if __name__ == "__main__":
    django_start()
    Path(sys.argv[1]).write_text(plans_page())
