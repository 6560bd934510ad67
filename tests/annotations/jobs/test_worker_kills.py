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
from tests.worker_kills import RUN

ROOT = Path(__file__).resolve().parents[3]


def run(tmp_path: Path, kills: int, **environment: str) -> Any:
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
        [sys.executable, "-c", RUN, str(kills), str(seed)],
        cwd=ROOT,
        env={**os.environ, **fast, **environment},
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def check(report: Any, kills: int) -> None:
    print(report)
    assert report["kills"] == kills
    for video in report["videos"]:
        attempts = video.pop("attempts")
        assert attempts >= 1
        assert video == {
            "status": "ready",
            "job": "done",
            "finished": 1,
            "made_ready": 1,
            "tables": 1,
            "slots": 2,
            "files": ["filmstrip.jpg", "original.mp4", "poster.jpg", "signals.json"],
        }


@pytest.mark.parametrize("kills", [5, pytest.param(50, marks=pytest.mark.full)])
def test_on_sqlite_and_files(tmp_path: Path, kills: int) -> None:
    check(run(tmp_path, kills), kills)


@pytest.mark.postgres
@pytest.mark.parametrize("kills", [3, pytest.param(50, marks=pytest.mark.full)])
def test_on_postgres_and_redis(tmp_path: Path, kills: int) -> None:
    with services.postgres() as database, services.redis() as broker:
        check(run(tmp_path, kills, DATABASE_URL=database.url, CELERY_BROKER_URL=broker.url), kills)
