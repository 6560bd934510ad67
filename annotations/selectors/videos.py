"""Videos as a viewer may see them: media to those at work, provenance to those who judge and research."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, Value, When

from annotations.errors import MediaMissingError, NotFoundError, VideoNotReadyError
from annotations.frames import FrameTable
from annotations.models import Annotation, FrameTableRecord, Job, User, Video
from annotations.selectors.access import Role, projects_where
from annotations.selectors.queue import videos_at_work

SEES_PROVENANCE = (Role.REVIEWER.value, Role.RESEARCHER.value, Role.ADMIN.value)
EVERY_ROW = Q(pk__isnull=False)  # an empty Q would vanish from an `or`
UNSUBMITTED = (Annotation.Status.DRAFT, Annotation.Status.RETURNED)


def video_list(*, viewer: User) -> QuerySet[Video]:
    """All videos that the viewer may see, each with `sees_provenance`; tombstones only for project staff.

    Somebody whose own answer is not submitted yet sees no provenance, whatever else they are.
    """
    staff = projects_where(user=viewer, roles=SEES_PROVENANCE) or EVERY_ROW
    own = Annotation.objects.filter(video=OuterRef("pk"), annotator=viewer, status__in=UNSUBMITTED)
    knows = staff & ~Exists(own)
    return (
        Video.objects.filter(staff | videos_at_work(viewer) & Q(taken_down_at=None))
        .annotate(
            sees_provenance=Case(When(knows, then=Value(True)), default=False, output_field=BooleanField())
        )
        .select_related("project", "group", "taken_down_by")
    )


def video_get(*, video_id: UUID, viewer: User) -> Video:
    """One video that the viewer may see."""
    video = video_list(viewer=viewer).filter(pk=video_id).first()
    if video is None:
        raise NotFoundError("There is no such video.")
    return video


def video_with_media(*, video_id: UUID, viewer: User) -> Video:
    """One visible video that has a file; MediaMissingError for metadata alone and after a take-down."""
    video = video_get(video_id=video_id, viewer=viewer)
    if video.metadata_only or video.taken_down_at:
        raise MediaMissingError("There are no media for this video.")
    return video


def frame_table_get(*, video: Video) -> FrameTable:
    """The video's frame table; VideoNotReadyError where it has none."""
    record = FrameTableRecord.objects.filter(video=video).first()
    if record is None or video.status != Video.Status.READY:
        raise VideoNotReadyError("This video has no frame table yet.")
    return FrameTable.from_json(
        {
            "time_base": [record.time_base_num, record.time_base_den],
            "pts": record.pts,
            "end_pts": record.end_pts,
            "key_frames": record.key_frames,
        }
    )


def ingest_key(video_id: Any) -> str:
    """The idempotency key of a video's ingest job: there is one a video."""
    return f"ingest:{video_id}"


def ingest_jobs(*, videos: Iterable[Video]) -> dict[UUID, UUID]:
    """The ingest job of each of these videos: 1 query."""
    keys = {ingest_key(video.pk): video.pk for video in videos}
    found = Job.objects.filter(idempotency_key__in=keys).values_list("idempotency_key", "pk")
    return {keys[key]: job_id for key, job_id in found if key}
