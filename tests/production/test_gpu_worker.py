"""docker-compose.yml's own GPU worker over PostgreSQL and Redis, with a tiny model, killed in mid-run."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests import services
from tests.models_service.tiny import tiny_make
from tests.production.gpu_story import KILLED_AFTER_STEP, RUN, STEPS
from tests.production.stack import ROOT, command_of

DONE = "done"


def told(tmp_path: Path, deaths: int, **environment: str) -> Any:
    """What is in the rows after the story."""
    tiny_make("video_llama_3", tmp_path / "models" / "video_llama_3")
    given = {
        "DEEPTRACE_DATA": str(tmp_path / "site"),
        "DEEPTRACE_MODELS": str(tmp_path / "models"),
        "DEEPTRACE_JOB_SWEEP_SECONDS": "1",
        "DEEPTRACE_SUGGEST_BATCH": "1",
        "DEEPTRACE_REWARD_WAIT_SECONDS": "120",
        "DEEPTRACE_LOG_LEVEL": "WARNING",
        "DJANGO_SETTINGS_MODULE": "deeptrace_site.settings",
    }
    worker = [sys.executable, "-m", *command_of("gpu-worker")]
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(deaths), *worker],
        cwd=ROOT,
        env={**os.environ, **given, **environment},
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-8000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.postgres
@pytest.mark.parametrize("deaths", [1, pytest.param(2, marks=pytest.mark.full)])
def test_a_model_lives_through_the_deaths_of_its_worker(deaths: int, tmp_path: Path) -> None:
    """Suggest, check, reward, train, evaluate, promote: nothing is lost and nothing is there twice."""
    with services.postgres() as database, services.redis() as broker:
        rows = told(tmp_path, deaths, DATABASE_URL=database.url, CELERY_BROKER_URL=broker.url)
    reused = 2 * (deaths - 1)  # the answers that were there when it died over the third of four
    assert rows.get("answers_when_killed", 0) == reused
    assert rows["suggested"] == {"made": 4 - reused, "reused": reused, "failed": []}
    assert rows["check_parts"] == ["box", "reason", "time", "verdict"]
    assert all(0 < reward < 1 for reward in rows["rewards"])
    assert rows["reward_models"] == [True, True]
    assert rows["steps"] == list(range(1, STEPS + 1))
    kept = [row["step"] for row in rows["kept_steps"]]  # what the checkpoint had that was there by then
    assert kept in ([1, 2], [1, 2, 3, 4])
    before, after = rows["losses"]
    assert len(before) >= KILLED_AFTER_STEP
    assert after == pytest.approx(before, abs=1e-4)
    assert rows["evaluated"][0] == rows["evaluated"][1]
    assert "| candidate | test |" in rows["candidate_card"]
    assert rows["promoted_speaks"] == [True, True]
    assert [tuple(job) for job in rows["jobs"]] == [
        ("agreement_check", DONE, 1),
        ("evaluate", DONE, 1),
        *[("ingest", DONE, 1)] * 4,
        ("release", DONE, 1),
        ("reward", DONE, 1),
        ("suggest", DONE, 1),
        ("suggest", DONE, deaths),
        ("train", DONE, 2),
    ]
    assert (rows["ended_twice"], rows["doubled"], rows["trainers"]) == ([], [], [])
    counts = {
        name: rows[name] for name in ("looks", "rewards_kept", "rewards_waiting", "checks", "candidates")
    }
    assert counts == {"looks": 6, "rewards_kept": 1, "rewards_waiting": 0, "checks": 1, "candidates": 1}
    assert rows["checkpoints"] == ["checkpoint-4", "checkpoint-6"]
