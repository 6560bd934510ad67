"""Jobs of the GPU queue end where they take too much, and where they are cancelled; their worker goes on."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from annotations.models import Job
from annotations.services import job_runs, jobs
from annotations.services.devices import limits
from annotations.services.job_runs import job_execute
from tests.annotations.jobs.limited import GROWTH, RUN, SETTING
from tests.databases.migrated import sqlite_copy

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[3]
MIB = 2**20


@pytest.fixture(autouse=True)
def _quick(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.JOB_KINDS = {"limited": SETTING}
    monkeypatch.setattr(job_runs, "LISTEN_EVERY_S", 0.02)
    # A second connection cannot see what the test has not committed: it hears of nothing, and measures.
    monkeypatch.setattr(job_runs.JobRun, "_hear", lambda self: None)


def done(do: str, queue: str = "gpu") -> Job:
    job = jobs.job_create(kind="limited", params={"do": do}, created_by=None, queue=queue)
    assert job_execute(job_id=job.pk)
    job.refresh_from_db()
    return job


def test_one_that_takes_too_long_says_so(settings: Any) -> None:
    settings.GPU_JOB_SECONDS = 0
    job = done("work")
    assert (job.status, job.error_code) == ("failed", "job_time_limit")
    assert "0 s" in job.error_detail
    assert done("answer", queue="default").status == "done"


def test_training_has_a_limit_of_its_own(settings: Any) -> None:
    settings.GPU_JOB_SECONDS, settings.JOB_SECONDS_MAX = 0, {"limited": 60}
    assert done("answer").status == "done"


def test_one_that_takes_too_much_memory_says_so_and_the_next_one_is_done(settings: Any) -> None:
    settings.GPU_JOB_MEMORY_MB = (limits.memory_taken() + GROWTH // 2) // MIB
    job = done("grow")
    assert (job.status, job.error_code) == ("failed", "job_memory_limit")
    settings.GPU_JOB_MEMORY_MB = 0
    assert done("answer").status == "done"


def test_memory_counts_what_a_job_started() -> None:
    before = limits.memory_taken()
    grown = f"taken = b'x' * {GROWTH}; print(len(taken), flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", grown], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        child.stdout.readline()
        assert limits.memory_taken() > before + GROWTH * 0.9
        child.communicate("\n")


def test_the_default_is_most_of_what_there_is(settings: Any, tmp_path: Path, monkeypatch: Any) -> None:
    settings.GPU_JOB_MEMORY_MB = 0
    monkeypatch.setattr(limits, "CGROUP_LIMIT", tmp_path / "memory.max")
    assert limits.memory_max() == int(0.9 * limits.memory_there()) > 0
    (tmp_path / "memory.max").write_text(f"{100 * MIB}\n")
    assert limits.memory_max() == 90 * MIB
    (tmp_path / "memory.max").write_text("max\n")
    assert limits.memory_max() > 90 * MIB


def test_cancelling_ends_it_between_two_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """What computes knows nothing of jobs; the word is heard by the heartbeat."""
    heard: list[float] = []

    def hear(run: job_runs.JobRun) -> None:
        heard.append(time.monotonic())
        run._is_cancelled = True

    monkeypatch.setattr(job_runs.JobRun, "_hear", hear)
    job = done("work")
    assert (job.status, job.error_code) == ("cancelled", "cancelled")
    assert time.monotonic() - heard[0] < 2


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """The database of a site of its own."""
    sqlite_copy(tmp_path / "deeptrace.sqlite3")
    return tmp_path / "deeptrace.sqlite3"


def elsewhere(site: Path, do: str) -> "subprocess.CompletedProcess[str]":
    """The job done by a process of its own."""
    own = {
        "DEEPTRACE_DATA": str(site.parent),
        "DJANGO_SETTINGS_MODULE": "deeptrace_site.settings",
        "DATABASE_URL": "",
        "CELERY_BROKER_URL": "",
    }
    command = [sys.executable, "-c", RUN, do]
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, **own}, capture_output=True, check=False, text=True, timeout=120
    )


def test_one_that_hangs_fails_and_ends_with_its_process(site: Path) -> None:
    ended = elsewhere(site, "hang")
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    with sqlite3.connect(site) as database:
        rows = database.execute("SELECT status, error_code, owner FROM annotations_job").fetchall()
    assert rows == [("failed", "job_time_limit", None)]


def test_one_that_listens_fails_and_its_process_goes_on(site: Path) -> None:
    ended = elsewhere(site, "work")
    assert (ended.returncode, ended.stdout) == (0, '{"status": "failed", "code": "job_time_limit"}'), (
        ended.stderr
    )
