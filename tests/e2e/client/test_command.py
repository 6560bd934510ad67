"""The command line as a process, and the notebook, against the running platform."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbclient
import nbformat
import pytest

from deeptrace.exports import SPLITS
from tests.e2e.client.conftest import SLUG, Lab

pytestmark = pytest.mark.e2e
ROOT = Path(__file__).resolve().parents[3]
NOTEBOOK = ROOT / "docs" / "notebooks" / "from_token_to_training_set.ipynb"
SOURCES = str(ROOT / "client" / "src")


def deeptrace(lab: Lab, *words: str, code: int = 0, token: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command and expect its exit code."""
    env = {**os.environ, **lab.env(token), "PYTHONPATH": SOURCES}
    command = [sys.executable, "-m", "deeptrace", *words]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    return done


def json_of(lab: Lab, *words: str, **options: Any) -> Any:
    """What a command prints with --json."""
    return json.loads(deeptrace(lab, *words, "--json", **options).stdout)


def test_a_release_comes_home_is_checked_and_exported(lab: Lab, tmp_path: Path) -> None:
    folder, out = str(tmp_path / "data"), str(tmp_path / "training")
    told = deeptrace(lab, "release", "download", f"{SLUG}/1", folder, "--quiet")
    assert told.stdout == f"{SLUG}/1 is in {folder}; all hashes are right.\n"
    assert json_of(lab, "release", "verify", folder)["problems"] == []
    exported = json_of(lab, "release", "export", folder, "ms-swift", out)
    assert exported["samples"] == dict(zip(SPLITS, (3, 0, 1), strict=True))
    (tmp_path / "data" / "videos" / "fake-a.mp4").unlink()
    assert "fake-a.mp4 is missing" in deeptrace(lab, "release", "verify", folder, code=8).stdout


def test_releases_and_videos_are_listed_for_people_and_programs(lab: Lab) -> None:
    assert f"{SLUG}/1  done    4" in deeptrace(lab, "releases", SLUG).stdout
    assert json_of(lab, "release", "show", SLUG)["version"] == 1
    rows = deeptrace(lab, "release", "rows", SLUG, "--split", "test").stdout.splitlines()
    assert [json.loads(row)["video_id"] for row in rows] == ["fake-b"]
    assert [each["video_id"] for each in json_of(lab, "videos", "list", SLUG, "--q", "real-")] == ["real-a"]


def test_uploads_and_predictions_are_sent(lab: Lab, tmp_path: Path) -> None:
    (sent,) = json_of(lab, "videos", "upload", SLUG, str(lab.clips["real-a"]), token=lab.admin_token)
    assert (sent["duplicate"], sent["video_id"]) == (True, "real-a")
    lines = tmp_path / "predictions.jsonl"
    lines.write_text('{"video_id": "fake-b", "predicted_label": "FAKE"}\n')
    done = json_of(lab, "evaluations", "submit", f"{SLUG}/1", str(lines), "--split", "test")
    assert (done["status"], done["metrics"]["accuracy"]["value"]) == ("done", 100)
    assert json_of(lab, "jobs", "wait", done["job"]["id"])["status"] == "done"


def test_the_exit_code_says_what_went_wrong(lab: Lab) -> None:
    refused = deeptrace(lab, "releases", "--json", token="dt_expired", code=3)
    assert json.loads(refused.stderr)["error"]["status"] == 401
    assert "Check the name" in deeptrace(lab, "release", "show", "nobodys/1", code=4).stderr
    assert "PROJECT/VERSION" in deeptrace(lab, "release", "show", f"{SLUG}/x", code=2).stderr
    assert (
        "activate a model"
        in deeptrace(lab, "rewards", "score", SLUG, str(lab.clips["fake-a"]), code=6).stderr
    )


def test_the_notebook_runs(lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**lab.env(), "DEEPTRACE_PROJECT": SLUG, "PYTHONPATH": SOURCES}.items():
        monkeypatch.setenv(name, value)
    notebook = nbformat.read(NOTEBOOK, as_version=4)  # type: ignore[no-untyped-call]
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(not cell.outputs and cell.execution_count is None for cell in code)
    nbclient.NotebookClient(notebook, timeout=60, resources={"metadata": {"path": str(tmp_path)}}).execute()
    shown = "".join(output.get("text", "") for cell in code for output in cell.outputs)
    assert f"{SLUG}/1 3 samples" in shown
    assert "FAKE. The video is AI-generated. The unnatural part is at [8, 40, 98, 100]" in shown
