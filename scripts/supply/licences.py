"""Write docs/operations/licences.md: what the platform is made of, and under which licence each part is.

Names and versions come from the locks, licences from what the installed packages and the npm lock say.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/operations/licences.md"
LOCKS = ("web", "model")
# Said by their projects, and not by the metadata of their packages.
KNOWN = {"pysqlite3": "Zlib", "setuptools": "MIT", "wcwidth": "MIT"}
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)
HEAD = """# Licences

What is installed with the platform, written by `make licences` from the locks; a test compares the two.
What only builds or tests it is not listed. Torch and torchvision (BSD-3-Clause) come by version.
"""


def normal(name: str) -> str:
    """The name as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def locked() -> dict[str, str]:
    """The Python packages of the locks, with their versions."""
    texts = [(ROOT / f"requirements/{name}.txt").read_text() for name in LOCKS]
    return {normal(name): version for text in texts for name, version in PINNED.findall(text)}


def python_licences() -> dict[str, str]:
    """The licence of every package that is installed here."""
    command = [str(Path(sys.prefix) / "bin/pip-licenses"), "--format=json", "--from=mixed"]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603
    return {normal(each["Name"]): each["License"].splitlines()[0] for each in json.loads(told)} | KNOWN


def npm_packages() -> list[tuple[str, str, str]]:
    """Every package of the frontend's lock that is not for development alone."""
    lock = json.loads((ROOT / "frontend/package-lock.json").read_text())["packages"]
    return sorted(
        (path.rpartition("node_modules/")[2], each["version"], each.get("license", "unknown"))
        for path, each in lock.items()
        if path and not each.get("dev") and not each.get("devOptional")
    )


def table(rows: list[tuple[str, str, str]]) -> str:
    """A Markdown table."""
    lines = [f"| {name} | {version} | {licence} |" for name, version, licence in rows]
    return "\n".join(["| package | version | licence |", "|---|---|---|", *lines]) + "\n"


def page() -> str:
    """The whole page."""
    known = python_licences()
    rows = [(name, version, known.get(name, "unknown")) for name, version in sorted(locked().items())]
    parts = [HEAD, "## Python\n", table(rows), "## Browser\n", table(npm_packages())]
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page())
