"""Blind ratings: what somebody rates next, and how far raters and judge agree."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from annotations.errors import NotFoundError
from annotations.models import Project, User
from annotations.selectors.access import Role, project_get, role_require, roles_of
from models_service.evaluation.judging import answer_key, ratings_agreement
from models_service.models import Evaluation, EvaluationRow, JudgeAnswer, Rating
from models_service.selectors.evaluations import rows_visible

RATERS = (Role.REVIEWER,)
NO_ITEM = "There is no such explanation to rate."


@dataclass(frozen=True, slots=True)
class NextItem:
    """What is rated next, None once all is, and how far somebody is."""

    row: EvaluationRow | None
    rated: int
    total: int


def rating_next(*, project: str, viewer: User, evaluation: UUID | None = None) -> NextItem:
    """The next pair in an order that this person alone has; which model said it is not told."""
    open_in = project_get(slug=project, viewer=viewer)
    role_require(project=open_in, user=viewer, roles=RATERS)
    rows = rateable(viewer=viewer).filter(evaluation__project=open_in)
    if evaluation is not None:
        rows = rows.filter(evaluation=evaluation)
    ids = set(rows.values_list("pk", flat=True))
    rated = ids & set(Rating.objects.filter(rater=viewer, row__in=rows).values_list("row", flat=True))
    left = sorted(ids - rated, key=lambda pk: _draw(viewer, pk))
    row = rateable(viewer=viewer).get(pk=left[0]) if left else None
    return NextItem(row, len(rated), len(ids))


def rateable(*, viewer: User) -> QuerySet[EvaluationRow]:
    """The pairs that people are asked to judge and that the viewer may see."""
    return rows_visible(viewer=viewer).filter(needs_judge=True, evaluation__judge=Evaluation.Judge.PEOPLE)


def rateable_get(*, item: int, viewer: User) -> EvaluationRow:
    """One pair; to whoever does not rate in its project it is as absent as a missing one."""
    row = rateable(viewer=viewer).select_related("video", "evaluation__project").filter(pk=item).first()
    if row is None or not _rates(row.evaluation.project, viewer):
        raise NotFoundError(NO_ITEM)
    return row


def judging_of(evaluation: Evaluation) -> dict[str, Any]:
    """Who judged, how much is judged, and how far raters agree with each other and with the text model."""
    rows = EvaluationRow.objects.filter(evaluation=evaluation, needs_judge=True)
    ratings: dict[int, list[float]] = {}
    raters = set()
    for row, rater, score in Rating.objects.filter(row__in=rows).values_list("row", "rater", "score"):
        ratings.setdefault(row, []).append(score)
        raters.add(rater)
    return {
        "judge": evaluation.judge,
        "judge_model": evaluation.judge_model,
        "items": rows.count(),
        "judged": rows.filter(judged__isnull=False).count(),
        "rated": len(ratings),
        "raters": len(raters),
        "raters_agree": ratings_agreement(list(ratings.values())),
        "judge_agrees": ratings_agreement(_with_judge(evaluation, rows, ratings)),
    }


def _with_judge(
    evaluation: Evaluation, rows: QuerySet[EvaluationRow], ratings: dict[int, list[float]]
) -> Sequence[Sequence[float]]:
    """[mean of the raters, score of the text model] for each pair that both have judged."""
    model = evaluation.judge_model or settings.TEXT_MODEL_NAME
    if not ratings or not model:
        return []
    keys = {
        row.pk: answer_key(model, row.truth["explanation"], (row.predicted or {}).get("explanation", ""))
        for row in rows.filter(pk__in=ratings)
    }
    known = JudgeAnswer.objects.filter(key__in=keys.values())
    scores: dict[str, float] = dict(known.values_list("key", "score"))
    return [[fmean(ratings[row]), scores[key]] for row, key in keys.items() if key in scores]


def _rates(project: Project, viewer: User) -> bool:
    return bool(set(RATERS) & roles_of(project=project, user=viewer))


def _draw(viewer: User, row: int) -> bytes:
    """A place that person and row alone decide."""
    return hashlib.sha256(f"ratings:{viewer.pk}:{row}".encode()).digest()
