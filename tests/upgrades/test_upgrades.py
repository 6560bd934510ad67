"""Every earlier stand of the tables comes up to today's: nothing is lost, and a release can be made."""

import gzip
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2  # type: ignore[import-untyped]
import pytest

from tests import services
from tests.databases.migrated import sqlite_copy

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = sorted((ROOT / "tests/upgrades/samples").glob("*.sqlite.sql.gz"))
ON_POSTGRES = ROOT / "tests/upgrades/samples/01-annotating.postgres.sql.gz"
Ask = Callable[[str], list[tuple[Any, ...]]]
STORY = """
import sys, django
django.setup()
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

executor = MigrationExecutor(connection)
plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
halt = len(plan) // 2
applied = MigrationExecutor.apply_migration
count = 0

def applied_until_the_power_fails(self, state, migration, **options):
    global count
    count += 1
    if count == halt + 1:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("CREATE TABLE half_done (id integer)")
            raise KeyboardInterrupt
    return applied(self, state, migration, **options)

MigrationExecutor.apply_migration = applied_until_the_power_fails
try:
    call_command("migrate", verbosity=0, interactive=False)
except KeyboardInterrupt:
    print("interrupted after", count - 1, "of", len(plan))
MigrationExecutor.apply_migration = applied
call_command("migrate", verbosity=0, interactive=False)
call_command("export_benchmark", sys.argv[1], "--project", "kept", "--media", "none")
"""


@pytest.fixture(autouse=True)
def _data_folders() -> None:
    """The processes have a data folder of their own: nothing to redirect in here."""


def text_of(sample: Path) -> str:
    return gzip.decompress(sample.read_bytes()).decode()


def asking(path: Path) -> Ask:
    """What SQLite answers."""

    def ask(sql: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(path)) as database:
            return database.execute(sql).fetchall()

    return ask


def keys(ask: Ask, key_columns: str) -> dict[str, set[Any]]:
    """The key of every row of every table."""
    found = {}
    for table, key in ask(key_columns):
        found[table] = {row[0] for row in ask(f'SELECT "{key}" FROM "{table}"')}  # noqa: S608
    return found


SQLITE_KEYS = (
    "SELECT t.name, c.name FROM sqlite_master t, pragma_table_info(t.name) c WHERE t.type = 'table' AND c.pk"
)
POSTGRES_KEYS = """
SELECT t.relname, c.attname FROM pg_index i
JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace
JOIN pg_attribute c ON c.attrelid = t.oid AND c.attnum = i.indkey[0]
WHERE i.indisprimary AND n.nspname = 'public'
"""
SQLITE_SHAPE = """
SELECT t.name, c.name, c.type, c."notnull", c.pk
FROM sqlite_master t, pragma_table_info(t.name) c WHERE t.type = 'table' ORDER BY 1, 2
"""


def upgraded(data: Path, **more: str) -> tuple[str, list[dict[str, Any]]]:
    """Migrate with the power failing half-way, then to the end; what was printed, and gold as it leaves."""
    programs = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "deeptrace_site.settings"}
    done = subprocess.run(
        [sys.executable, "-c", STORY, str(data / "out")],
        cwd=ROOT,
        env={**programs, "DEEPTRACE_DATA": str(data), **more},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return done.stdout, json.loads((data / "out/all_data.json").read_text())


def is_whole(before: dict[str, set[Any]], after: dict[str, set[Any]], rows: list[dict[str, Any]]) -> None:
    """No row is lost, and gold leaves as it came."""
    assert sum(map(len, before.values())) > 200
    assert {table: kept - after[table] for table, kept in before.items() if kept - after[table]} == {}
    assert [row["faketrace_explanations"] for row in rows] == ["The hand melts into the cup."] * 2
    assert [row["faketrace_first_frame"] for row in rows] == [12, 12]


def stand_as_derived(ask: Ask) -> None:
    """Each video's standing was filled from its answers and its gold."""
    told: dict[str, int] = dict(ask("SELECT standing, count(*) FROM annotations_video GROUP BY 1"))
    golds = ask("SELECT count(DISTINCT video_id) FROM reviewers_gold")[0][0]
    judgeable = ask(
        "SELECT count(DISTINCT video_id) FROM annotations_annotation WHERE status <> 'draft'"
        " AND video_id NOT IN (SELECT video_id FROM reviewers_gold)"
    )
    assert told.get("gold") == golds > 0
    assert told.get("answered", 0) == judgeable[0][0]


@pytest.mark.parametrize(
    "sample",
    [
        pytest.param(
            path, id=path.name.split(".")[0], marks=[pytest.mark.full] if 0 < at < len(SAMPLES) - 1 else []
        )
        for at, path in enumerate(SAMPLES)
    ],
)
def test_an_earlier_database_comes_up_to_today(sample: Path, tmp_path: Path) -> None:
    """The oldest and the newest stand always, those between in the full tests."""
    path = tmp_path / "deeptrace.sqlite3"
    with closing(sqlite3.connect(path)) as database:
        database.executescript(text_of(sample))
    ask = asking(path)
    before = keys(ask, SQLITE_KEYS)
    printed, rows = upgraded(tmp_path)
    assert "interrupted after" in printed
    is_whole(before, keys(ask, SQLITE_KEYS), rows)
    stand_as_derived(ask)
    sqlite_copy(tmp_path / "new.sqlite3")
    assert ask(SQLITE_SHAPE) == asking(tmp_path / "new.sqlite3")(SQLITE_SHAPE)


@pytest.mark.full
@pytest.mark.postgres
def test_an_earlier_database_on_postgresql_comes_up_to_today(tmp_path: Path) -> None:
    with services.postgres() as server:

        def ask(sql: str) -> list[tuple[Any, ...]]:
            with closing(psycopg2.connect(server.url)) as database, database, database.cursor() as cursor:
                cursor.execute(sql)
                return list(cursor.fetchall()) if cursor.description else []

        ask(text_of(ON_POSTGRES))
        before = keys(ask, POSTGRES_KEYS)
        printed, rows = upgraded(tmp_path, DATABASE_URL=server.url)
        assert "interrupted after" in printed
        is_whole(before, keys(ask, POSTGRES_KEYS), rows)
        stand_as_derived(ask)


def test_there_is_a_sample_of_every_stand() -> None:
    numbers = [path.name[:2] for path in SAMPLES]
    assert numbers == [f"{number:02}" for number in range(1, len(numbers) + 1)]
    assert len(numbers) >= 5
    assert all(path.stat().st_size < 40_000 for path in (*SAMPLES, ON_POSTGRES))
