"""What a release of many traces takes, in time and memory, and how requests grow: `make bench ONLY=scale`.

Each size is generated in a data folder of its own and built by a process of its own. The files that are
timed are `all_data.json`, `traces.jsonl` and `traces.parquet`; DEEPTRACE_BENCH_TRACES names the sizes. The
curves lie in `test-results/scale.svg` afterwards; docs/operations/scale.md shows those of one run.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.scale.plot import plot
from bench.table import Row, report

RESULTS = Path(__file__).resolve().parents[2] / "test-results"

SIZES = tuple(map(int, os.environ.get("DEEPTRACE_BENCH_TRACES", "10000,100000").split(",")))
PROMISED_SIZE, PROMISED_S, PROMISED_MB = 100_000, 30.0, 50.0


@dataclass(frozen=True, slots=True)
class Cost:
    """What the building of one release took."""

    wall_s: float
    cpu_s: float
    peak_mb: float
    next_ms: float
    list_ms: float
    filtered_ms: float
    agreement_s: float


def main() -> int:
    """Measure each size; 1 where a promise does not hold."""
    costs = {size: _measured(size) for size in SIZES}
    rows = [_row(size, cost) for size, cost in costs.items()]
    growth = costs[SIZES[-1]].peak_mb - costs[SIZES[0]].peak_mb
    sizes = f"{SIZES[0]:,} to {SIZES[-1]:,} traces"
    value, holds = f"{growth:.0f} MB from {sizes}", growth < PROMISED_MB
    rows.append(Row("scale", "growth of the peak memory", value, f"< {PROMISED_MB:g} MB", holds))
    rows += [_asked(size, cost) for size, cost in costs.items()]
    report(rows)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "scale.svg").write_text(growth_plot(costs))
    return int(any(row.holds is False for row in rows))


def growth_plot(costs: Mapping[int, Cost]) -> str:
    """Seconds over the number of traces."""
    curves = {
        "release": [(size, cost.wall_s) for size, cost in costs.items()],
        "agreement": [(size, cost.agreement_s) for size, cost in costs.items()],
        "next task": [(size, cost.next_ms / 1000) for size, cost in costs.items()],
        "list": [(size, cost.list_ms / 1000) for size, cost in costs.items()],
        "list by category": [(size, cost.filtered_ms / 1000) for size, cost in costs.items()],
    }
    return plot(curves, x="gold traces in the project", y="seconds")


def _asked(size: int, cost: Cost) -> Row:
    value = (
        f"next task {cost.next_ms:.0f} ms, list {cost.list_ms:.0f} ms (by category {cost.filtered_ms:.0f} ms)"
    )
    return Row("scale", f"requests at {size:,} traces", f"{value}, agreement {cost.agreement_s:.1f} s")


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
        return Cost(
            **_printed("bench.scale.building", environment), **_printed("bench.scale.asking", environment)
        )


def _printed(module: str, environment: Mapping[str, str]) -> dict[str, float]:
    """What the module measures in a process of its own."""
    command = [sys.executable, "-m", module]
    run = subprocess.run(command, check=True, env=environment, stdout=subprocess.PIPE, text=True)
    found: dict[str, float] = json.loads(run.stdout.splitlines()[-1])
    return found


def _row(size: int, cost: Cost) -> Row:
    value = f"{cost.wall_s:.1f} s ({cost.cpu_s:.1f} CPU s, peak {cost.peak_mb:.0f} MB)"
    promised = size == PROMISED_SIZE
    holds = cost.wall_s < PROMISED_S if promised else None
    return Row(
        "scale", f"release of {size:,} traces", value, f"< {PROMISED_S:g} s" if promised else "", holds
    )


if __name__ == "__main__":
    sys.exit(main())
