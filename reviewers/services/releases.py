"""Releases: numbered per project, built once by a job, never changed afterwards."""

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from annotations.errors import NotFoundError, WrongStateError
from annotations.media.serve import MediaSource
from annotations.models import Job, Project, User, Video
from annotations.selectors.access import Role, role_require
from annotations.services.events import event_record
from annotations.services.jobs import job_create
from annotations.services.video_files import video_path
from reviewers.errors import ReleaseNotDoneError
from reviewers.models import Release
from reviewers.releases.build import FILES, OnProgress, Recipe, release_files_write
from reviewers.releases.options import ReleaseOptions
from reviewers.services.splits import splits_place

KIND = "release"
CONTENT_TYPES = {
    ".json": "application/json",
    ".jsonl": "application/x-ndjson",
    ".zip": "application/zip",
}
FOLDER_MODE = 0o750
MAKERS = (Role.RESEARCHER, Role.ADMIN)
SUMMARY = ("schema", "software", "project", "release", "options", "counts", "files")


@transaction.atomic
def release_create(*, project: Project, actor: User, options: ReleaseOptions) -> tuple[Release, Job]:
    """Number a new release and queue its building; the view wakes the workers."""
    role_require(project=project, user=actor, roles=MAKERS)
    job = job_create(kind=KIND, params={}, created_by=actor, project=project)
    release = _numbered(project=project, actor=actor, options=options, job=job)
    Job.objects.filter(pk=job.pk).update(params={"release": str(release.pk)})
    facts = {"version": release.version, "options": release.options}
    event_record(action="release.created", subject=release, actor=actor, facts=facts)
    return release, job


def release_build(
    *, release: Release, fence: Callable[[], None], finish: Callable[[], None], on_progress: OnProgress
) -> None:
    """Write the files aside, then put them in place and say so in one transaction.

    `fence` raises where somebody else does this work now; `finish` ends the job.
    """
    if release.finished_at is not None:
        raise WrongStateError("This release has been built; it never changes.")
    splits_place(project=release.project, actor=release.made_by)
    building = _building_folder(release)
    manifest, _ = release_files_write(building, release_recipe(release), on_progress)
    with transaction.atomic():
        fence()
        _put_in_place(building, release_folder(release))
        Release.objects.filter(pk=release.pk).update(
            manifest={name: manifest[name] for name in SUMMARY}, finished_at=timezone.now()
        )
        event_record(action="release.built", subject=release, actor=None, facts={"files": manifest["files"]})
        finish()


def release_recipe(release: Release) -> Recipe:
    """How to build this release."""
    return Recipe(
        project=release.project,
        options=ReleaseOptions.from_json(release.options),
        release=release_name(release),
        media_path=media_path_of,
    )


def release_name(release: Release) -> str:
    """The name that rows carry: `project/version`."""
    return f"{release.project.slug}/{release.version}"


def release_folder(release: Release) -> Path:
    """Where the files of a release are kept."""
    return _releases_folder(release) / str(release.version)


def release_file(*, release: Release, name: str) -> MediaSource:
    """One of the files of a release that is done; NotFoundError for any other name."""
    if name not in FILES:
        raise NotFoundError("A release has no such file.", name=name)
    if release.finished_at is None or release.manifest is None:
        raise ReleaseNotDoneError("The files of this release are not there yet.", version=release.version)
    known = release.manifest["files"].get(name, {})
    return MediaSource(
        path=release_folder(release) / name,
        sha256=known.get("sha256", f"{release.pk}-{name}"),
        name=name,
        content_type=CONTENT_TYPES[Path(name).suffix],
    )


def media_path_of(video: Video) -> Path | None:
    """The untouched media file, or None where there is none."""
    if video.metadata_only:
        return None
    path = video_path(video)
    return path if path.is_file() else None


def _numbered(*, project: Project, actor: User, options: ReleaseOptions, job: Job) -> Release:
    """The next number; two makers at once both get one."""
    while True:
        last = Release.objects.filter(project=project).aggregate(highest=Max("version"))["highest"] or 0
        try:
            with transaction.atomic():
                return Release.objects.create(
                    project=project,
                    version=last + 1,
                    options=options.as_json(),
                    job=job,
                    made_by=actor,
                )
        except IntegrityError:
            if not Release.objects.filter(project=project, version=last + 1).exists():
                raise


def _releases_folder(release: Release) -> Path:
    return Path(settings.DATA_DIR) / "releases" / release.project.slug


def _building_folder(release: Release) -> Path:
    """An empty folder beside the final one, this attempt's own; what earlier attempts left is removed."""
    folder = _releases_folder(release)
    folder.mkdir(parents=True, exist_ok=True)
    prefix = f".building-{release.version}-"
    for leftover in folder.glob(f"{prefix}*"):
        shutil.rmtree(leftover, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=prefix, dir=folder))


def _put_in_place(building: Path, target: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)  # left by an attempt that was stopped before it could say so
    building.chmod(FOLDER_MODE)
    os.rename(building, target)
