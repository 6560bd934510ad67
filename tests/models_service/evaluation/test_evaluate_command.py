"""`manage.py evaluate`: against a release and against a file, as a table and as JSON."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from rest_framework.test import APIClient

from annotations.models import Project
from annotations.services.job_runs import job_execute
from tests.models_service.evaluation.making import line
from tests.reviewers.exchange.importing import import_rows
from tests.rows import real_row, rows_file, trace_row

pytestmark = pytest.mark.django_db
ROWS = [trace_row("fake-a"), trace_row("fake-b", split="test"), real_row("real-a", split="test")]
GOOD: dict[str, Any] = {"start_time": 0.5, "end_time": 58 / 24, "bbox": [85, 51, 286, 204]}


def predictions(folder: Path, *lines: dict[str, Any]) -> Path:
    path = folder / "predictions.jsonl"
    path.write_text("".join(json.dumps(each) + "\n" for each in lines), encoding="utf-8")
    return path


def run(*arguments: Any, **options: Any) -> str:
    out = io.StringIO()
    call_command("evaluate", *map(str, arguments), stdout=out, **options)
    return out.getvalue()


def test_against_a_file_as_table_and_json(tmp_path: Path) -> None:
    truth = rows_file(tmp_path, [*ROWS, {"video_id": "broken"}])
    path = predictions(tmp_path, line("fake-a", **GOOD), line("fake-b", **GOOD), line("real-a", "REAL"))
    table = run(path, "--truth", truth)
    assert "overall                   75.0" in table
    assert "row_unusable" in table
    body = json.loads(run(path, "--truth", truth, "--json", "--split", "test"))
    assert (body["denominators"]["videos"], body["metrics"]["bbox_iou"]["value"]) == (2, 100.0)
    assert body["problem_counts"]["unknown_video"] == 1
    assert list(body["by"]["category"]) == ["object_distortion"]


def test_against_a_release(project: Project, rita_client: APIClient, tmp_path: Path) -> None:
    """The release's own frame base counts: its rows, 1-based here, mean the same moments."""
    import_rows(project, ROWS, tmp_path)
    wanted = {"project": "demo", "frame_base": 1, "allow_leaks": True}  # they share a prompt
    made = rita_client.post("/api/v1/releases/", wanted).json()
    path = predictions(tmp_path, line("fake-a", **GOOD), line("real-a", "FAKE"))
    with pytest.raises(CommandError, match="not there yet"):
        run(path, "--release", "demo/1")
    job_execute(job_id=made["job"]["id"])
    body = json.loads(run(path, "--release", "demo/1", "--json"))
    told = {name: stat["value"] for name, stat in body["metrics"].items()}
    assert (told["bbox_iou"], told["time_distance"]) == (50.0, 50.0)
    assert told["tube_iou"] == pytest.approx(50.0, abs=1e-4)
    assert told["accuracy"] == pytest.approx(100 / 3)


def test_what_cannot_be_scored_fails(tmp_path: Path) -> None:
    truth = rows_file(tmp_path, ROWS)
    with pytest.raises(CommandError, match="No line is a prediction"):
        run(predictions(tmp_path, line("elsewhere")), "--truth", truth)
    two = predictions(tmp_path, line("fake-a"), line("fake-a") | {"model_id": "other"})
    with pytest.raises(CommandError, match="several models: m, other"):
        run(two, "--truth", truth)
    assert "fake_accuracy" in run(two, "--truth", truth, "--model-id", "m")
    for name in ("demo/1", "nonsense"):
        with pytest.raises(CommandError, match="There is no release"):
            run(two, "--release", name)
    with pytest.raises(CommandError, match="No such file"):
        run(tmp_path / "nothing.jsonl", "--truth", truth)
