"""Scoring a file of predictions against a file of benchmark rows; takes numpy, so jobs and commands only."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from annotations.benchmark.reader import rows_read
from annotations.benchmark.row import BenchmarkRow
from annotations.services.job_runs import JobRun
from annotations.texts import filled
from models_service.errors import SeveralModelsError
from models_service.evaluation.predictions import predictions_read
from models_service.evaluation.report import evaluate, report_of, unknown_problems
from models_service.evaluation.terms import Case, cases_of
from models_service.evaluation.truth import CategoriesOf, truth_of
from models_service.evaluation.values import Problem, Read, TruthVideo
from models_service.models import Evaluation
from models_service.services.evaluations.answering import lines_make
from models_service.services.evaluations.judges import Pair, judged_of
from models_service.services.evaluations.making import lines_path
from models_service.services.evaluations.outcomes import outcomes_keep
from reviewers.errors import ReleaseNotDoneError
from reviewers.models import Release
from reviewers.releases.build import ROWS_FILE
from reviewers.services.releases import release_folder

MODELS_NAMED = 10


@dataclass(frozen=True, slots=True)
class TruthFile:
    """Where the truth stands: rows of `all_data.json`, whose frames count from `frame_base`."""

    path: Path
    frame_base: int = 0
    splits: tuple[str, ...] = ()
    categories_of: CategoriesOf | None = None


def release_truth(*, release: Release, splits: Sequence[str] = ()) -> TruthFile:
    """The rows of a release; raises ReleaseNotDoneError before they are there."""
    path = release_folder(release) / ROWS_FILE
    if release.finished_at is None or not path.is_file():
        raise ReleaseNotDoneError("The files of this release are not there yet.", version=release.version)
    return TruthFile(path=path, frame_base=release.options.get("frame_base", 0), splits=tuple(splits))


def truth_read(truth: TruthFile) -> tuple[list[TruthVideo], list[Problem]]:
    """The truth about each video, and the rows that could not be used."""
    unreadable: list[Problem] = []
    with truth.path.open("rb") as stream:
        rows = _rows(rows_read(stream, frame_base=truth.frame_base), unreadable)
        videos, problems = truth_of(rows, splits=truth.splits, categories_of=truth.categories_of)
    return videos, [*unreadable, *problems]


def predictions_score(*, truth: TruthFile, predictions: Path, model_id: str = "") -> dict[str, Any]:
    """The report of `models_service.evaluation`, with the names of the models in `models`.

    Raises SeveralModelsError where the file speaks for several models and `model_id` names none.
    """
    videos, problems = truth_read(truth)
    read = _lines_read(predictions, model_id)
    report = evaluate(videos, read.predictions, problems=[*problems, *read.problems])
    return {"models": read.models, "lines": read.lines, **report}


@dataclass(frozen=True, slots=True)
class Scored:
    """The report, and `keep`, which writes what came of each row."""

    report: dict[str, Any]
    judge_model: str
    keep: Callable[[], None]


def evaluation_scored(*, run: JobRun, evaluation: Evaluation, share: float) -> Scored:
    """Have the model answer where one was chosen, then score its lines and judge what they explain."""
    videos, problems = truth_read(release_truth(release=evaluation.release, splits=evaluation.splits))
    lines_make(run=run, evaluation=evaluation, video_ids=[video.video_id for video in videos])
    run.progress(share, "scoring the predictions")
    read = _lines_read(lines_path(evaluation), evaluation.model_id)
    cases = cases_of(videos, read.predictions)
    judged = judged_of(run=run, evaluation=evaluation, pairs=_pairs(cases))
    report = report_of(
        cases,
        problems=[*problems, *read.problems, *unknown_problems(videos, read.predictions)],
        explanation_scores=judged,
    )

    def keep() -> None:
        outcomes_keep(evaluation=evaluation, cases=cases, judged=judged)

    by_model = evaluation.judge == Evaluation.Judge.MODEL
    body = {"models": read.models, "lines": read.lines, **report}
    return Scored(body, settings.TEXT_MODEL_NAME if by_model else evaluation.judge_model, keep)


def _pairs(cases: Sequence[Case]) -> Iterator[Pair]:
    """The rows that need a judge."""
    for case in cases:
        for trace in case.video.traces:
            if case.prediction is not None and case.needs_judge(trace):
                yield Pair(trace.value.id, trace.value.explanation, case.prediction.explanation)


def _lines_read(path: Path, model_id: str) -> Read:
    with path.open("rb") as stream:
        read = predictions_read(stream, model_id=model_id)
    _one_model_require(read)
    return read


def _one_model_require(read: Read) -> None:
    if len(read.models) <= 1:
        return
    names = ", ".join(sorted(name or "-" for name in read.models)[:MODELS_NAMED])
    raise SeveralModelsError(
        filled("The file holds the predictions of several models: {names}. Choose one.", names=names)
    )


def _rows(results: Iterator[tuple[int, Any]], unreadable: list[Problem]) -> Iterator[BenchmarkRow]:
    for _, result in results:
        if isinstance(result, BenchmarkRow):
            yield result
            continue
        unreadable.extend(_row_problem(each) for each in result)


def _row_problem(error: dict[str, Any]) -> Problem:
    """One thing that is wrong with a row of the truth; the row is not counted."""
    told = {"field": error["field"], "code": "row_unusable", "detail": error["detail"]}
    return {"line": error["row"] + 1, "video_id": None, **told}
