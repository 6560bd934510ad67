"""Imports of uploaded files: a job each."""

import os
import shutil
import uuid
from functools import partial
from pathlib import Path
from typing import Any, TypedDict, Unpack

from django.conf import settings
from django.db import transaction

from annotations.models import Job, Project, User
from annotations.selectors.access import Role, role_require
from annotations.services.job_runs import JobRun
from annotations.services.jobs import job_create
from reviewers.labelbox.importing import labelbox_import
from reviewers.labelbox.rows import NameMap
from reviewers.services.imports import ImportSource, benchmark_import

KIND = "import"
BENCHMARK, LABELBOX = "benchmark", "labelbox"
FORMATS = (BENCHMARK, LABELBOX)
FILE_MODE = 0o640


class ImportWanted(TypedDict, total=False):
    """How a file is read: its format, how it counts frames, whether media are needed, names to be mapped."""

    format: str
    frame_base: int
    metadata_only: bool
    map: dict[str, dict[str, str]]


def import_start(*, project: Project, actor: User, upload: Path, **wanted: Unpack[ImportWanted]) -> Job:
    """Keep an uploaded file of rows and queue its import; the view wakes the workers."""
    role_require(project=project, user=actor, roles=[Role.ADMIN])
    name = f"{uuid.uuid4().hex}.json"
    _keep(upload, _folder() / name)
    defaults: ImportWanted = {"frame_base": 0, "metadata_only": True, "format": BENCHMARK, "map": {}}
    params = {"file": name, **defaults, **wanted}
    return job_create(kind=KIND, params=params, created_by=actor, project=project)


class ImportJob:
    """What the job kind `import` does; interrupted, it starts over and finds most rows unchanged."""

    def run(self, run: JobRun) -> dict[str, Any] | None:
        """Import the kept file batch by batch."""
        project = run.job.project
        if project is None:
            raise ValueError("an import needs a project")
        path = _folder() / run.params["file"]
        source = ImportSource(
            file=path, frame_base=run.params["frame_base"], metadata_only=run.params["metadata_only"]
        )
        read = benchmark_import
        if run.params.get("format") == LABELBOX:
            read = partial(labelbox_import, name_map=NameMap(**run.params["map"]))
        summary = read(
            project=project,
            source=source,
            actor=run.job.created_by,
            fence=run.hold,
            on_progress=run.progress,
        )
        with transaction.atomic():
            run.finish(result=summary.as_json(), result_url=f"/api/v1/imports/{run.job.pk}/")
            transaction.on_commit(lambda: path.unlink(missing_ok=True))
        return None

    def failed(self, job: Job) -> None:
        """The kept file stays, so that the job can be tried again."""

    def retried(self, job: Job) -> None:
        """Nothing to prepare."""


IMPORT = ImportJob()


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "imports"


def _keep(upload: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.replace(upload, target)
    except OSError:  # the two folders are on different disks
        shutil.copyfile(upload, target)
    target.chmod(FILE_MODE)
