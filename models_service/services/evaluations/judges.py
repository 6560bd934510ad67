"""Who scores the explanations of an evaluation: a text model, people, or nobody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from django.conf import settings

from annotations.services.job_runs import JobRun
from models_service.backends.serving.connection import Server
from models_service.errors import BackendUnavailableError
from models_service.evaluation.judging import Judge, answer_key, answer_read, question_of
from models_service.evaluation.prompts import PROMPT
from models_service.models import Evaluation, JudgeAnswer, Rating
from models_service.services.evaluations.making import judge_require

ANSWER_BYTES_MAX = 1 << 20
ANSWER_TOKENS = 8
TIMEOUT_S = 120.0
JUDGED_FROM = 0.85  # of the job's progress
STEP = "judging explanations"


@dataclass(frozen=True, slots=True)
class Pair:
    """One row whose explanations a judge compares."""

    name: str
    truth: str
    predicted: str


class TextModelJudge:
    """The configured OpenAI-compatible endpoint with the paper's rubric; each pair is asked about once."""

    def __init__(self) -> None:
        self.name = str(settings.TEXT_MODEL_NAME)
        self._server = Server(
            settings.TEXT_MODEL_URL, settings.TEXT_MODEL_KEY, answer_bytes_max=ANSWER_BYTES_MAX
        )

    def score(self, *, truth: str, predicted: str) -> float | None:
        """What it said before, else what it says now; an unreadable answer is not kept."""
        key = answer_key(self.name, truth, predicted)
        known = JudgeAnswer.objects.filter(key=key).first()
        if known is not None:
            return known.score
        score = answer_read(self._asked(question_of(truth, predicted)))
        if score is not None:
            JudgeAnswer.objects.get_or_create(key=key, defaults={"model": self.name, "score": score})
        return score

    def _asked(self, question: str) -> str:
        messages = [{"role": "system", "content": PROMPT}, {"role": "user", "content": question}]
        body = {
            "model": self.name,
            "temperature": 0,
            "max_tokens": ANSWER_TOKENS,
            "messages": messages,
        }
        answer = self._server.post("/chat/completions", body, TIMEOUT_S)
        try:
            content = answer["choices"][0]["message"]["content"]
        except (KeyError, IndexError, TypeError) as error:
            raise BackendUnavailableError("The text model's answer has no text.") from error
        return content if isinstance(content, str) else ""


def judged_of(*, run: JobRun, evaluation: Evaluation, pairs: Iterable[Pair]) -> Mapping[str, float]:
    """The scores that the evaluation's judge has given: name of the row -> 0..1. None are guessed."""
    if evaluation.judge == Evaluation.Judge.PEOPLE:
        return _by_people(evaluation)
    if evaluation.judge != Evaluation.Judge.MODEL:
        return {}
    judge_require(evaluation.judge)
    return _by_model(run, TextModelJudge(), list(pairs))


def _by_people(evaluation: Evaluation) -> dict[str, float]:
    """The mean of a row's ratings."""
    ratings: dict[str, list[float]] = {}
    rows = Rating.objects.filter(row__evaluation=evaluation).values_list("row__name", "score")
    for name, score in rows:
        ratings.setdefault(name, []).append(score)
    return {name: fmean(scores) for name, scores in ratings.items()}


def _by_model(run: JobRun, judge: Judge, pairs: list[Pair]) -> dict[str, float]:
    found: dict[str, Any] = {}
    for done, pair in enumerate(pairs):
        run.progress(JUDGED_FROM + (1 - JUDGED_FROM) * done / len(pairs), STEP)
        found[pair.name] = judge.score(truth=pair.truth, predicted=pair.predicted)
    return {name: score for name, score in found.items() if score is not None}
