"""The table of security checks names tests that exist, for each of the 44 checks."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TABLE = (ROOT / "docs/operations/security-checks.md").read_text()
ROWS = re.findall(r"^\| (\d+) \| (.+?) \| (.+?) \| (.*?) ?\|$", TABLE, flags=re.MULTILINE)


def test_every_check_has_a_row_and_something_that_holds_it() -> None:
    assert [int(number) for number, *_ in ROWS] == list(range(1, 45))
    assert [number for number, _, held_by, _ in ROWS if "`" not in held_by] == []


def test_what_the_table_names_exists() -> None:
    named = {name for _, _, held_by, _ in ROWS for name in re.findall(r"`([^`]+)`", held_by)}
    assert len(named) > 50
    assert [name for name in named if not exists(*name.split("::"))] == []


def exists(file: str, test: str = "") -> bool:
    """Whether there is such a file or folder (a bare name: of a test), and such a test in it."""
    path = next(ROOT.glob(file if "/" in file or file == "bench" else f"tests/**/{file}"), ROOT / "nothing")
    return path.exists() and (not test or f"def {test}(" in path.read_text())
