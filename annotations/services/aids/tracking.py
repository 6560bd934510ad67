"""Carrying a box along by a job: a proposal for one person's own draft, which that person confirms or not."""

from typing import Any, TypedDict
from uuid import UUID

from annotations.errors import (
    AnnotationNotDraftError,
    LeaseLostError,
    MediaMissingError,
    NotFoundError,
    TrackNotDoneError,
    TracksTooManyError,
)
from annotations.media import box_track
from annotations.models import Annotation, Job, User, Video
from annotations.selectors.annotations import slot_held
from annotations.selectors.queue import UNFINISHED
from annotations.selectors.videos import frame_table_get
from annotations.services.aids.signals import aids_require
from annotations.services.job_runs import JobRun
from annotations.services.jobs import UNFINISHED as JOB_UNFINISHED
from annotations.services.jobs import job_create
from annotations.services.video_files import media_limits, video_path
from annotations.tracks import BBox

KIND = "track"
AT_ONCE_MAX = 3
FOLLOWING = "Following the box"


class TrackBody(TypedDict):
    """What to follow, checked against the clip."""

    trace: UUID
    from_frame: int
    to_frame: int
    bbox: dict[str, int]


class TrackJob:
    """What the job kind `track` does; its parameters are a TrackBody and the video's id."""

    def run(self, run: JobRun) -> dict[str, Any]:
        """Follow the box in a limited child."""
        video = Video.objects.get(pk=run.params["video"])
        if video.taken_down_at or not video_path(video).is_file():
            raise MediaMissingError("The video's file is missing on the server.")
        return box_track(
            video_path(video),
            frame_table_get(video=video),
            (run.params["from_frame"], run.params["to_frame"]),
            BBox(**run.params["bbox"]),
            media_limits(),
            lambda share: run.progress(share, FOLLOWING),
        )

    def failed(self, job: Job) -> None:
        """There is nothing to put right: the box was a proposal."""

    def retried(self, job: Job) -> None:
        """Nothing was left behind."""


TRACK = TrackJob()


def track_allowed(*, annotation: Annotation) -> None:
    """A box is carried along for a draft under way only, and only where the project lets aids be used."""
    aids_require(project=annotation.project)
    if annotation.status not in UNFINISHED:
        raise AnnotationNotDraftError("Only a draft can be changed.", state=annotation.status)
    if not slot_held(annotation):
        raise LeaseLostError("The right to work on this video has gone to somebody else or was given back.")
    frame_table_get(video=annotation.video)


def track_create(*, annotation: Annotation, actor: User, body: TrackBody) -> Job:
    """Queue the following of a box; the view wakes the workers."""
    under_way = Job.objects.filter(kind=KIND, created_by=actor, status__in=JOB_UNFINISHED)
    if under_way.count() >= AT_ONCE_MAX:
        raise TracksTooManyError(f"{AT_ONCE_MAX} boxes are being followed already.", limit=AT_ONCE_MAX)
    ids = {"annotation": str(annotation.pk), "video": str(annotation.video_id), "trace": str(body["trace"])}
    return job_create(kind=KIND, params={**body, **ids}, created_by=actor, project=annotation.project)


def track_result(*, annotation: Annotation, viewer: User, job_id: UUID) -> dict[str, Any]:
    """What a finished job of this answer found; only whoever asked for it sees it."""
    job = Job.objects.filter(pk=job_id, kind=KIND, created_by=viewer).first()
    if job is None or job.params["annotation"] != str(annotation.pk):
        raise NotFoundError("There is no such track.")
    if job.status != Job.Status.DONE or job.result is None:
        raise TrackNotDoneError("The box has not been followed to its end.", state=job.status)
    found: dict[str, Any] = job.result
    return found
