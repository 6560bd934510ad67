"""What a release of many traces takes, in time and memory: `make bench ONLY=scale`.

Each size is generated in a data folder of its own and built by a process of its own. The files that are
timed are `all_data.json`, `traces.jsonl` and `traces.parquet`; DEEPTRACE_BENCH_TRACES names the sizes.
"""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass

from bench.table import Row, report

SIZES = tuple(map(int, os.environ.get("DEEPTRACE_BENCH_TRACES", "10000,100000").split(",")))
PROMISED_SIZE, PROMISED_S, PROMISED_MB = 100_000, 30.0, 50.0


@dataclass(frozen=True, slots=True)
class Cost:
    """What the building of one release took."""

    wall_s: float
    cpu_s: float
    peak_mb: float


def main() -> int:
    """Measure each size; 1 where a promise does not hold."""
    costs = {size: _measured(size) for size in SIZES}
    rows = [_row(size, cost) for size, cost in costs.items()]
    growth = costs[SIZES[-1]].peak_mb - costs[SIZES[0]].peak_mb
    sizes = f"{SIZES[0]:,} to {SIZES[-1]:,} traces"
    value, holds = f"{growth:.0f} MB from {sizes}", growth < PROMISED_MB
    rows.append(Row("scale", "growth of the peak memory", value, f"< {PROMISED_MB:g} MB", holds))
    report(rows)
    return int(any(row.holds is False for row in rows))


def _measured(size: int) -> Cost:
    with tempfile.TemporaryDirectory(prefix="deeptrace-bench-") as folder:
        environment = os.environ | {
            "DEEPTRACE_DATA": folder,
            "DATABASE_URL": "",
            "DJANGO_SETTINGS_MODULE": "deeptrace_site.settings",
        }
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], check=True, env=environment)
        subprocess.run(
            [sys.executable, "-m", "bench.scale.generator", str(size)], check=True, env=environment
        )
        built = subprocess.run(
            [sys.executable, "-m", "bench.scale.building"],
            check=True,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
    return Cost(**json.loads(built.stdout.splitlines()[-1]))


def _row(size: int, cost: Cost) -> Row:
    value = f"{cost.wall_s:.1f} s ({cost.cpu_s:.1f} CPU s, peak {cost.peak_mb:.0f} MB)"
    promised = size == PROMISED_SIZE
    holds = cost.wall_s < PROMISED_S if promised else None
    return Row(
        "scale", f"release of {size:,} traces", value, f"< {PROMISED_S:g} s" if promised else "", holds
    )


if __name__ == "__main__":
    sys.exit(main())
