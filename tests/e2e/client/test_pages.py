"""What the pages for researchers show is run, line by line, against the running platform.

A page's Python is one program and its commands are one script: a name must be made before it is used.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.client.conftest import Lab, lab_make
from tests.e2e.client.test_command import SOURCES
from tests.e2e.conftest import Studio
from tests.e2e.server import ApiSession, Platform
from tests.media import clip

pytestmark = pytest.mark.e2e
DOCS = Path(__file__).resolve().parents[3] / "docs"
PAGES = ("guides/researcher.md", "client.md", "releases/options.md", "operations/storage.md")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
SET_UP = ("pip install ", "export ")  # the tests' environment has done that
PRELUDE = f"""
set -euo pipefail
deeptrace() {{ {sys.executable} -m deeptrace "$@"; }}
curl() {{ command curl --fail-with-body --no-progress-meter "$@"; }}
"""
# The project has no model: what asks for a score is told so, and nothing else is wrong with it.
SCORED = "\ntry:\n    {}\nexcept deeptrace.errors.NoModelError:\n    pass\nelse:\n    raise AssertionError"
SCORED_BY_COMMAND = "{} && exit 1 || [[ $? == 6 ]]"


def blocks(page: str, *languages: str) -> list[str]:
    """The lines of the page's blocks in these languages."""
    found = BLOCK.findall((DOCS / page).read_text())
    lines = [line for language, text in found if language in languages for line in text.splitlines()]
    return [line for line in lines if not line.startswith(SET_UP)]


def python_of(page: str) -> str:
    """The page's Python as one program."""
    lines = blocks(page, "python")
    return "\n".join(
        ["import deeptrace", *[SCORED.format(each) if ".rewards." in each else each for each in lines]]
    )


def shell_of(page: str) -> str:
    """The page's commands as one script."""
    lines = blocks(page, "bash", "sh")
    scored = [
        SCORED_BY_COMMAND.format(each) if each.startswith("deeptrace rewards") else each for each in lines
    ]
    return "\n".join([PRELUDE, *scored])


@pytest.fixture(scope="module")
def pilot(platform: Platform, admin: ApiSession, tmp_path_factory: pytest.TempPathFactory) -> Lab:
    """The project that the pages speak of."""
    studio = Studio(platform, admin, "sora-pilot")
    return lab_make(studio, tmp_path_factory.mktemp("pilot"), releases=3)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with the files that the pages name; no clip is known to the platform."""
    (tmp_path / "clips").mkdir()
    for name in ("clips/one.mp4", "clips/two.mp4", "new.mp4", "clip.mp4"):
        (tmp_path / name).write_bytes(clip("fps_24").read_bytes() + os.urandom(16))
    line = '{"video_id": "fake-b", "predicted_label": "FAKE"}\n'
    (tmp_path / "predictions.jsonl").write_text(line)
    return tmp_path


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_shows_works(page: str, pilot: Lab, desk: Path) -> None:
    programs = [[sys.executable, "-c", python_of(page)], ["bash", "-c", shell_of(page)]]
    env = {**os.environ, **pilot.env(pilot.admin_token), "PYTHONPATH": SOURCES}
    for program in programs:
        done = subprocess.run(
            program, cwd=desk, env=env, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, f"{program[-1]}\n{done.stdout[-3000:]}{done.stderr[-3000:]}"
