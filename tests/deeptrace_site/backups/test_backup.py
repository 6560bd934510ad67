"""A backup that is made under writes gives the same release elsewhere; a damaged one changes nothing."""

import gzip
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from deeptrace_site.backup import BackupError, archive_verify, backup_restore
from deeptrace_site.backup.manifest import Manifest, manifest_read, rows_path
from deeptrace_site.backup.rows import rows_read
from tests import services
from tests.databases.migrated import ROOT, sqlite_copy
from tests.deeptrace_site.backups.story import RUN

SITE = {"DJANGO_SETTINGS_MODULE": "deeptrace_site.settings", "DEEPTRACE_LOG_LEVEL": "WARNING"}


def told(step: str, argument: Path | str, data: Path, url: str = "") -> Any:
    """Run one step of the story in the site that lies in `data`."""
    done = subprocess.run(
        [sys.executable, "-c", RUN, step, str(argument)],
        cwd=ROOT,
        env={**os.environ, **SITE, "DEEPTRACE_DATA": str(data), "DATABASE_URL": url},
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Any]]:
    """A folder with the site `first` and its backup `archive`, and the site's digest."""
    folder = tmp_path_factory.mktemp("backups")
    sqlite_copy(folder / "first" / "deeptrace.sqlite3")
    yield folder, told("made_and_backed_up", folder / "archive", folder / "first")


def quiet(_: int) -> None:
    """Nobody listens."""


def same_site(found: Any, first: Any) -> None:
    """The release and the files are the same, byte for byte, and no transaction was torn."""
    assert found["release"] == first["release"]
    assert found["people"] == first["people"]
    kept = {name: sha256 for name, sha256 in first["files"].items() if "/2/" not in name}
    assert len(kept) >= 5
    assert {name: found["files"].get(name) for name in kept} == kept
    assert found["told"][0] == found["told"][1] != None  # noqa: E711


def test_sqlite_comes_back(place: tuple[Path, Any]) -> None:
    folder, first = place
    sqlite_copy(folder / "second" / "deeptrace.sqlite3")
    told("restored", folder / "archive", folder / "second")
    same_site(told("digest", "", folder / "second"), first)


@pytest.mark.postgres
def test_sqlite_becomes_postgres_and_sqlite_again(place: tuple[Path, Any]) -> None:
    """The archive goes into PostgreSQL; a backup of that (under writes) and a move come back to SQLite."""
    folder, first = place
    with services.postgres() as database:
        told("restored", folder / "archive", folder / "third", database.url)
        there = told("digest", "", folder / "third", database.url)
        assert there["vendor"] == "postgresql"
        same_site(there, first)
        again = told("backed_up", folder / "from-postgres", folder / "third", database.url)
        sqlite_copy(folder / "back.sqlite3")
        back = f"sqlite:///{folder / 'back.sqlite3'}"
        moved = told("moved", back, folder / "third", database.url)
    manifest = manifest_read(folder / "from-postgres")
    assert (manifest.database, moved["vendor"]) == ("postgresql", "postgresql")
    returned = told("digest", "", folder / "third", back)
    assert returned["vendor"] == "sqlite"
    assert returned["told"] == again["told"]
    assert int(told_in(folder / "from-postgres")) <= int(again["told"][0])
    assert returned["release"] == moved["release"]


def told_in(archive: Path) -> str:
    """What the writer's two rows say in an archive; they were written together."""
    tables = manifest_read(archive).tables
    rows = {
        label: [
            dict(zip(tables[label].columns, json.loads(line), strict=True))
            for line in rows_read(rows_path(archive, label))
        ]
        for label in ("annotations.project", "annotations.event")
    }
    written = [row for row in rows["annotations.event"] if row["action"] == "test.written"]
    newest = max(written, key=lambda row: int(row["id"]))
    assert newest["facts"]["told"] == rows["annotations.project"][0]["guideline"]
    return str(newest["facts"]["told"])


def damaged(place: tuple[Path, Any], target: Path) -> Path:
    """A copy of the archive that a test may damage."""
    shutil.copytree(place[0] / "archive", target)
    return target


def cut(path: Path) -> None:
    """End in the middle, as a full disk ends a file."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize("name", ["manifest.json", "rows/annotations.video.jsonl.gz", "files.jsonl"])
def test_a_torn_archive_is_refused(place: tuple[Path, Any], tmp_path: Path, name: str) -> None:
    archive = damaged(place, tmp_path / "archive")
    cut(archive / name)
    with pytest.raises(BackupError, match="not a whole backup"):
        archive_verify(archive, on_file=quiet)


def test_a_changed_row_and_a_changed_file_are_found(place: tuple[Path, Any], tmp_path: Path) -> None:
    archive = damaged(place, tmp_path / "rows")
    table = archive / "rows" / "annotations.event.jsonl.gz"
    table.write_bytes(gzip.compress(gzip.decompress(table.read_bytes()).replace(b"release", b"rElease", 1)))
    with pytest.raises(BackupError, match="annotations.event"):
        archive_verify(archive, on_file=quiet)
    archive = damaged(place, tmp_path / "files")
    film = next((archive / "files" / "media").rglob("original.mp4"))
    film.unlink()
    film.write_bytes(b"x" * 9)
    with pytest.raises(BackupError, match=r"original\.mp4 is damaged"):
        archive_verify(archive, on_file=quiet)


def changed(archive: Path, **fields: Any) -> Manifest:
    """Write another manifest into the archive."""
    manifest = manifest_read(archive)
    for name, value in fields.items():
        setattr(manifest, name, value)
    manifest.write(archive)
    return manifest


@pytest.mark.django_db
def test_a_newer_archive_and_another_key_are_refused(place: tuple[Path, Any], tmp_path: Path) -> None:
    archive = damaged(place, tmp_path / "archive")
    with pytest.raises(BackupError, match="DEEPTRACE_SECRET_KEY"):
        backup_restore(archive, on_file=quiet)
    manifest = changed(archive, software="9.0")
    changed(archive, migrations=[*manifest.migrations, "annotations.9999_later"])
    with pytest.raises(BackupError, match=r"DeepTrace 9\.0, which is newer"):
        backup_restore(archive, on_file=quiet)
    changed(archive, format=2)
    with pytest.raises(BackupError, match="does not know"):
        backup_restore(archive, on_file=quiet)


@pytest.mark.django_db
@pytest.mark.usefixtures("project")
def test_a_place_that_is_in_use_is_refused(place: tuple[Path, Any]) -> None:
    with pytest.raises(BackupError, match="not empty"):
        backup_restore(place[0] / "archive", on_file=quiet, has_new_key=True)
