"""Keeping what a model said: each look once, whatever is killed or asked again."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from annotations.models import Category, Job, Video
from models_service.backends.base import SuggestedTrace, SuggestionResult
from models_service.models import ModelVersion, Suggestion, SuggestionRun

DROPPED = "trace_dropped"
COPIED = (
    *("options", "prompt_version", "p_fake", "mass", "logit", "marks"),
    *("raw_text", "parse_ok", "warnings", "timings_ms"),
)
PROPOSED = (
    "position",
    "onset_frame",
    "offset_frame",
    "keyframes",
    "categories",
    "explanation",
    "score",
    "flags",
)


def run_key(*, sha256: str, model: ModelVersion, options: dict[str, Any]) -> str:
    """The same for the same clip, back end, version, prompt version and options; a SHA-256."""
    asked = [sha256, model.backend, model.version, model.prompt_version, options]
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


def run_keep(
    *,
    video: Video,
    model: ModelVersion,
    key: str,
    job: Job | None,
    options: dict[str, Any],
    said: SuggestionResult,
) -> SuggestionRun:
    """Write what the model said; what lies outside of the clip is left out and said so. In a transaction."""
    keys = set(Category.objects.filter(project=video.project_id).values_list("key", flat=True))
    sane = [trace for trace in said.traces if _is_sane(trace, video)]
    dropped = [DROPPED] * (len(said.traces) - len(sane))
    run = SuggestionRun.objects.create(
        project_id=video.project_id,
        video=video,
        model_version=model,
        job=job,
        key=key,
        options=options,
        prompt_version=said.prompt_version,
        p_fake=said.verdict.p_fake,
        mass=said.verdict.mass,
        logit=said.verdict.logit,
        marks=[[frame, strength] for frame, strength in said.marks],
        raw_text=said.raw_text,
        parse_ok=said.parse_ok,
        warnings=[*said.warnings, *dropped],
        timings_ms=said.timings_ms,
    )
    Suggestion.objects.bulk_create(_proposed(run, place, trace, keys) for place, trace in enumerate(sane))
    return run


def run_copy(*, run: SuggestionRun, video: Video, job: Job | None) -> SuggestionRun:
    """The same look at the same bytes, as another video of them has it. In a transaction."""
    whose = {"project_id": video.project_id, "video": video, "model_version_id": run.model_version_id}
    copied = {name: getattr(run, name) for name in COPIED}
    copy = SuggestionRun.objects.create(key=run.key, job=job, **whose, **copied)
    rows = Suggestion.objects.filter(run=run).values(*PROPOSED)
    Suggestion.objects.bulk_create(Suggestion(run=copy, **values) for values in rows)
    return copy


def _proposed(run: SuggestionRun, place: int, trace: SuggestedTrace, keys: Iterable[str]) -> Suggestion:
    return Suggestion(
        run=run,
        position=place,
        onset_frame=trace.onset_frame,
        offset_frame=trace.offset_frame,
        keyframes=[keyframe.as_json() for keyframe in trace.keyframes],
        categories=[key for key in trace.categories if key in keys],
        explanation=trace.explanation,
        score=trace.score,
        flags=list(trace.flags),
    )


def _is_sane(trace: SuggestedTrace, video: Video) -> bool:
    """Inside the clip and the picture: a model may be wrong, but not impossible."""
    frames = [keyframe.frame for keyframe in trace.keyframes]
    width, height = video.width or 0, video.height or 0
    return (
        0 <= trace.onset_frame <= trace.offset_frame < (video.frame_count or 0)
        and frames == sorted(set(frames))
        and all(trace.onset_frame <= frame <= trace.offset_frame for frame in frames)
        and all(keyframe.bbox.is_inside(width, height) for keyframe in trace.keyframes)
    )
