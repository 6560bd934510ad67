"""Evaluations: the predictions are kept, and a job scores them."""

import os
import shutil
import uuid
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction

from annotations.models import Job, User
from annotations.selectors.access import Role, role_require
from annotations.services.events import event_record
from annotations.services.jobs import job_create
from models_service.models import Evaluation
from reviewers.errors import ReleaseNotDoneError
from reviewers.models import Release

KIND = "evaluate"
MAKERS = (Role.RESEARCHER, Role.ADMIN)
FILE_MODE = 0o640


@dataclass(frozen=True, slots=True)
class UploadedLines:
    """A file of predictions as it came: where it lies and the SHA-256 of its bytes."""

    path: Path
    sha256: str


def evaluation_create(
    *, release: Release, actor: User, lines: UploadedLines, model_id: str = "", splits: tuple[str, ...] = ()
) -> tuple[Evaluation, Job]:
    """Keep uploaded predictions and queue their scoring; the view wakes the workers."""
    role_require(project=release.project, user=actor, roles=MAKERS)
    if release.finished_at is None:
        raise ReleaseNotDoneError("The files of this release are not there yet.", version=release.version)
    evaluation = Evaluation(
        project=release.project,
        release=release,
        model_id=model_id,
        splits=sorted(set(splits)),
        file=f"{uuid.uuid4().hex}.jsonl",
        sha256=lines.sha256,
        created_by=actor,
    )
    _keep(lines.path, lines_path(evaluation))
    return evaluation, _queue(evaluation, actor)


@transaction.atomic
def _queue(evaluation: Evaluation, actor: User) -> Job:
    params = {"evaluation": str(evaluation.pk)}
    job = job_create(kind=KIND, params=params, created_by=actor, project=evaluation.project)
    evaluation.job = job
    evaluation.save(force_insert=True)
    facts = {"release": evaluation.release.version, "sha256": evaluation.sha256}
    event_record(action="evaluation.created", subject=evaluation, actor=actor, facts=facts)
    return job


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
