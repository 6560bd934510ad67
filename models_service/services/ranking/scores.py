"""How much is to be learnt from each video that waits for annotators; a random share is never ranked."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import fmean
from uuid import UUID

from annotations.models import Annotation, Project, Video
from annotations.selectors.queue import JUDGEABLE
from annotations.services.queue import videos_waiting
from models_service.models import ModelVersion, SuggestionRun
from models_service.selectors.confidence import verdict_shown
from models_service.selectors.versions import model_active

Order = Project.QueueOrder
STEPS = 998  # priorities 1 to 999; from 1000 on they are given to a person
DRAWN_OUT_OF = 2**32
FAKE, REAL = Annotation.Verdict.FAKE, Annotation.Verdict.REAL


@dataclass(frozen=True, slots=True)
class Waiting:
    """A video with open slots, and what is known to rank it by."""

    video: UUID
    source: str
    p_fake: float | None
    categories: frozenset[str]
    verdicts: tuple[str, ...]


def priorities_of(*, project: Project) -> dict[UUID, int]:
    """The priority of each waiting video: 0 for all without an order; 5 queries for any number of videos."""
    ids = videos_waiting(project=project)
    if project.queue_order == Order.NONE:
        return dict.fromkeys(ids, 0)
    rows = _waiting(project, ids)
    scores = SCORES[project.queue_order](project, rows)
    share = project.queue_random_share
    return {video: priority_of(video, scores.get(video), share) for video in ids}


def priority_of(video: UUID, score: float | None, random_share: float) -> int:
    """A place from 1 to 999 by a score in [0, 1]; one drawn by the video's id in the random share."""
    left_alone, place = _draw(f"share:{video}"), _draw(f"place:{video}")
    if score is None or left_alone < random_share:
        score = place
    return 1 + round(min(max(score, 0.0), 1.0) * STEPS)


def uncertainty(p_fake: float) -> float:
    """1 where the model cannot tell, 0 where it is certain."""
    return 1 - abs(2 * p_fake - 1)


def _by_uncertainty(project: Project, rows: list[Waiting]) -> dict[UUID, float]:
    return {row.video: uncertainty(row.p_fake) for row in rows if row.p_fake is not None}


def _by_disagreement(project: Project, rows: list[Waiting]) -> dict[UUID, float]:
    """How far the model is from people's verdicts; without any, half of how uncertain it is."""
    scores = {}
    for row in rows:
        if row.p_fake is None:
            continue
        told = [float(verdict == FAKE) for verdict in row.verdicts if verdict in (FAKE, REAL)]
        scores[row.video] = abs(row.p_fake - fmean(told)) if told else uncertainty(row.p_fake) / 2
    return scores


def _by_coverage(project: Project, rows: list[Waiting]) -> dict[UUID, float]:
    """Sources and suggested categories that few answers are about come first."""
    sources, categories = _answered(project)
    return {row.video: (_rare(sources, [row.source]) + _rare(categories, row.categories)) / 2 for row in rows}


SCORES = {
    Order.UNCERTAINTY.value: _by_uncertainty,
    Order.DISAGREEMENT.value: _by_disagreement,
    Order.COVERAGE.value: _by_coverage,
}


def _answered(project: Project) -> tuple[Counter[str], Counter[str]]:
    answers = Annotation.objects.filter(project=project, status__in=JUDGEABLE)
    sources = Counter(answers.values_list("video__source", flat=True))
    keys = answers.filter(traces__isnull=False).values_list("traces__categories", flat=True)
    return sources, Counter(key for found in keys for key in found or ())


def _rare(counts: Mapping[str, int], names: "frozenset[str] | list[str]") -> float:
    return max((1 / (1 + counts.get(name, 0)) for name in names), default=0.5)


def _waiting(project: Project, ids: list[UUID]) -> list[Waiting]:
    model = model_active(project=project)
    runs = _runs(project, model)
    verdicts: dict[UUID, list[str]] = {}
    answered = Annotation.objects.filter(project=project, status__in=JUDGEABLE, verdict__isnull=False)
    for answer in answered.only("video", "verdict"):
        verdicts.setdefault(answer.video_id, []).append(str(answer.verdict))
    sources = dict(Video.objects.filter(project=project).values_list("pk", "source"))
    return [_row(video, sources.get(video, ""), runs.get(video), model, verdicts) for video in ids]


def _runs(project: Project, model: ModelVersion | None) -> dict[UUID, SuggestionRun]:
    rows = SuggestionRun.objects.filter(project=project, model_version=model).prefetch_related("suggestions")
    return {run.video_id: run for run in rows.order_by("created_at", "id")} if model is not None else {}


def _row(
    video: UUID,
    source: str,
    run: SuggestionRun | None,
    model: ModelVersion | None,
    verdicts: dict[UUID, list[str]],
) -> Waiting:
    shown = model and run and verdict_shown(model=model, p_fake=run.p_fake, logit=run.logit)
    keys = {key for each in run.suggestions.all() for key in each.categories} if run else set()
    p_fake = shown.p_fake if shown else None
    return Waiting(video, source, p_fake, frozenset(keys), tuple(verdicts.get(video, ())))


def _draw(seed: str) -> float:
    return int.from_bytes(hashlib.sha256(seed.encode()).digest()[:4], "big") / DRAWN_OUT_OF
