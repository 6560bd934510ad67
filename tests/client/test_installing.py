"""The package as a researcher installs it: its command starts, and nothing but httpx and tqdm is needed."""

import os
import shutil
import subprocess
import sys
from email.parser import Parser
from pathlib import Path

import pytest

CLIENT = Path(__file__).resolve().parents[2] / "client"
EXTRAS = "{'numpy', 'pandas', 'datasets', 'av', 'torch'}"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package alone; built from a copy, for a build leaves files behind."""
    folder = tmp_path_factory.mktemp("installed")
    shutil.copytree(CLIENT, folder / "client", ignore=shutil.ignore_patterns("*.egg-info", "build"))
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--no-cache-dir"]
    command = [sys.executable, "-m", "pip", "install", *options, "--target", str(folder / "site")]
    done = subprocess.run(
        [*command, str(folder / "client")], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return folder / "site"


def ran(installed: Path, *words: str) -> str:
    env = {**os.environ, "PYTHONPATH": str(installed)}
    command = [sys.executable, *words]
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=True).stdout


def test_its_command_starts(installed: Path) -> None:
    assert "releases" in ran(installed, str(installed / "bin" / "deeptrace"), "--help")


def test_it_needs_httpx_and_a_progress_bar_alone(installed: Path) -> None:
    (metadata,) = installed.glob("deeptrace-*.dist-info/METADATA")
    asked = Parser().parsestr(metadata.read_text()).get_all("Requires-Dist") or []
    assert sorted(each[:5] for each in asked if "extra ==" not in each) == ["httpx", "tqdm>"]
    code = f"import sys, deeptrace.command.main; print(deeptrace.__file__, {EXTRAS} & set(sys.modules))"
    place, loaded = ran(installed, "-c", code).split()
    assert (Path(place).parents[1], loaded) == (installed, "set()")
    assert (Path(place).parent / "py.typed").is_file()
