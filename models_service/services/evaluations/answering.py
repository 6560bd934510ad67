"""Asking a model version about a release's videos, and writing what it said as lines of predictions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from django.db import transaction

from annotations.models import Video
from annotations.selectors.videos import frame_table_get
from annotations.services.job_runs import JobRun
from annotations.tracks import Keyframe
from models_service.backends.base import SuggestedTrace, SuggestionResult, Verdict
from models_service.evaluation.outputs import prediction_line, prediction_of
from models_service.models import Evaluation, ModelVersion, Suggestion, SuggestionRun
from models_service.services.evaluations.making import file_new, lines_path
from models_service.services.suggesting.job import Look, SuggestionsFailedError, videos_look
from models_service.services.suggesting.runs import run_key

ASKING_SHARE = 0.8  # of the job's progress
AT_ONCE = 500


def lines_make(*, run: JobRun, evaluation: Evaluation, video_ids: Sequence[str]) -> None:
    """Ask about every video that has not been asked about in this way, then keep the lines; once they are
    kept they never change. A video without a file gets no line, one that the model failed on an error.

    Killed and taken up again, nothing that was answered is asked again.
    """
    model = evaluation.model_version
    if model is None or evaluation.file:
        return
    videos = _videos(evaluation, video_ids)
    look = Look(run, model, evaluation.options, until=ASKING_SHARE)
    videos_look(look, [str(video.pk) for video in videos])
    if videos and len(look.failed) == len(videos):
        raise SuggestionsFailedError(look.failed[0])
    failed = {each["video"]: each["code"] for each in look.failed}
    _lines_keep(run, evaluation, _lines(evaluation, model, videos, failed))


def videos_named(evaluation: Evaluation, video_ids: Sequence[str], **ready: Any) -> dict[str, Video]:
    """The project's videos of these names, as far as they are there and as `ready` says."""
    found: dict[str, Video] = {}
    rows = Video.objects.filter(project=evaluation.project_id, **ready)
    for start in range(0, len(video_ids), AT_ONCE):
        part = rows.filter(video_id__in=video_ids[start : start + AT_ONCE])
        found.update((video.video_id, video) for video in part)
    return found


def _videos(evaluation: Evaluation, video_ids: Sequence[str]) -> list[Video]:
    """The release's videos that have a file, in the order of the release."""
    ready = {"status": Video.Status.READY, "metadata_only": False, "taken_down_at": None}
    found = videos_named(evaluation, video_ids, **ready)
    return [found[video_id] for video_id in video_ids if video_id in found]


def _lines(
    evaluation: Evaluation, model: ModelVersion, videos: Iterable[Video], failed: dict[str, str]
) -> Iterator[dict[str, Any]]:
    for video in videos:
        if (code := failed.get(str(video.pk))) is not None:
            yield {"video_id": video.video_id, "model_id": evaluation.model_id, "error": code}
            continue
        key = run_key(sha256=video.sha256, model=model, options=evaluation.options)
        said = SuggestionRun.objects.prefetch_related("suggestions").get(video=video, key=key)
        prediction = prediction_of(
            video_id=video.video_id, result=result_of(said), frames=frame_table_get(video=video)
        )
        yield prediction_line(prediction, model_id=evaluation.model_id)


def result_of(run: SuggestionRun) -> SuggestionResult:
    """A kept look as the back end gave it."""
    return SuggestionResult(
        verdict=Verdict(p_fake=run.p_fake, mass=run.mass, logit=run.logit),
        traces=tuple(_trace(each) for each in run.suggestions.all()),
        raw_text=run.raw_text,
        parse_ok=run.parse_ok,
        prompt_version=run.prompt_version,
    )


def _trace(suggestion: Suggestion) -> SuggestedTrace:
    return SuggestedTrace(
        onset_frame=suggestion.onset_frame,
        offset_frame=suggestion.offset_frame,
        keyframes=tuple(Keyframe(**each) for each in suggestion.keyframes),
        categories=tuple(suggestion.categories),
        explanation=suggestion.explanation,
        score=suggestion.score,
    )


def _lines_keep(run: JobRun, evaluation: Evaluation, lines: Iterable[dict[str, Any]]) -> None:
    evaluation.file = file_new()
    target = lines_path(evaluation)
    target.parent.mkdir(parents=True, exist_ok=True)
    evaluation.sha256 = _write(target, lines)
    with transaction.atomic():
        run.hold()
        evaluation.save(update_fields=["file", "sha256"])


def _write(target: Path, lines: Iterable[dict[str, Any]]) -> str:
    digest = hashlib.sha256()
    with target.open("wb") as stream:
        for line in lines:
            raw = json.dumps(line, ensure_ascii=False, allow_nan=False).encode() + b"\n"
            digest.update(raw)
            stream.write(raw)
    return digest.hexdigest()
