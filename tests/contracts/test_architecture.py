"""The rules of layout that no linter holds: sizes, folders, contracts, and what must not be committed."""

import ast
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILE_LINES = 400
FOLDER_FILES = 15
FUNCTION_LINES_MEDIAN = 10
TEXT_SUFFIXES = {
    ".css",
    ".html",
    ".in",
    ".js",
    ".json",
    ".md",
    ".py",
    ".sh",
    ".svelte",
    ".toml",
    ".ts",
    ".txt",
    ".yml",
}
SOURCE_SUFFIXES = {".css", ".html", ".py", ".sh", ".svelte", ".ts"}
GENERATED = {"frontend/src/api/schema.d.ts"}
# Written in pieces, so that this file does not hold what it looks for.
MARKS = re.compile(
    r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK")) + r")\b|coming\s" + "soon"
)
MACHINE_PATHS = re.compile("/" + r"(work|home|root|Users)/[a-z]|/opt/" + "(pypi|wheels)")
REGISTRY = re.compile(r"(--(extra-)?index-url|--find-links|--trusted-host|https?:)")
SLEEP = re.compile(r"\btime\.sleep\(|\bimport sleep\b|wait_for_" + r"timeout\(")


def committed() -> list[Path]:
    """Every file that git tracks, or would track."""
    listed = subprocess.run(
        ["/usr/bin/env", "git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def sources(*suffixes: str) -> list[Path]:
    """The hand-written files that end in one of `suffixes`."""
    return [path for path in committed() if path.suffix in suffixes and name_of(path) not in GENERATED]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def lines_matching(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    """`file:line: text` for every line that the pattern finds."""
    return [
        f"{name_of(path)}:{number}: {line.strip()}"
        for path in paths
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if pattern.search(line)
    ]


def functions(paths: list[Path]) -> Iterator[int]:
    """The length in lines of each function."""
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield (node.end_lineno or node.lineno) - node.lineno + 1


@pytest.mark.parametrize(("folder", "config"), [(".", "pyproject.toml"), ("client/src", "../pyproject.toml")])
def test_imports_point_one_way(folder: str, config: str) -> None:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--config", config],
        cwd=ROOT / folder,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout


def test_files_stay_short() -> None:
    lengths = {name_of(path): len(path.read_text().splitlines()) for path in sources(*SOURCE_SUFFIXES)}
    too_long = {name: length for name, length in lengths.items() if length > FILE_LINES}
    assert not {name: length for name, length in too_long.items() if "/migrations/" not in name}


def test_folders_stay_small() -> None:
    counts = Counter(name_of(path.parent) for path in committed() if path.name != "__init__.py")
    numbered = ("/migrations", "/adr")  # histories, which only grow
    large = {name: count for name, count in counts.items() if count > FOLDER_FILES}
    assert not {name for name in large if not name.endswith(numbered)}


def test_functions_are_small() -> None:
    paths = [path for path in sources(".py") if "/migrations/" not in name_of(path)]
    assert median(functions(paths)) <= FUNCTION_LINES_MEDIAN


def test_nothing_is_left_unfinished() -> None:
    assert lines_matching(MARKS, sources(*SOURCE_SUFFIXES, ".md")) == []


def test_no_machine_is_named() -> None:
    assert lines_matching(MACHINE_PATHS, sources(*TEXT_SUFFIXES)) == []


def test_locks_name_no_registry() -> None:
    locks = [*ROOT.glob("requirements/*"), ROOT / "requirements.txt"]
    assert lines_matching(REGISTRY, locks) == []
    assert '"resolved":' not in (ROOT / "frontend" / "package-lock.json").read_text()


def test_locks_carry_hashes() -> None:
    # Which build of torch there is depends on the registry, so that it comes by version.
    for lock in set(ROOT.glob("requirements/*.txt")) - {ROOT / "requirements" / "torch.txt"}:
        pins = re.findall(r"^[\w.-]+==\S+ .*$", lock.read_text(), flags=re.MULTILINE)
        assert pins
        assert all(pin.endswith("\\") for pin in pins)


def test_tests_never_sleep() -> None:
    assert lines_matching(SLEEP, [path for path in sources(".py", ".ts") if "tests/" in name_of(path)]) == []


@pytest.mark.parametrize("folder", ["annotations/views", "annotations/serializers"])
def test_the_edge_asks_no_questions(folder: str) -> None:
    """No query and no rule at the edge: views call one selector or service."""
    query = re.compile(r"\.objects\b|\bif .*\bstatus\b")
    assert lines_matching(query, [path for path in sources(".py") if name_of(path).startswith(folder)]) == []
