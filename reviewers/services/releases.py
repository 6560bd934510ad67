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
from annotations.selectors.stores import media_store
from annotations.services.events import event_record
from annotations.services.jobs import job_create
from annotations.services.video_files import video_key, video_path
from reviewers.errors import ReleaseLeaksError, ReleaseNotDoneError
from reviewers.models import Release
from reviewers.releases.build import FILES, MANIFEST_FILE, MEDIA_FILE, Built, OnProgress, Recipe, ReleaseBuild
from reviewers.releases.formats.base import CONTENT_TYPES as FORMAT_TYPES
from reviewers.releases.ledger.changes import Earlier
from reviewers.releases.options import KEEP, ReleaseOptions
from reviewers.services.calibration.secrets import secret_of
from reviewers.services.computed import agreement_now
from reviewers.services.first_frames import first_frames
from reviewers.services.splits import splits_place

KIND = "release"
CONTENT_TYPES = FORMAT_TYPES | {
    ".json": "application/json",
    ".jsonl": "application/x-ndjson",
    ".zip": "application/zip",
}
FOLDER_MODE = 0o750
MAKERS = (Role.RESEARCHER, Role.ADMIN)


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

    `fence` raises where somebody else does this work now; `finish` ends the job. Whatever stops it, no file
    stays behind; where leaks do, the release keeps their report.
    """
    if release.finished_at is not None:
        raise WrongStateError("This release has been built; it never changes.")
    recipe = release_recipe(release)
    if recipe.options.split_policy == KEEP:
        on_progress(0.0, "placing videos in splits")
        splits_place(project=release.project, actor=release.made_by)
    building = _building_folder(release)
    try:
        built = _build(release, building, recipe, on_progress)
        with transaction.atomic():
            fence()
            _put_in_place(building, release_folder(release))
            rows = Release.objects.filter(pk=release.pk)
            rows.update(manifest=built.manifest, leaks=built.leaks, finished_at=timezone.now())
            facts = {"files": built.manifest["files"]}
            event_record(action="release.built", subject=release, actor=None, facts=facts)
            finish()
    finally:
        shutil.rmtree(building, ignore_errors=True)


def release_recipe(release: Release) -> Recipe:
    """How to build this release."""
    return Recipe(
        project=release.project,
        options=ReleaseOptions.from_json(release.options),
        release=release_name(release),
        media_path=media_path_of,
        media_local=media_local_of,
        pictures=first_frames,
        agreement=lambda: agreement_now(project=release.project),
        secret=secret_of(release.project),
        earlier=_earlier(release),
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
    if not known and name != MANIFEST_FILE:
        raise NotFoundError("This release has no such file.", name=name)
    now = (release.withheld or {}) if name == MEDIA_FILE else {}
    return MediaSource(
        path=release_folder(release) / name,
        sha256=now.get("sha256") or known.get("sha256", f"{release.pk}-{name}"),
        name=name,
        content_type=CONTENT_TYPES[Path(name).suffix],
    )


def media_path_of(video: Video) -> Path | None:
    """The untouched media file, or None where there is none; in a bucket its key, without a look at it."""
    if video.metadata_only:
        return None
    if not media_store().is_local:
        return None if video.taken_down_at else Path(video_key(video))
    path = video_path(video)
    return path if path.is_file() else None


def media_local_of(path: Path) -> Path:
    """The file for what `media_path_of` gave."""
    store = media_store()
    return path if store.is_local else store.local(str(path))


def _build(release: Release, folder: Path, recipe: Recipe, on_progress: OnProgress) -> Built:
    try:
        with ReleaseBuild(folder, recipe, on_progress) as build:
            return build.write()
    except ReleaseLeaksError as error:
        Release.objects.filter(pk=release.pk).update(leaks=error.fields["leaks"])
        raise


def _earlier(release: Release) -> Earlier | None:
    """The newest release before this one whose files are there."""
    done = Release.objects.filter(
        project=release.project, version__lt=release.version, finished_at__isnull=False
    )
    found = done.select_related("project").order_by("-version").first()
    if found is None or found.finished_at is None:
        return None
    return Earlier(
        release=release_name(found),
        manifest=release_folder(found) / MANIFEST_FILE,
        built_at=found.finished_at.timestamp(),
        options=found.options,
    )


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
