"""What the scripts behind make promise: stamps that follow content, and sentences instead of stack traces."""

import os
import subprocess
from pathlib import Path

import pytest

from bench.table import Row, table
from scripts.hash_of import digest

ROOT = Path(__file__).resolve().parents[2]
STEPS = """
source scripts/lib.sh
good() { printf '===== 3 passed in 0.12s =====\\n'; }
bad() { false; printf 'not reached\\n'; }
run_steps good bad good
finish
"""


def bash(script: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a script in the checkout."""
    return subprocess.run(
        ["/usr/bin/env", "bash", "-euo", "pipefail", "-c", script],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, **environment},
    )


def test_a_digest_follows_content_and_names(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("1")
    first = digest([tmp_path])
    (tmp_path / "a").write_text("2")
    second = digest([tmp_path])
    (tmp_path / "a").rename(tmp_path / "b")
    third = digest([tmp_path])
    (tmp_path / "b").rename(tmp_path / "a")
    assert len({first, second, third}) == 3
    assert digest([tmp_path]) == second
    assert digest([tmp_path / "gone"]) != digest([])


@pytest.mark.parametrize("target", ["run", "test", "lint", "bench"])
def test_an_old_python_is_refused_with_a_sentence(target: str, tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text('#!/bin/sh\n[ "$1" = -V ] && echo "Python 3.9.1"\nexit 1\n')
    old.chmod(0o755)
    refused = bash(f"scripts/{target}.sh", PYTHON=str(old))
    assert refused.returncode == 1
    assert "Python 3.11 or newer is needed" in refused.stderr
    assert "is Python 3.9.1" in refused.stderr
    assert f"make {target} PYTHON=" in refused.stderr


def test_every_step_runs_and_the_failed_ones_are_named() -> None:
    done = bash(STEPS)
    assert done.returncode == 1
    assert "not reached" not in done.stdout
    assert done.stdout.count("===== 3 passed in 0.12s =====") == 4
    assert done.stderr.endswith("error: failed: bad\n")


def test_the_table_of_benches_says_what_held() -> None:
    rows = [
        Row("queue", "p95", "12 ms", "< 200 ms", holds=True),
        Row("queue", "worst", "1 s", "0.5 s", holds=False),
    ]
    lines = table(rows).splitlines()
    assert [line.split("|")[-2].strip() for line in lines if not line.startswith("|--")] == [
        "holds",
        "yes",
        "NO",
    ]
    assert len({len(line) for line in lines}) == 1
