"""A forged clip as a video of a project, with its truth as gold."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from annotations.errors import NotFoundError
from annotations.models import Group, Job, Project, User, Video
from annotations.selectors.access import role_require
from annotations.selectors.videos import ingest_key
from annotations.services.events import event_record
from annotations.services.job_runs import job_execute
from annotations.services.video_files import incoming_copy
from annotations.services.videos import video_create
from annotations.texts import filled
from reviewers.errors import ForgedVideoFailedError
from reviewers.forge.truth import Truth
from reviewers.models import Gold, GoldTrace
from reviewers.selectors.gold import JUDGES
from reviewers.services.calibration.clips import gold_clip_add
from reviewers.services.forging.runs import ForgedClip
from reviewers.services.gold import gold_from_truth

SOURCE = "forged"


def forged_import(*, project: Project, clip: ForgedClip, gold_clip_by: User | None = None) -> bool:
    """Take the clip in and write its truth as gold; False where all is there already.

    It shares group and split with the video that it was made from, and becomes a gold clip where somebody is
    named who adds it. Raises ForgedVideoFailedError, or what
    `video_create` raises.
    """
    video = Video.objects.filter(project=project, video_id=clip.path.stem).first()
    if video is None:
        video = _taken_in(project, clip)
    elif video.status == Video.Status.PROCESSING:
        _ingest(Job.objects.get(idempotency_key=ingest_key(video.pk)))
    video.refresh_from_db()
    if video.status != Video.Status.READY:
        raise ForgedVideoFailedError(
            filled("The forged clip could not be taken in: {detail}", detail=video.failure_detail)
        )
    is_new = not Gold.objects.filter(video=video).exists()
    if is_new:
        gold_from_truth(video=video, trace=_gold_trace(clip.truth))
    if gold_clip_by:
        gold_clip_add(project=project, video_id=video.pk, actor=gold_clip_by)
    return is_new


def gold_clips_adder(*, project: Project, username: str) -> User | None:
    """Who makes imported clips gold clips: nobody without a name, else a reviewer or admin of the project."""
    if not username:
        return None
    person = User.objects.filter(username=username).first()
    if person is None:
        raise NotFoundError(filled("There is no account {name}.", name=username))
    role_require(project=project, user=person, roles=JUDGES)
    return person


def _taken_in(project: Project, clip: ForgedClip) -> Video:
    origin = Video.objects.filter(project=project, sha256=clip.truth.source.sha256).first()
    fields: dict[str, Any] = {
        "video_id": clip.path.stem,
        "kind": Video.Kind.FAKE,
        "source": SOURCE,
        "group": _group_name(origin, clip.truth),
        **({"prompt": origin.prompt, "licence": origin.licence, "split": origin.split} if origin else {}),
    }
    video, job = video_create(project=project, actor=None, incoming=incoming_copy(clip.path), fields=fields)
    _ingest(job)
    return video


def _ingest(job: Job) -> None:
    job_execute(job_id=job.pk)


@transaction.atomic
def _group_name(origin: Video | None, truth: Truth) -> str:
    """The group of the video that was forged; one that had none shares a new one with what is made of it."""
    if origin is None:
        return f"forged from {truth.source.name}"
    if origin.group is None:
        name = f"forged from {origin.video_id}"
        origin.group, _ = Group.objects.get_or_create(project=origin.project, name=name)
        origin.save(update_fields=["group"])
        facts = {"before": {"group": ""}, "after": {"group": name}}
        event_record(action="video.changed", subject=origin, actor=None, facts=facts)
    return origin.group.name


def _gold_trace(truth: Truth) -> GoldTrace:
    return GoldTrace(
        onset_frame=truth.span.onset_frame,
        offset_frame=truth.span.offset_frame,
        categories=[truth.category],
        explanation=truth.explanation,
        how=GoldTrace.How.ADDED,
        keyframes=[keyframe.as_json() for keyframe in truth.keyframes],
    )
