"""What the database holds after the load: `python -m bench.load.checking LEDGER.json` prints what is wrong.

Every acknowledged save must be there, as the last one of its answer; no video may have been given to
more people than the project asks for.
"""

import json
import os
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import django

from bench.load.people import PROJECT

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deeptrace_site.settings")


def ledger_check(saved: dict[str, Any], given: dict[str, list[str]]) -> dict[str, list[str]]:
    """The answers whose last acknowledged save is lost, and the videos given out too often."""
    from annotations.models import Annotation, Assignment, Project, Purpose  # noqa: PLC0415

    overlap = Project.objects.get(slug=PROJECT).overlap
    rows = Annotation.objects.filter(project__slug=PROJECT).prefetch_related("traces")
    answers = {str(row.pk): row for row in rows}
    held = Assignment.objects.filter(
        project__slug=PROJECT, purpose=Purpose.ANNOTATE, status__in=["active", "done"]
    )
    holders = Counter(str(video) for video in held.values_list("video", flat=True))
    return {
        "lost": [pk for pk, save in saved.items() if not _is_kept(answers.get(pk), save)],
        "doubled": sorted(
            {video for video, people in given.items() if len(people) > overlap}
            | {video for video, people in holders.items() if people > overlap}
        ),
    }


def _is_kept(row: Any, save: dict[str, Any]) -> bool:
    """A later state keeps the content: handing in and judging raise the revision only."""
    if row is None or row.revision < save["revision"]:
        return False
    wanted = save["answer"]
    traces = [(str(trace.pk), trace.explanation, trace.keyframes) for trace in row.traces.all()]
    sent = [(trace["id"], trace["explanation"], trace["keyframes"]) for trace in wanted["traces"]]
    return (row.verdict, row.note, traces) == (wanted["verdict"], wanted["note"], sent)


if __name__ == "__main__":
    django.setup()
    ledger = json.loads(Path(sys.argv[1]).read_text())
    print(json.dumps(ledger_check(ledger["saved"], ledger["given"])))
