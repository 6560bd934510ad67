"""Benchmark rows -> the truth about each video. Identity is `video_id`; a video with k traces has k rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from annotations.benchmark import row as names
from annotations.benchmark.row import BenchmarkRow, BenchmarkTrace, extra_categories, extra_keyframes
from annotations.frames import FrameSpan
from annotations.tracks import Keyframe
from models_service.evaluation.values import Problem, TruthTrace, TruthVideo
from reviewers.metrics.values import TraceValue

CategoriesOf = Callable[[BenchmarkRow], Sequence[str]]


def truth_of(
    rows: Iterable[BenchmarkRow], *, splits: Sequence[str] = (), categories_of: CategoriesOf | None = None
) -> tuple[list[TruthVideo], list[Problem]]:
    """Return the videos in order of their first row, and what rows contradict about a video.

    splits: keep the videos of these splits alone; empty keeps all. categories_of: the category keys of a row;
    by default those that our own export wrote, else the raw tags in lower case. Where two rows disagree on a
    video, the first one counts.
    """
    videos: dict[str, list[BenchmarkRow]] = {}
    problems: list[Problem] = []
    for row in rows:
        if splits and row.split not in splits:
            continue
        known = videos.setdefault(row.video_id, [])
        if known and _facts(known[0]) != _facts(row):
            problems.append(_contradiction(row))
            continue
        known.append(row)
    keys_of = categories_of or row_categories
    return [_video(found, keys_of) for found in videos.values()], problems


def row_categories(row: BenchmarkRow) -> list[str]:
    """The category keys that our own export wrote, else the raw tags in lower case."""
    own = extra_categories(row)
    tags = row.trace.raw_tags if row.trace else ()
    return [" ".join(tag.lower().split()) for tag in tags] if own is None else own


def _facts(row: BenchmarkRow) -> tuple[object, ...]:
    return row.kind, row.width, row.height, row.frame_rate, row.frame_count


def _contradiction(row: BenchmarkRow) -> Problem:
    detail = "Two rows disagree on the video's type, size, rate or length; the first one counts."
    return {"line": None, "video_id": row.video_id, "field": "", "code": "rows_contradict", "detail": detail}


def _video(rows: list[BenchmarkRow], keys_of: CategoriesOf) -> TruthVideo:
    first = rows[0]
    traces = (
        _trace(row, row.trace, f"{row.video_id}#{place}", tuple(keys_of(row)))
        for place, row in enumerate(rows)
        if row.trace is not None
    )
    return TruthVideo(
        video_id=first.video_id,
        is_fake=first.kind == "fake",
        width_px=first.width,
        height_px=first.height,
        duration_s=first.duration_s or first.frame_count / first.frame_rate,
        source=first.source,
        traces=tuple(traces),
    )


def _trace(row: BenchmarkRow, trace: BenchmarkTrace, name: str, categories: tuple[str, ...]) -> TruthTrace:
    """The times come from the frame table where the row carries them, else from frames over rate."""
    box = trace.bbox
    held = Keyframe(trace.first_frame, box.left, box.top, box.width, box.height)
    keyframes = extra_keyframes(row) or [held]
    return TruthTrace(
        value=TraceValue(
            id=name,
            span=FrameSpan(trace.first_frame, trace.last_frame),
            keyframes=tuple(keyframes),
            categories=categories,
            explanation=trace.explanation.strip(),
        ),
        box=box,
        onset_s=_seconds(row.extras, names.ONSET_SECONDS, trace.first_frame / row.frame_rate),
        offset_s=_seconds(row.extras, names.OFFSET_SECONDS, (trace.last_frame + 1) / row.frame_rate),
    )


def _seconds(extras: Mapping[str, Any], key: str, otherwise: float) -> float:
    value = extras.get(key)
    usable = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if usable and value is not None else otherwise
