"""Videos: uploaded, described, processed again, taken down."""

from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from annotations.errors import (
    InvalidInputError,
    MediaMissingError,
    VideoDuplicateError,
    VideoIdTakenError,
    WrongStateError,
)
from annotations.models import Group, Job, Project, User, Video
from annotations.selectors.access import Role, role_require
from annotations.selectors.videos import ingest_key
from annotations.services.events import event_record
from annotations.services.jobs import job_create, job_retry
from annotations.services.video_files import IncomingFile, video_file_put, video_files_remove
from annotations.texts import filled

INGEST_KIND = "ingest"
NAME_MAX = 300
Upload = tuple[Video, Job]


def video_create(
    *, project: Project, actor: User | None, incoming: IncomingFile, fields: dict[str, Any]
) -> Upload:
    """Take a file in and queue its ingest; the view wakes the workers. The incoming file is gone afterwards.

    `fields`: video_id, kind, source, prompt, licence, split, group, all optional. No actor means the
    command line. Raises VideoDuplicateError, VideoIdTakenError, InvalidInputError.
    """
    try:
        return _video_take_in(project, actor, incoming, fields)
    finally:
        incoming.path.unlink(missing_ok=True)


def _video_take_in(
    project: Project, actor: User | None, incoming: IncomingFile, fields: dict[str, Any]
) -> Upload:
    if actor:
        role_require(project=project, user=actor, roles=[Role.ADMIN])
    duplicate_check(project, incoming.sha256)
    video = Video(
        project=project,
        uploaded_by=actor,
        original_name=incoming.name[-NAME_MAX:],
        sha256=incoming.sha256,
        byte_size=incoming.byte_size,
    )
    try:
        video_file_put(video=video, incoming=incoming)
        return video_insert(video, actor, fields)
    except Exception:
        video_files_remove(video)
        raise


def video_insert(video: Video, actor: User | None, fields: dict[str, Any]) -> Upload:
    """Write the row of a video whose file is in its place, and queue its ingest."""
    try:
        with transaction.atomic():
            _fields_set(video, {"video_id": _name_free(video), **fields})
            video.save(force_insert=True)
            job = job_create(
                kind=INGEST_KIND,
                params={"video": str(video.pk)},
                created_by=actor,
                project=video.project,
                key=ingest_key(video.pk),
            )
            facts = {"video_id": video.video_id, "sha256": video.sha256, "bytes": video.byte_size}
            event_record(action="video.uploaded", subject=video, actor=actor, facts=facts)
    except IntegrityError:
        duplicate_check(video.project, video.sha256)
        _video_id_check(video)
        raise
    return video, job


def duplicate_check(project: Project, sha256: str) -> None:
    """Raise VideoDuplicateError where a video of the project has these bytes."""
    same = Video.objects.filter(project=project, sha256=sha256, taken_down_at=None).first()
    if same:
        raise VideoDuplicateError("These very bytes are in this project already.", existing=str(same.pk))


def _video_id_check(video: Video) -> None:
    others = Video.objects.filter(project=video.project, video_id=video.video_id).exclude(pk=video.pk)
    if others.exists():
        raise VideoIdTakenError("Another video of this project has this video_id.", video_id=video.video_id)


def _name_free(video: Video) -> str:
    """The file's own name as `video_id`, made unique by its hash where it is taken."""
    stem = Path(video.original_name).stem or "video"
    taken = Video.objects.filter(project=video.project, video_id=stem).exists()
    return f"{stem[: NAME_MAX - 9]}-{video.sha256[:8]}" if taken else stem


def _fields_set(video: Video, fields: dict[str, Any]) -> None:
    """Write provenance into the row; videos of a group share its split."""
    given = dict(fields)
    if "group" in given:
        name = given.pop("group")
        video.group = Group.objects.get_or_create(project=video.project, name=name)[0] if name else None
    for name, value in given.items():
        setattr(video, name, value)
    if video.group:
        _split_share(video, video.group)


def _split_share(video: Video, group: Group) -> None:
    if video.split and group.split and video.split != group.split:
        detail = filled(
            "The group {group} is in split {split}.", group=repr(group.name), split=repr(group.split)
        )
        raise InvalidInputError([{"field": "split", "code": "split_of_group", "detail": detail}])
    if video.split and not group.split:
        group.split = video.split
        group.save(update_fields=["split"])
        group.videos.exclude(pk=video.pk).update(split=group.split)
    video.split = group.split


def video_update(*, video: Video, actor: User, fields: dict[str, Any]) -> Video:
    """Change what is known about where a video comes from."""
    role_require(project=video.project, user=actor, roles=[Role.ADMIN])
    before = provenance(video)
    try:
        with transaction.atomic():
            _fields_set(video, fields)
            video.save(update_fields=[*before])
            after = provenance(video)
            changed = [name for name in after if before[name] != after[name]]
            if changed:
                facts = {"before": {n: before[n] for n in changed}, "after": {n: after[n] for n in changed}}
                event_record(action="video.changed", subject=video, actor=actor, facts=facts)
    except IntegrityError:
        _video_id_check(video)
        raise
    return video


def provenance(video: Video) -> dict[str, Any]:
    """Where the video comes from, as plain values."""
    names = ("video_id", "kind", "source", "prompt", "licence", "split")
    return {name: getattr(video, name) for name in names} | {"group": video.group.name if video.group else ""}


@transaction.atomic
def video_reprocess(*, video: Video, actor: User) -> Job:
    """Ingest the untouched original again; the view wakes the workers."""
    role_require(project=video.project, user=actor, roles=[Role.ADMIN])
    if video.taken_down_at or video.metadata_only:
        raise MediaMissingError("There are no media to process.")
    key = ingest_key(video.pk)
    job = Job.objects.filter(idempotency_key=key).first()
    event_record(action="video.reprocess_asked", subject=video, actor=actor)
    if job is None:
        params = {"video": str(video.pk)}
        return job_create(kind=INGEST_KIND, params=params, created_by=actor, project=video.project, key=key)
    if job.status in {Job.Status.QUEUED, Job.Status.RUNNING}:
        return job
    return job_retry(job=job, actor=actor, even_done=True)


def video_take_down(*, video: Video, actor: User, reason: str) -> Video:
    """Remove the media for good and leave a tombstone: name, hash, who, when, why.

    What other places hold of the media goes by the event: see reviewers/services/take_downs/.
    """
    role_require(project=video.project, user=actor, roles=[Role.ADMIN])
    with transaction.atomic():
        now = timezone.now()
        standing = Video.objects.filter(pk=video.pk, taken_down_at=None)
        if not standing.update(taken_down_at=now, taken_down_reason=reason, taken_down_by=actor):
            raise WrongStateError("This video was taken down before.")
        facts = {"reason": reason, "sha256": video.sha256, "video_id": video.video_id}
        event_record(action="video.taken_down", subject=video, actor=actor, facts=facts)
        transaction.on_commit(lambda: video_files_remove(video))
    video.refresh_from_db()
    return video
