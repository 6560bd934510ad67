"""Truth and predictions from a few numbers: a 1000 x 500 picture, 10 s at 10 frames a second."""

import io
import json
from typing import Any

from annotations.benchmark.reader import row_read
from annotations.benchmark.row import BenchmarkRow
from models_service.evaluation.predictions import predictions_read
from models_service.evaluation.report import evaluate
from models_service.evaluation.truth import truth_of
from models_service.evaluation.values import Read
from tests.rows import real_row, trace_row

PICTURE = {
    "video_width": 1000,
    "video_height": 500,
    "video_frame_rate": 10.0,
    "video_frame_count": 100,
    "video_duration": 10.0,
}


def fake(
    video_id: str, first: int = 20, last: int = 59, box: tuple[int, ...] = (100, 100, 200, 100), **more: Any
) -> Any:
    """A row of a fake video: by default from 2 s to 6 s."""
    sides = dict(zip(("left", "top", "width", "height"), box, strict=True))
    span = {"faketrace_first_frame": first, "faketrace_last_frame": last, "faketrace_bbox": sides}
    return row(trace_row(video_id, **(PICTURE | span | more)))


def real(video_id: str, **more: Any) -> BenchmarkRow:
    return row(real_row(video_id, **(PICTURE | more)))


def row(body: dict[str, Any]) -> BenchmarkRow:
    found = row_read(body)
    assert isinstance(found, BenchmarkRow), found
    return found


def line(video_id: str, label: Any = "FAKE", **parts: Any) -> dict[str, Any]:
    return {"video_id": video_id, "model_id": "m", "predicted_label": label} | parts


def read(*lines: Any) -> Read:
    """Predictions as a file holds them; a text stands as it is."""
    text = "\n".join(each if isinstance(each, str) else json.dumps(each) for each in lines)
    return predictions_read(io.BytesIO(text.encode()))


def report(rows: list[BenchmarkRow], *lines: Any, **options: Any) -> dict[str, Any]:
    truth, problems = truth_of(rows)
    found = read(*lines)
    return evaluate(truth, found.predictions, problems=[*problems, *found.problems], **options)


def values(body: dict[str, Any]) -> dict[str, float | None]:
    return {name: stat["value"] for name, stat in body["metrics"].items()}
