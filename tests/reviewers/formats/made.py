"""A small release in every format, and the plain values that it is made of."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from django.test import override_settings

from annotations.models import Project
from reviewers.releases.formats.base import ReleaseFacts, ReleaseVideo
from reviewers.releases.formats.writing import ReleaseFormats
from tests.rows import real_row, trace_row

CATEGORIES = {"object_merging": "Object Merging", "sudden_blurring": "Sudden <Blurring>", "other": "Other"}
TRACE: dict[str, Any] = {
    "video_id": "clip-a",
    "trace": "t1",
    "onset_frame": 10,
    "offset_frame": 20,
    "onset_seconds": 0.4166,
    "duration_seconds": 0.4583,
    "categories": ["object_merging", "other"],
    "other_tag": "halo",
    "explanation": 'It melts\r\n\x00<& "quoted" 火 \ud800',
    "explanation_standardised": None,
    "confidence": 2,
    "keyframes": [
        {"frame": 12, "left": 10, "top": 20, "width": 100, "height": 50},
        {"frame": 16, "left": 50, "top": 20, "width": 100, "height": 50},
    ],
    "sources": ["s1"],
    "gold_version": 1,
    "rule": "accepted",
    "answers": [{"annotator": "A-1"}],
}


def facts(project: Project, **fields: Any) -> ReleaseFacts:
    """What the release is as a whole."""
    values: dict[str, Any] = {"release": f"{project.slug}/3", "categories": CATEGORIES}
    values |= {"software": "DeepTrace 1", "schema": "deeptrace-release/1"}
    return ReleaseFacts(project=project, **(values | fields))


def fake_video(video_id: str = "clip-a", **fields: Any) -> ReleaseVideo:
    """A generated video with a trace of two keyframes; its row has keys and values that no column fits."""
    row = trace_row(video_id, strange={"a": [1]}, score=1.5, faketrace_keyframes=TRACE["keyframes"])
    row |= {"faketrace_bbox": {"left": 1.5, "top": 2, "width": 3, "height": 4}, "annotator_count": 2}
    values: dict[str, Any] = {
        "path": f"videos/{video_id}.mp4",
        "kind": "fake",
        "verdict": "fake",
        "width": 640,
        "height": 360,
        "frame_rate": Fraction(24),
        "frame_count": 120,
        "duration_us": 5_000_000,
        "sha256": "ab" * 32,
        "byte_size": 1234,
        "split": "train",
        "source": "Pika 1.5",
        "prompt": "a | cat",
        "media_url": "/api/v1/videos/1/media/",
        "rows": (row,),
        "traces": ({**TRACE, "video_id": video_id},),
    }
    return ReleaseVideo(video_id=video_id, **(values | fields))


def real_video(video_id: str = "real-a", **fields: Any) -> ReleaseVideo:
    """A real one in the test split, of which only metadata are there."""
    values: dict[str, Any] = {
        "path": f"real_videos/{video_id}.mp4",
        "kind": "real",
        "verdict": "real",
        "split": "test",
        "traces": (),
        "sha256": None,
        "media_url": "",
        "rows": (real_row(video_id, split="test"),),
    }
    return fake_video(video_id, **(values | fields))


def predicted(project: Project, video_ids: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Stands for the app that knows models."""
    return ({"video_id": video_id, "predicted_label": "FAKE"} for video_id in video_ids)


def formats_write(
    folder: Path, project: Project, videos: list[ReleaseVideo], **fields: Any
) -> dict[str, dict[str, Any]]:
    """Write every format; what each file's size and hash are."""
    folder.mkdir(parents=True, exist_ok=True)
    told = override_settings(RELEASE_SOURCES={"predictions": "tests.reviewers.formats.made.predicted"})
    with told, ReleaseFormats(folder, facts(project, **fields)) as formats:
        for video in videos:
            formats.add(video)
        return formats.close({})
