"""Evaluations: predictions are kept or asked for, and a job scores them."""

import os
import shutil
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction

from annotations.models import Job, User
from annotations.selectors.access import Role, role_require
from annotations.services.events import event_record
from annotations.services.jobs import UNFINISHED, job_create
from models_service.backends.base import SuggestOptions
from models_service.errors import EvaluationBusyError, JudgeMissingError, NoVerdictError
from models_service.models import Evaluation, ModelVersion
from models_service.selectors.presence import queue_of
from models_service.selectors.versions import HEURISTICS
from models_service.services.suggesting.requests import job_waiting_tell
from reviewers.errors import ReleaseNotDoneError
from reviewers.models import Release

KIND = "evaluate"
MAKERS = (Role.RESEARCHER, Role.ADMIN)
FILE_MODE = 0o640
Judge = Evaluation.Judge


@dataclass(frozen=True, slots=True)
class UploadedLines:
    """A file of predictions as it came: where it lies and the SHA-256 of its bytes."""

    path: Path
    sha256: str


@dataclass(frozen=True, slots=True)
class EvaluationWish:
    """What is held against which videos, and who judges the explanations: `lines` or `model`, not both."""

    release: Release
    lines: UploadedLines | None = None
    model: ModelVersion | None = None
    model_id: str = ""
    splits: tuple[str, ...] = ()
    judge: str = Judge.NONE


def evaluation_create(*, actor: User, wish: EvaluationWish) -> tuple[Evaluation, Job]:
    """Keep uploaded lines, or have a model asked, and queue the scoring; the view wakes the workers."""
    release, model = wish.release, wish.model
    role_require(project=release.project, user=actor, roles=MAKERS)
    if release.finished_at is None:
        raise ReleaseNotDoneError("The files of this release are not there yet.", version=release.version)
    judge_require(wish.judge)
    evaluation = Evaluation(
        project=release.project,
        release=release,
        model_version=model,
        model_id=wish.model_id,
        splits=sorted(set(wish.splits)),
        judge=wish.judge,
        created_by=actor,
    )
    if model is not None:
        _model_take(evaluation, model)
    if wish.lines is not None:
        evaluation.file, evaluation.sha256 = file_new(), wish.lines.sha256
        _keep(wish.lines.path, lines_path(evaluation))
    return evaluation, _queue(evaluation, actor)


@transaction.atomic
def evaluation_judge(*, evaluation: Evaluation, actor: User, judge: str) -> Job:
    """Score a finished evaluation once more, with this judge; ratings by people count as they stand now."""
    role_require(project=evaluation.project, user=actor, roles=MAKERS)
    judge_require(judge)
    is_busy = evaluation.job is not None and evaluation.job.status in UNFINISHED
    if evaluation.finished_at is None or is_busy:
        raise EvaluationBusyError("This evaluation is not done yet, or is being scored now.")
    evaluation.judge = judge
    evaluation.job = _job_of(evaluation, actor, queue="default")
    evaluation.save(update_fields=["judge", "job"])
    event_record(action="evaluation.judging", subject=evaluation, actor=actor, facts={"judge": judge})
    return evaluation.job


def judge_require(judge: str) -> None:
    """JudgeMissingError where the judge is a text model and none is configured."""
    if judge == Judge.MODEL and not settings.TEXT_MODEL_URL:
        raise JudgeMissingError("No text model is configured that could judge explanations.")


def file_new() -> str:
    """A name that no other file of predictions has."""
    return f"{uuid.uuid4().hex}.jsonl"


def _model_take(evaluation: Evaluation, model: ModelVersion) -> None:
    if model.backend in HEURISTICS:
        raise NoVerdictError(
            "This model marks moments but never says whether a video is generated: choose another one."
        )
    evaluation.options = asdict(SuggestOptions(**model.sampling))
    evaluation.model_id = model.name


@transaction.atomic
def _queue(evaluation: Evaluation, actor: User) -> Job:
    model = evaluation.model_version
    job = _job_of(evaluation, actor, queue=queue_of(model) if model else "default")
    evaluation.job = job
    evaluation.save(force_insert=True)
    facts = {"release": evaluation.release.version, "sha256": evaluation.sha256}
    event_record(action="evaluation.created", subject=evaluation, actor=actor, facts=facts)
    return job_waiting_tell(job)


def _job_of(evaluation: Evaluation, actor: User, *, queue: str) -> Job:
    params = {"evaluation": str(evaluation.pk)}
    return job_create(kind=KIND, params=params, created_by=actor, project=evaluation.project, queue=queue)


def lines_path(evaluation: Evaluation) -> Path:
    """Where the predictions of an evaluation are kept."""
    return Path(settings.DATA_DIR) / "evaluations" / evaluation.file


def _keep(upload: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.replace(upload, target)
    except OSError:  # the two folders are on different disks
        shutil.copyfile(upload, target)
    target.chmod(FILE_MODE)
