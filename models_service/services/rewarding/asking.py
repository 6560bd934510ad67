"""Asking for a score: what is known is given at once, the rest is a job."""

import os
import shutil
import time
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from annotations.models import Job, Project, User, Video
from annotations.selectors.access import role_require
from annotations.services.jobs import UNFINISHED, job_create
from annotations.services.personal.looks import look_at_videos
from annotations.services.video_files import IncomingFile
from models_service.errors import NoModelError
from models_service.models import ModelVersion, Reward
from models_service.selectors.presence import GPU, gpu_served, queue_of
from models_service.selectors.rewards import run_of
from models_service.selectors.suggestions.shown import answer_about
from models_service.selectors.versions import HEURISTICS, READERS, model_active
from models_service.services.suggesting.requests import job_waiting_tell, look_job_create, videos_named

KIND = "reward"
FOLDER = "rewards"
POLL_S = 0.2


def rewards_folder() -> Path:
    """Where uploads wait for their score."""
    folder = Path(settings.DATA_DIR) / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@transaction.atomic
def reward_of_video(*, video_id: UUID, actor: User) -> Reward:
    """Ask for the score of a video, by those who may research it and whose own answer is not open."""
    video, _ = answer_about(video_id=video_id, viewer=actor, annotation_id=None)
    project = video.project
    role_require(project=project, user=actor, roles=READERS)
    model = model_judging(project)
    videos_named(project, [video.pk])
    look_at_videos(viewer=actor, videos={video.pk})
    asked = {"project": project, "video": video, "sha256": video.sha256, "asked_by": actor}
    reward = Reward(model_version=model, **asked)
    if run_of(reward) is None:
        reward.job = look_job_create(project=project, actor=actor, videos=[video.pk], model=model)
    reward.save()
    return reward


@transaction.atomic
def reward_of_file(*, project: Project, actor: User, incoming: IncomingFile) -> Reward:
    """Ask for the score of an upload that is kept only until it is answered."""
    role_require(project=project, user=actor, roles=READERS)
    model = model_judging(project)
    reward = Reward(project=project, sha256=incoming.sha256, model_version=model, asked_by=actor)
    known = Reward.objects.filter(sha256=incoming.sha256, model_version=model, done_at__isnull=False).first()
    if known is not None and known.p_fake is not None:
        reward.p_fake, reward.calibrated, reward.traces = known.p_fake, known.calibrated, known.traces
        reward.done_at = known.done_at
        reward.save()
        return reward
    reward.file = f"{reward.pk}.mp4"
    _keep(incoming.path, rewards_folder() / reward.file)
    reward.save()
    params = {"reward": str(reward.pk)}
    job = job_create(kind=KIND, params=params, created_by=actor, project=project, queue=queue_of(model))
    reward.job = job_waiting_tell(job)
    reward.save(update_fields=["job"])
    return reward


@transaction.atomic
def rewards_of_videos(*, project: Project, actor: User, videos: list[UUID]) -> tuple[Job, list[Reward]]:
    """Ask for many scores by one job; each is read as a reward of its own."""
    role_require(project=project, user=actor, roles=READERS)
    model = model_judging(project)
    ids = videos_named(project, videos)
    for video_id in ids:
        answer_about(video_id=video_id, viewer=actor, annotation_id=None)
    look_at_videos(viewer=actor, videos=set(ids))
    job = look_job_create(project=project, actor=actor, videos=ids, model=model)
    shas = dict(Video.objects.filter(pk__in=ids).values_list("pk", "sha256"))
    whose: dict[str, Any] = {"project": project, "model_version": model, "job": job, "asked_by": actor}
    rewards = [Reward(video_id=video_id, sha256=shas[video_id], **whose) for video_id in ids]
    return job, Reward.objects.bulk_create(rewards)


def reward_await(reward: Reward) -> Reward:
    """Wait a bounded while for a worker's answer; at once where no worker could give one."""
    until = time.monotonic() + settings.REWARD_WAIT_SECONDS
    if reward.job is not None and reward.job.queue == GPU and not gpu_served():
        return reward
    while reward.job is not None and reward.job.status in UNFINISHED and time.monotonic() < until:
        time.sleep(POLL_S)
        reward.job.refresh_from_db()
    reward.refresh_from_db()
    return reward


def model_judging(project: Project) -> ModelVersion:
    """The version that speaks in the project; one without verdicts gives no rewards."""
    model = model_active(project=project)
    if model is None or model.backend in HEURISTICS:
        raise NoModelError("The project has no active model that judges videos.")
    return model


def _keep(source: Path, target: Path) -> None:
    try:
        os.replace(source, target)
    except OSError:  # the two folders are on different disks
        shutil.copyfile(source, target)
        source.unlink(missing_ok=True)
