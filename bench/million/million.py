"""A million videos and two million answers in PostgreSQL: `make bench ONLY=million`.

It fills a throw-away PostgreSQL (some minutes), asks for the next task and for every list, 200 times each,
and writes the query plans to `test-results/query-plans.md`. DEEPTRACE_BENCH_VIDEOS=200000 is the quick mode;
DEEPTRACE_BENCH_PLANS names another file for the plans.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.million.asking import Asked
from bench.site import in_words, shares
from bench.table import Row, report
from tests.databases.migrated import tables_make
from tests.services import postgres

ROOT = Path(__file__).resolve().parents[2]
VIDEOS = int(os.environ.get("DEEPTRACE_BENCH_VIDEOS", "1000000"))
PLANS = os.environ.get("DEEPTRACE_BENCH_PLANS", str(ROOT / "test-results" / "query-plans.md"))
SETTINGS = (
    *("fsync=off", "full_page_writes=off", "synchronous_commit=off", "wal_level=minimal"),
    *("max_wal_senders=0", "max_wal_size=8GB", "checkpoint_timeout=60min", "shared_buffers=1GB"),
    *("work_mem=32MB", "maintenance_work_mem=512MB", "effective_cache_size=4GB", "random_page_cost=1.1"),
)


def main() -> int:
    """Generate, ask, explain; 1 where a promise does not hold."""
    with postgres(SETTINGS) as database:
        tables_make(database.url)
        with tempfile.TemporaryDirectory() as data:
            environment = {
                **os.environ,
                "DATABASE_URL": database.url,
                "DEEPTRACE_DATA": data,
                "DJANGO_SETTINGS_MODULE": "deeptrace_site.settings",
            }
            return measured(environment)


def measured(environment: dict[str, str]) -> int:
    """Fill the database of this environment and measure it."""
    _module("bench.million.generator", str(VIDEOS), environment=environment)
    answers = _module("bench.million.asking", environment=environment)
    Path(PLANS).parent.mkdir(exist_ok=True)
    _module("bench.million.plans", PLANS, environment=environment)
    rows = [_row(Asked(**each)) for each in json.loads(answers.splitlines()[-1])]
    report(rows)
    return int(any(row.holds is False for row in rows))


def _row(asked: Asked) -> Row:
    value, label = f"{in_words(asked.times)} ({len(asked.times)})", f"{asked.name}, {VIDEOS:,} videos"
    if asked.promised_ms is None:
        return Row("million", label, value)
    holds = shares(asked.times)["p95"] < asked.promised_ms
    return Row("million", label, value, f"p95 < {asked.promised_ms} ms", holds)


def _module(name: str, *arguments: str, environment: dict[str, str]) -> str:
    """Run a module in a process of its own; returns what it prints."""
    command = [sys.executable, "-m", name, *arguments]
    return subprocess.run(
        command, check=True, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ).stdout


if __name__ == "__main__":
    sys.exit(main())
