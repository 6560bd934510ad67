"""What models said about the videos of a release, as its files hold it (`settings.RELEASE_SOURCES`)."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from annotations.frames import FrameTable
from annotations.models import Annotation, FrameTableRecord, Project
from annotations.selectors.pseudonyms import person_name
from annotations.tracks import Keyframe
from models_service.backends.base import SuggestedTrace, SuggestionResult, Verdict
from models_service.evaluation.outputs import prediction_line, prediction_of
from models_service.models import Suggestion, SuggestionDecision, SuggestionRun
from models_service.selectors.suggestions.decided import standing
from models_service.selectors.versions import model_active

HANDED_IN = (Annotation.Status.SUBMITTED, Annotation.Status.ACCEPTED)
KEYFRAME_KEYS = ("frame", "left", "top", "width", "height")


def predictions(project: Project, video_ids: Sequence[str]) -> Iterator[dict[str, Any]]:
    """One prediction for each video at which the active model looked, its newest look: 4 queries."""
    model = model_active(project=project)
    if model is None:
        return
    runs = _newest_runs(SuggestionRun.objects.filter(model_version=model), project, video_ids)
    tables = _tables(project, [*runs])
    name = f"{model.backend}:{model.version}"
    for video_id in video_ids:
        run, table = runs.get(video_id), tables.get(video_id)
        if run is not None and table is not None:
            found = prediction_of(video_id=video_id, result=_result(run), frames=table)
            yield {**prediction_line(found, model_id=name), "raw_output": run.raw_text}


def suggestions(project: Project, video_ids: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Every proposed trace about these videos, with what people decided about it: 3 queries.

    Decisions that belong to answers which are not handed in stay out.
    """
    rows = Suggestion.objects.filter(run__project=project, run__video__video_id__in=list(video_ids))
    ordered = rows.select_related("run__model_version", "run__video")
    found: dict[str, list[Suggestion]] = {}
    for suggestion in ordered.order_by("run__created_at", "run_id", "position"):
        found.setdefault(suggestion.run.video.video_id, []).append(suggestion)
    decisions = _decisions(project, video_ids) if found else {}
    for video_id in video_ids:
        for suggestion in found.get(video_id, []):
            yield _suggestion(video_id, suggestion, decisions.get(suggestion.pk, []))


def _suggestion(video_id: str, suggestion: Suggestion, decisions: list[dict[str, Any]]) -> dict[str, Any]:
    run = suggestion.run
    return {
        "video_id": video_id,
        "suggestion": str(suggestion.pk),
        "model_id": f"{run.model_version.backend}:{run.model_version.version}",
        "prompt_version": run.prompt_version,
        "onset_frame": suggestion.onset_frame,
        "offset_frame": suggestion.offset_frame,
        "keyframes": [{name: frame[name] for name in KEYFRAME_KEYS} for frame in suggestion.keyframes],
        "categories": suggestion.categories,
        "explanation": suggestion.explanation,
        "score": suggestion.score,
        "decisions": decisions,
    }


def _decisions(project: Project, video_ids: Sequence[str]) -> dict[UUID, list[dict[str, Any]]]:
    rows = SuggestionDecision.objects.filter(
        annotation__project=project,
        annotation__video__video_id__in=list(video_ids),
        annotation__status__in=HANDED_IN,
    )
    by_answer: dict[UUID, list[SuggestionDecision]] = {}
    for row in rows.select_related("annotation").order_by("id"):
        by_answer.setdefault(row.annotation_id, []).append(row)
    found: dict[UUID, list[dict[str, Any]]] = {}
    for answer in sorted(by_answer, key=str):
        for suggestion, row in standing(by_answer[answer]).items():
            found.setdefault(suggestion, []).append(_decision(project, row))
    return found


def _decision(project: Project, row: SuggestionDecision) -> dict[str, Any]:
    return {
        "annotator": person_name(project=project, person_id=row.annotation.annotator_id),
        "decision": row.decision,
        "trace": None if row.trace is None else str(row.trace),
    }


def _newest_runs(rows: Any, project: Project, video_ids: Sequence[str]) -> dict[str, SuggestionRun]:
    chosen = rows.filter(project=project, video__video_id__in=list(video_ids)).select_related("video")
    runs = chosen.prefetch_related("suggestions").order_by("created_at", "id")
    return {run.video.video_id: run for run in runs}


def _result(run: SuggestionRun) -> SuggestionResult:
    traces = tuple(
        SuggestedTrace(
            onset_frame=found.onset_frame,
            offset_frame=found.offset_frame,
            keyframes=tuple(
                Keyframe(**{name: key[name] for name in KEYFRAME_KEYS}) for key in found.keyframes
            ),
            explanation=found.explanation,
            score=found.score,
        )
        for found in run.suggestions.all()
    )
    return SuggestionResult(
        Verdict(p_fake=run.p_fake), traces, run.raw_text, run.parse_ok, run.prompt_version
    )


def _tables(project: Project, video_ids: Sequence[str]) -> dict[str, FrameTable]:
    records = FrameTableRecord.objects.filter(video__project=project, video__video_id__in=list(video_ids))
    return {record.video.video_id: _table(record) for record in records.select_related("video")}


def _table(record: FrameTableRecord) -> FrameTable:
    return FrameTable.from_json(
        {
            "time_base": (record.time_base_num, record.time_base_den),
            "pts": record.pts,
            "end_pts": record.end_pts,
            "key_frames": record.key_frames,
        }
    )
