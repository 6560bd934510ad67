"""Exports to a folder of this machine: the gold as it is now, or a release as it was made."""

import os
import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from annotations.models import Project
from reviewers.errors import ReleaseNotDoneError
from reviewers.models import Release
from reviewers.releases.build import (
    MANIFEST_FILE,
    MEDIA_FILE,
    ROWS_FILE,
    TRACES_FILE,
    OnProgress,
    Recipe,
    ReleaseBuild,
)
from reviewers.releases.export import Copy, files_place, zip_unpack
from reviewers.releases.options import ReleaseOptions
from reviewers.services.calibration.secrets import secret_of
from reviewers.services.releases import media_local_of, media_path_of, release_folder
from reviewers.services.splits import splits_place

TEXTS = (ROWS_FILE, TRACES_FILE, MANIFEST_FILE)
FILE_MODE = 0o644


@dataclass(frozen=True, slots=True)
class ExportTarget:
    """Where to, how media get there (None: not at all), and who hears of the progress."""

    out: Path
    copy: Copy | None
    on_progress: OnProgress


def export_current(*, project: Project, options: ReleaseOptions, target: ExportTarget) -> dict[str, Any]:
    """Write the gold as it is now, without making a release; returns the manifest."""
    splits_place(project=project, actor=None)
    recipe = Recipe(
        project=project,
        options=options,
        release=None,
        media_path=media_path_of,
        media_local=media_local_of,
        secret=secret_of(project),
    )
    target.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".export-", dir=target.out) as aside:
        with ReleaseBuild(Path(aside), recipe, target.on_progress, complete=False) as build:
            manifest, contents = build.write().manifest, build.contents
            if target.copy is not None:
                total = contents.media_count
                files_place(build.media(), target.out, target.copy, partial(_tell, target, total=total))
        for name in TEXTS:
            (Path(aside) / name).chmod(FILE_MODE)
            os.replace(Path(aside) / name, target.out / name)
    return manifest


def export_release(*, release: Release, target: ExportTarget) -> dict[str, Any]:
    """Lay out a release from its own files, whatever has happened since; returns its manifest's summary."""
    if release.finished_at is None or release.manifest is None:
        raise ReleaseNotDoneError("The files of this release are not there yet.", version=release.version)
    folder, copy = release_folder(release), target.copy
    if copy is not None:
        total = int(release.manifest["counts"]["videos"])
        zip_unpack(folder / MEDIA_FILE, target.out, partial(_tell, target, total=total))
    target.out.mkdir(parents=True, exist_ok=True)
    texts = [(name, folder / name) for name in TEXTS]
    files_place(texts, target.out, copy_of_text, lambda done: None)
    manifest: dict[str, Any] = release.manifest
    return manifest


def copy_of_text(source: Path, target: Path) -> None:
    """A copy that the person who exports may read and change."""
    target.write_bytes(source.read_bytes())
    target.chmod(FILE_MODE)


def _tell(target: ExportTarget, done: int, *, total: int) -> None:
    target.on_progress(done / max(total, done), f"{done} of {total} media files")
