"""The rows of the paper's table on its test split (arXiv 2509.22646 v2): printed there, never run here."""

from __future__ import annotations

from typing import Any

COLUMNS = (
    "overall",
    "accuracy",
    "fake_accuracy",
    "real_accuracy",
    "explanation",
    "bbox_iou",
    "bbox_distance",
    "time_distance",
)
ROWS: dict[str, tuple[float, ...]] = {
    "GPT 5": (35.5, 90.7, 84.6, 98.8, 40.9, 10.4, 37.0, 100.0),
    "GPT 4.1": (36.5, 92.9, 89.1, 97.9, 31.3, 21.8, 23.7, 100.0),
    "Gemini 2.5 Pro": (30.0, 84.3, 75.7, 95.8, 26.8, 8.9, 44.7, 100.0),
    "Gemini 2.5 Flash": (23.0, 74.5, 56.8, 97.9, 10.3, 6.3, 68.7, 99.0),
    "Qwen 2.5 VL 7B": (15.7, 51.7, 20.2, 93.4, 10.5, 0.6, 87.9, 99.9),
    "Qwen 2.5 VL 72B": (17.3, 50.0, 16.6, 94.3, 7.4, 0.1, 90.7, 88.2),
    "VideoLLaMA3 7B": (10.0, 38.1, 4.3, 82.8, 1.8, 0.0, 100.0, 100.0),
    "Qwen 2.5 VL 7B, trained": (38.4, 74.7, 55.7, 100.0, 33.3, 1.7, 63.0, 56.2),
    "VideoLLaMA3 7B, trained": (70.2, 99.4, 99.3, 99.4, 70.6, 32.6, 13.6, 21.9),
}
Stat = dict[str, Any]


def published_metrics(model: str) -> dict[str, Stat]:
    """A row as metrics; the paper prints neither counts nor intervals."""
    return {
        name: {"value": value, "ci": None, "n": None, "reason": None}
        for name, value in zip(COLUMNS, ROWS[model], strict=True)
    }


def difficulty(metrics: dict[str, Stat]) -> list[float | None]:
    """The gradient label, explanation, box, time: how good, 0..100, each where it has a value."""
    label, text, box = (metrics[name]["value"] for name in ("accuracy", "explanation", "bbox_iou"))
    away = metrics["time_distance"]["value"]
    return [label, text, box, None if away is None else 100 - away]
