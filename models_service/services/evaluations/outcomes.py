"""What came of each row, kept so that failures can be looked at and explanations rated."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from annotations.errors import DeepTraceError
from annotations.frames import FrameTable
from annotations.models import Video
from annotations.selectors.videos import frame_table_get
from models_service.evaluation.terms import Case
from models_service.evaluation.values import Prediction, TruthTrace
from models_service.models import Evaluation, EvaluationRow
from models_service.services.evaluations.answering import videos_named

MICROSECONDS = 1_000_000
AT_ONCE = 500


def outcomes_keep(*, evaluation: Evaluation, cases: Sequence[Case], judged: Mapping[str, float]) -> None:
    """Write one row for each trace, and for each video without any; again only the judge's scores change."""
    if evaluation.rows.exists():
        rows = list(evaluation.rows.filter(needs_judge=True))
        for row in rows:
            row.judged = judged.get(row.name)
        EvaluationRow.objects.bulk_update(rows, ["judged"], batch_size=AT_ONCE)
        return
    videos = videos_named(evaluation, [case.video.video_id for case in cases])
    made = (row for case in cases for row in _rows(evaluation, case, videos, judged))
    numbered = list(made)
    for place, row in enumerate(numbered):
        row.place = place
    EvaluationRow.objects.bulk_create(numbered, batch_size=AT_ONCE)


def _rows(
    evaluation: Evaluation, case: Case, videos: Mapping[str, Video], judged: Mapping[str, float]
) -> Iterator[EvaluationRow]:
    video = videos.get(case.video.video_id)
    told = _predicted(case.prediction, video)
    same: dict[str, Any] = {"evaluation": evaluation, "video": video, "is_fake": case.video.is_fake}
    same |= {"predicted": told, "is_right": case.is_right, "place": 0}
    if not case.rows:
        yield EvaluationRow(name=case.video.video_id, **same)
    for trace, score in zip(case.video.traces, case.rows, strict=True):
        yield EvaluationRow(
            name=trace.value.id,
            truth=_truth(trace),
            bbox_iou=score.bbox_iou,
            time_distance=score.time_distance,
            needs_judge=case.needs_judge(trace),
            judged=judged.get(trace.value.id),
            **same,
        )


def _truth(trace: TruthTrace) -> dict[str, Any]:
    return {
        "onset_frame": trace.value.span.onset_frame,
        "offset_frame": trace.value.span.offset_frame,
        "start": trace.onset_s,
        "end": trace.offset_s,
        "box": [trace.box.left, trace.box.top, trace.box.right, trace.box.bottom],
        "explanation": trace.value.explanation,
        "categories": list(trace.value.categories),
    }


def _predicted(said: Prediction | None, video: Video | None) -> dict[str, Any] | None:
    if said is None:
        return None
    return {
        "label": said.label,
        "p_fake": said.p_fake,
        "onset_frame": _frame_at(video, said.start_s),
        "start": said.start_s,
        "end": said.end_s,
        "box": None if said.box is None else list(said.box),
        "explanation": said.explanation,
    }


def _frame_at(video: Video | None, seconds: float | None) -> int | None:
    """The frame on screen so many seconds after frame 0 came; the last one where that is later."""
    if video is None or seconds is None:
        return None
    try:
        table = frame_table_get(video=video)
    except DeepTraceError:
        return None
    return _frame_in(table, seconds)


def _frame_in(table: FrameTable, seconds: float) -> int:
    base = table.time_us_at(0)
    wanted = seconds * MICROSECONDS
    frames = range(table.frame_count)
    return max(0, bisect_right(frames, wanted, key=lambda frame: table.time_us_at(frame) - base) - 1)
