"""A full disk: a plain 507, nothing half written, and all is well once there is room again.

The disk is a tmpfs of 2 MB where mounting is allowed; elsewhere the write fails with an injected ENOSPC.
Each test prints which it was.
"""

import errno
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, OperationalError
from django.db import connection as django_connection
from rest_framework.test import APIClient

from annotations.models import Event, Job, Project, User, Video
from annotations.services.job_runs import job_execute
from annotations.services.jobs import job_retry
from annotations.uploads import HashingUploadHandler
from reviewers.models import Release
from reviewers.releases.build import ReleaseBuild
from reviewers.releases.options import ReleaseOptions
from reviewers.services.releases import release_create, release_folder
from tests import factories

pytestmark = pytest.mark.django_db
DISK_BYTES = 2 * 2**20


class Disk:
    """The data folder, on a disk of its own that a test can fill."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self._monkeypatch = folder, monkeypatch
        folder.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(folder)]
        done = subprocess.run(mount, check=False, capture_output=True)  # noqa: S603
        self.is_mounted = done.returncode == 0
        print("tmpfs" if self.is_mounted else "injected ENOSPC")

    def fill(self, owner: type, method: str) -> None:
        """Use up all room; where nothing was mounted, `method` fails as it would."""
        if not self.is_mounted:
            self._monkeypatch.setattr(owner, method, _no_room)
            return
        with (self.folder / "filler").open("wb", buffering=0) as filler, pytest.raises(OSError):
            while True:
                filler.write(bytes(2**16))

    def free(self) -> None:
        """Make room again."""
        self._monkeypatch.undo()
        (self.folder / "filler").unlink(missing_ok=True)

    def close(self) -> None:
        """Take the disk away."""
        if self.is_mounted:
            subprocess.run(["umount", "--lazy", str(self.folder)], check=True)  # noqa: S607


def _no_room(*_: Any, **__: Any) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.fixture
def disk(tmp_path: Path, settings: Any) -> Iterator[Disk]:
    """A small disk that holds everything the site writes."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        disk = Disk(tmp_path / "disk", monkeypatch)
        settings.DATA_DIR = disk.folder
        settings.MEDIA_DIR = disk.folder / "media"
        settings.FILE_UPLOAD_TEMP_DIR = str(disk.folder / "incoming")
        for folder in ("media", "incoming"):
            (disk.folder / folder).mkdir()
        yield disk
        disk.close()


def files_below(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file()]


def test_an_upload_that_finds_no_room_leaves_nothing(
    disk: Disk, project: Project, ada_client: APIClient
) -> None:
    disk.fill(HashingUploadHandler, "receive_data_chunk")
    clip = SimpleUploadedFile("clip.mp4", b"x" * 2**20, content_type="video/mp4")
    answer = ada_client.post("/api/v1/videos/", {"project": project.slug, "file": clip}, format="multipart")
    assert (answer.status_code, answer.json()["code"]) == (507, "disk_full")
    assert "disk is full" in answer.json()["detail"]
    assert not Video.objects.exists() and not Job.objects.exists()
    assert files_below(disk.folder / "media") == files_below(disk.folder / "incoming") == []


def test_a_release_that_finds_no_room_fails_plainly_and_can_be_tried_again(
    disk: Disk, project: Project, rita: User
) -> None:
    factories.video_make(project, metadata_only=True)
    release, job = release_create(project=project, actor=rita, options=ReleaseOptions())
    disk.fill(ReleaseBuild, "write")
    assert job_execute(job_id=job.pk)
    job.refresh_from_db()
    assert (job.status, job.error_code) == ("failed", "disk_full")
    assert "Make room" in job.error_detail
    assert not release_folder(release).exists()
    assert Release.objects.get().finished_at is None
    disk.free()
    job_retry(job=job, actor=rita)
    assert job_execute(job_id=job.pk)
    job.refresh_from_db()
    assert job.status == "done", job.error_detail
    assert files_below(disk.folder / "releases")


def sqlite_full() -> OperationalError:
    """What SQLite itself says when it cannot grow, as Django hands it on."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE TABLE kept (text)")
        database.execute("PRAGMA max_page_count = 4")
        with pytest.raises(sqlite3.OperationalError) as full:
            database.execute("INSERT INTO kept VALUES (?)", ["x" * 2**16])
    return OperationalError(*full.value.args)


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (None, 507, "disk_full"),
        (OperationalError('could not extend file "base/1/2": No space left on device'), 507, "disk_full"),
        (OperationalError("server closed the connection unexpectedly"), 503, "database_away"),
        (OperationalError("database is locked"), 503, "busy"),
    ],
)
def test_a_write_that_the_database_cannot_do_is_told_plainly(
    monkeypatch: pytest.MonkeyPatch,
    project: Project,
    ada_client: APIClient,
    error: DatabaseError | None,
    status: int,
    code: str,
) -> None:
    """The answer says what is wrong and that nothing was stored; afterwards the same request goes through."""
    failing = error or sqlite_full()

    def fail(*_: Any, **__: Any) -> None:
        raise failing

    events = Event.objects.count()
    with monkeypatch.context() as broken:
        broken.setattr("annotations.models.Event.save", fail)
        broken.setattr("django.db.models.query.QuerySet.create", fail)
        answer = ada_client.patch(f"/api/v1/projects/{project.slug}/", {"guideline": "New"})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    project.refresh_from_db()
    assert (project.guideline, Event.objects.count()) == ("", events)
    assert ada_client.patch(f"/api/v1/projects/{project.slug}/", {"guideline": "New"}).status_code == 200
    assert django_connection.is_usable()
