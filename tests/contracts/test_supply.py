"""What the platform is made of: nothing comes in without a hash, and every part's licence is known."""

import json
import re
from pathlib import Path

import pytest

from scripts.supply.licences import PAGE, locked, npm_packages, page

ROOT = Path(__file__).resolve().parents[2]
HASHED = ("web", "dev", "build", "model", "demo", "trl")
REQUIREMENT = re.compile(r"^[A-Za-z0-9._-]+(\[[a-z,]+\])?==[^\s;]+")
SHA256 = re.compile(r"--hash=sha256:[0-9a-f]{64}\b")


def requirements(name: str) -> list[str]:
    """The requirements of a lock, each with its continued lines."""
    text = (ROOT / f"requirements/{name}.txt").read_text().replace("\\\n", " ")
    return [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]


@pytest.mark.parametrize("name", HASHED)
def test_every_package_is_pinned_by_hash(name: str) -> None:
    lines = requirements(name)
    assert lines
    assert [line for line in lines if not (REQUIREMENT.match(line) and SHA256.search(line))] == []


def test_torch_is_pinned_by_version() -> None:
    assert {line.split("==")[0] for line in requirements("torch")} == {"torch", "torchvision"}
    assert all(re.fullmatch(r"[a-z]+==\d+\.\d+\.\d+", line) for line in requirements("torch"))


def test_every_lock_is_looked_at() -> None:
    found = {path.stem for path in (ROOT / "requirements").glob("*.txt")}
    assert found == {*HASHED, "torch"}


def test_every_npm_package_has_its_integrity() -> None:
    lock = json.loads((ROOT / "frontend/package-lock.json").read_text())
    packages = {path: each for path, each in lock["packages"].items() if path}
    assert len(packages) > 100
    assert [
        path for path, each in packages.items() if not each.get("integrity", "").startswith("sha512-")
    ] == []


def test_the_page_of_licences_is_up_to_date() -> None:
    """Else: make licences."""
    assert PAGE.read_text() == page()
    assert "unknown" not in PAGE.read_text().lower()
    assert len(locked()) > 80
    assert npm_packages()
