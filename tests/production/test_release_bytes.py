"""The same selection of the same rows is the same release, byte by byte, on SQLite and on PostgreSQL."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from reviewers.releases.build import FILES
from tests import services
from tests.databases.migrated import ROOT, sqlite_copy, tables_make


def hashes_from(url: str, folder: Path) -> dict[str, str]:
    """The files of a release of the same project, made in this database."""
    folder.mkdir()
    environment = {**os.environ, "DATABASE_URL": url, "DEEPTRACE_DATA": str(folder)}
    command = [sys.executable, "-m", "tests.production.release_bytes", str(folder)]
    printed = subprocess.run(command, check=True, cwd=ROOT, env=environment, stdout=subprocess.PIPE).stdout
    hashes: dict[str, str] = json.loads(printed)
    return hashes


@pytest.mark.postgres
def test_both_databases_give_the_same_bytes(tmp_path: Path) -> None:
    small = tmp_path / "small.sqlite3"
    sqlite_copy(small)
    on_sqlite = hashes_from(f"sqlite:///{small}", tmp_path / "sqlite")
    with services.postgres() as server:
        tables_make(server.url)
        on_postgres = hashes_from(server.url, tmp_path / "postgres")
    assert on_sqlite == on_postgres
    assert on_sqlite.keys() == set(FILES)
