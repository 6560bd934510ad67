"""The answers that people handed in about videos, read for many videos at once."""

import base64
import hashlib
import hmac
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from importlib import import_module
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from annotations.models import Annotation, Trace
from reviewers.releases.ids import dashed, id_text

PSEUDONYM_CHARS = 12
PAIR = 2
HANDED_IN = (Annotation.Status.SUBMITTED, Annotation.Status.ACCEPTED)
TRACE_FIELDS = (
    *("onset_frame", "offset_frame", "categories", "other_tag", "explanation", "confidence"),
    *("keyframes", "origin", "suggestion"),
)


class HandedIn(NamedTuple):
    """One person's answer that stands: handed in, and not given back since."""

    id: str
    video: UUID
    person: int
    status: str
    verdict: str
    traces: Sequence[Mapping[str, Any]] = ()


def answers_of(
    videos: Collection[UUID], *, without_traces_of: Collection[str] = ()
) -> dict[UUID, list[HandedIn]]:
    """The answers about each of these videos in an order that does not depend on the database: 2 queries."""
    rows = Annotation.objects.filter(video__in=videos, status__in=HANDED_IN).values_list(
        "pk", "video", "annotator", "status", "verdict"
    )
    ordered: list[tuple[Any, ...]] = sorted(rows, key=lambda row: str(row[0]))
    traces = _traces_of([row[0] for row in ordered if str(row[0]) not in without_traces_of])
    found: dict[UUID, list[HandedIn]] = {}
    for pk, video, person, status, verdict in ordered:
        name = str(pk)
        answer = HandedIn(name, video, person, status, verdict or "", traces.get(name, ()))
        found.setdefault(video, []).append(answer)
    return found


def behind(answers: Iterable[HandedIn], annotations: Collection[str]) -> list[HandedIn]:
    """Those of a video's answers that its gold names as its sources."""
    named = set(annotations)
    return [answer for answer in answers if answer.id in named]


def likeness(answers: Sequence[HandedIn]) -> float | None:
    """How alike answers about one video are, in [0, 1]: 1 less the disagreement that reviewers see.

    None for fewer than two answers.
    """
    if len(answers) < PAIR:
        return None
    compared = import_module("reviewers.disagreement").compared  # takes numpy, and few releases ask
    values = import_module("reviewers.selectors.trace_values").trace_values
    conflicts = import_module("reviewers.conflicts")
    people = [
        conflicts.PersonAnswer(str(answer.person), answer.verdict, tuple(values(answer.traces)))
        for answer in answers
    ]
    return 1.0 - float(compared(people).score)


@lru_cache(maxsize=4096)
def pseudonym(secret: str, person: int) -> str:
    """Who answered, the same in every release of a project and in no other project's.

    Keyed with a secret that stays on the server: a reader who tries all people can tell nobody.
    """
    digest = hmac.digest(secret.encode(), f"release:{person}".encode(), hashlib.sha256)
    return f"A-{base64.b32encode(digest).decode()[:PSEUDONYM_CHARS]}"


def suggestions_seen(annotations: Collection[UUID]) -> set[str]:
    """The ids of those answers whose annotators had a model's suggestions in sight."""
    return {str(pk) for pk in import_string(settings.SUGGESTIONS_SEEN)(annotations=annotations)}


def _traces_of(annotations: Collection[UUID]) -> dict[str, list[dict[str, Any]]]:
    if not annotations:
        return {}
    found: dict[str, list[dict[str, Any]]] = {}
    rows = Trace.objects.filter(annotation__in=annotations).order_by("annotation", "position", "pk")
    for annotation, pk, *values in rows.values_list(id_text("annotation_id"), id_text("pk"), *TRACE_FIELDS):
        body = {"id": dashed(pk), **dict(zip(TRACE_FIELDS, values, strict=True))}
        found.setdefault(dashed(annotation), []).append(body)
    return found
