"""Run every bench module in a process of its own, one after the other, and print one table."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.table import ROWS_FILE, collected, table

HERE = Path(__file__).resolve().parent
RESULTS = HERE.parent / "test-results"
NOT_A_BENCH = {"__init__", "__main__", "table"}


def names() -> dict[str, str]:
    """What can be measured: a module with a main(), by its last name, here or in a folder below."""
    return {
        path.stem: ".".join(path.relative_to(HERE.parent).with_suffix("").parts)
        for path in sorted(HERE.rglob("*.py"), key=lambda path: path.stem)
        if path.stem not in NOT_A_BENCH and "\ndef main(" in path.read_text()
    }


def run(name: str, rows: Path) -> bool:
    """Run one module; its output goes to the terminal."""
    module = names()[name]
    print(f"== {module}", flush=True)
    environment = {**os.environ, ROWS_FILE: str(rows)}
    command = [sys.executable, "-m", module]
    return subprocess.run(command, check=False, cwd=HERE.parent, env=environment).returncode == 0


def main() -> int:
    """Run the modules named, or all; 1 if one failed."""
    chosen = sys.argv[1:] or list(names())
    unknown = sorted(set(chosen) - set(names()))
    if unknown:
        sys.exit(f"no such bench: {', '.join(unknown)}; there are {', '.join(names())}")
    with tempfile.TemporaryDirectory() as folder:
        rows = Path(folder) / "rows"
        rows.touch()
        failed = [name for name in chosen if not run(name, rows)]
        text = table(collected(rows))
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "bench.md").write_text(text + "\n")
    print(f"\n{text}")
    if failed:
        print(f"failed: {', '.join(failed)}")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
