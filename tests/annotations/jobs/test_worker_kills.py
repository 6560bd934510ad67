"""`kill -9` of the worker at any point loses and doubles nothing; on PostgreSQL and Redis too."""

import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests import services
from tests.annotations.jobs.killing import RUN
from tests.databases.migrated import sqlite_copy, tables_make

ROOT = Path(__file__).resolve().parents[3]
KINDS = ["ingest", "release", "suggest", "evaluate"]


def run(tmp_path: Path, kills: int, kinds: list[str], **environment: str) -> Any:
    seed = random.SystemRandom().randrange(10**6)
    print(f"seed {seed}")
    fast = {
        "DEEPTRACE_DATA": str(tmp_path / "site"),
        "DEEPTRACE_JOB_LEASE_SECONDS": "2",
        "DEEPTRACE_JOB_SWEEP_SECONDS": "1",
        "DEEPTRACE_JOB_ATTEMPTS": "1000",
        "DEEPTRACE_LOG_LEVEL": "WARNING",
        "DJANGO_SETTINGS_MODULE": "deeptrace_site.settings",
        "DATABASE_URL": "",
        "CELERY_BROKER_URL": "",
    }
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(kills), str(seed), *kinds],
        cwd=ROOT,
        env={**os.environ, **fast, **environment},
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def check(report: Any, kills: int) -> None:
    attempts = [f"{job['kind']} {job['attempts']}" for job in report["jobs"]]
    print(f"{report['kills']} kills, {len(attempts)} jobs; attempts: {', '.join(attempts)}")
    assert report["kills"] == kills
    assert max(job["attempts"] for job in report["jobs"]) > 1, "no kill hit a job"
    for job in report["jobs"]:
        assert job["fate"] == report["undisturbed"][job["kind"]]
        assert (job["fate"]["status"], job["fate"]["ended"]) == ("done", 1)


@pytest.mark.parametrize("kills", [3, pytest.param(50, marks=pytest.mark.full)])
def test_on_sqlite_and_files(tmp_path: Path, kills: int) -> None:
    """A release is byte-equal to one that nobody disturbed; suggestions and evaluations are there once."""
    sqlite_copy(tmp_path / "site" / "deeptrace.sqlite3")
    check(run(tmp_path, kills, ["suggest", "release", "evaluate"]), kills)


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("kills", "kinds"), [(5, KINDS[:2]), pytest.param(50, KINDS, marks=pytest.mark.full)]
)
def test_on_postgres_and_redis(tmp_path: Path, kills: int, kinds: list[str]) -> None:
    with services.postgres() as database, services.redis() as broker:
        tables_make(database.url)
        check(run(tmp_path, kills, kinds, DATABASE_URL=database.url, CELERY_BROKER_URL=broker.url), kills)
