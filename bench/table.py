"""Rows of the one table that `make bench` prints.

A bench module has a `main()` that ends with `report([...])`. Alone (`python -m bench.queue`) it prints its
rows; under `make bench` the runner collects them too.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

ROWS_FILE = "DEEPTRACE_BENCH_ROWS"


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: what was measured, what came out, what was promised, and did it hold (None: no promise)."""

    bench: str
    measure: str
    value: str
    target: str = ""
    holds: bool | None = None


def report(rows: Sequence[Row]) -> None:
    """Print the rows, and hand them to the runner if there is one."""
    print(table(rows), flush=True)
    path = os.environ.get(ROWS_FILE)
    if path:
        with Path(path).open("a") as stream:
            stream.writelines(json.dumps(asdict(row)) + "\n" for row in rows)


def collected(path: Path) -> list[Row]:
    """The rows that modules handed over."""
    return [Row(**json.loads(line)) for line in path.read_text().splitlines()]


def table(rows: Sequence[Row]) -> str:
    """The rows as a table for people; it is Markdown too."""
    verdicts = {True: "yes", False: "NO", None: ""}
    lines = [("bench", "measure", "value", "promised", "holds")]
    lines += [(row.bench, row.measure, row.value, row.target, verdicts[row.holds]) for row in rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    text = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |"
        for line in lines
    ]
    text.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(text)
