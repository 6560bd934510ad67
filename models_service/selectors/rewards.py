"""Rewards as whoever asked for them reads them."""

from typing import Any
from uuid import UUID

from annotations.errors import NotFoundError
from annotations.models import Job, User
from models_service.models import Reward, SuggestionRun
from models_service.selectors.confidence import verdict_shown

DONE, QUEUED = Job.Status.DONE.value, Job.Status.QUEUED.value


def reward_get(*, reward_id: UUID, viewer: User) -> Reward:
    """A score that the viewer asked for."""
    rows = Reward.objects.select_related("job", "model_version").filter(asked_by=viewer)
    found = rows.filter(pk=reward_id).first()
    if found is None:
        raise NotFoundError("There is no such reward.")
    return found


def run_of(reward: Reward) -> SuggestionRun | None:
    """The model's newest look at the reward's video: 2 queries."""
    if reward.video_id is None:
        return None
    rows = SuggestionRun.objects.filter(video=reward.video_id, model_version=reward.model_version_id)
    return rows.prefetch_related("suggestions").order_by("-created_at", "id").first()


def reward_body(reward: Reward) -> dict[str, Any]:
    """The score, once there is one, and how far it has come."""
    body: dict[str, Any] = {"id": str(reward.pk), "model_version": str(reward.model_version_id)}
    scored = _of_run(reward) if reward.video_id is not None else _of_upload(reward)
    job = reward.job
    status = DONE if scored["p_fake"] is not None else (job.status if job else QUEUED)
    error = {"code": job.error_code, "detail": job.error_detail} if job and job.error_code else None
    p_fake = scored["p_fake"]
    scored["reward"] = None if p_fake is None else 1 - p_fake
    return {**body, **scored, "status": status, "job": job and str(job.pk), "error": error}


def _of_upload(reward: Reward) -> dict[str, Any]:
    return {"p_fake": reward.p_fake, "calibrated": reward.calibrated, "traces": reward.traces}


def _of_run(reward: Reward) -> dict[str, Any]:
    nothing: dict[str, Any] = {"p_fake": None, "calibrated": False, "traces": []}
    run = run_of(reward)
    if run is None:
        return nothing
    shown = verdict_shown(model=reward.model_version, p_fake=run.p_fake, logit=run.logit)
    if shown is None:
        return nothing
    traces = [trace_told(suggestion) for suggestion in run.suggestions.all()]
    return {"p_fake": shown.p_fake, "calibrated": shown.calibrated, "traces": traces}


def trace_told(suggestion: Any) -> dict[str, Any]:
    """One trace, from a suggestion or from what a back end said."""
    keyframes = [each if isinstance(each, dict) else each.as_json() for each in suggestion.keyframes]
    return {
        "onset_frame": suggestion.onset_frame,
        "offset_frame": suggestion.offset_frame,
        "keyframes": keyframes,
        "categories": list(suggestion.categories),
        "explanation": suggestion.explanation,
        "score": suggestion.score,
    }
