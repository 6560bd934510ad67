"""Rows of a benchmark file for tests; every key can be overridden."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any


def video_row(video_id: str = "clip-a", **fields: Any) -> dict[str, Any]:
    """What every row says about its video: 640x360, 120 frames at 24 fps."""
    folder = "real_videos" if fields.get("video_type") == "real_video" else "videos"
    row = {
        "video_id": video_id,
        "video_path": f"{folder}/{video_id}.mp4",
        "video_type": "fake_video",
        "video_source": "Pika 1.5",
        "split": "train",
        "video_prompt": "a cat on a sofa",
        "video_mime_type": "video/mp4",
        "video_width": 640,
        "video_height": 360,
        "video_frame_rate": 24.0,
        "video_frame_count": 120,
        "video_duration": 5.0,
    }
    return row | fields


def trace_row(video_id: str = "clip-a", **fields: Any) -> dict[str, Any]:
    """A row with a trace."""
    trace = {
        "faketrace_first_frame": 12,
        "faketrace_last_frame": 57,
        "faketrace_duration": 1.9166666666666667,
        "faketrace_bbox": {"left": 85, "top": 51, "width": 201, "height": 153},
        "faketrace_check_applies": ["shape distortion"],
        "faketrace_explanations": "The hand melts into the cup.",
    }
    return video_row(video_id) | trace | fields


def real_row(video_id: str = "real-a", **fields: Any) -> dict[str, Any]:
    """A row of a real video."""
    nothing: dict[str, Any] = {
        "faketrace_first_frame": None,
        "faketrace_last_frame": None,
        "faketrace_duration": None,
        "faketrace_bbox": None,
        "faketrace_check_applies": [],
        "faketrace_explanations": None,
    }
    return video_row(video_id, video_type="real_video", video_source="LLaVA-Video-178K") | nothing | fields


def rows_file(folder: Path, rows: Sequence[Any]) -> Path:
    """A file of these rows."""
    path = folder / "all_data.json"
    path.write_text(json.dumps(list(rows)), encoding="utf-8")
    return path
