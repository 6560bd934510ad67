"""A worker that holds much memory and has nothing to do ends by itself, in order; one at work never does."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from deeptrace_site.processes.retiring import Retirement, process_resident_mb
from tests.databases.migrated import sqlite_copy

ROOT = Path(__file__).resolve().parents[2]
END_S = 120


class Clock:
    """A clock that moves when told."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


def retirement(clock: Clock, *, limit_mb: int = 100, held_mb: float = 200) -> Retirement:
    return Retirement(limit_mb=limit_mb, after_s=15, now=clock, resident_mb=lambda: held_mb)


def test_it_is_due_after_a_while_without_work(clock: Clock) -> None:
    asked = retirement(clock)
    assert not asked.is_due()
    clock.seconds += 15
    assert asked.is_due()


def test_work_puts_it_off(clock: Clock) -> None:
    asked = retirement(clock)
    asked.job_begins()
    asked.job_begins()
    asked.job_ends()
    clock.seconds += 60
    assert not asked.is_due()
    asked.job_ends()
    assert not asked.is_due()
    clock.seconds += 15
    assert asked.is_due()


@pytest.mark.parametrize(("limit_mb", "held_mb"), [(0, 5000), (100, 100)])
def test_without_a_limit_or_below_it_never(clock: Clock, limit_mb: int, held_mb: float) -> None:
    asked = retirement(clock, limit_mb=limit_mb, held_mb=held_mb)
    clock.seconds += 1000
    assert not asked.is_due()


def test_the_memory_is_that_of_this_process() -> None:
    assert 20 < process_resident_mb() < 20_000


def test_a_worker_ends_in_order(tmp_path: Path) -> None:
    sqlite_copy(tmp_path / "deeptrace.sqlite3")
    command = [sys.executable, "-m", "celery", "-A", "deeptrace_site", "worker", "--pool", "threads"]
    environment = {
        "DEEPTRACE_DATA": str(tmp_path),
        "DEEPTRACE_WORKER_IDLE_MB": "1",
        "DEEPTRACE_JOB_SWEEP_SECONDS": "1",
        "DATABASE_URL": "",
        "CELERY_BROKER_URL": "",
    }
    ended = subprocess.run(
        command, cwd=ROOT, env=os.environ | environment, check=False, capture_output=True, timeout=END_S
    )
    assert ended.returncode == 0, ended.stderr.decode()
