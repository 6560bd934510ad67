"""The ingest job: from an untouched file to a frame table, a poster and a filmstrip; and its repetition."""

import shutil
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from annotations.errors import MediaMissingError
from annotations.media import MediaFacts, media_inspect
from annotations.media.errors import MediaError
from annotations.models import FrameTableRecord, Job, Video
from annotations.selectors.stores import media_store
from annotations.selectors.videos import frame_table_get
from annotations.services.events import event_record
from annotations.services.job_runs import JobRun
from annotations.services.queue import queue_entries_open
from annotations.services.video_files import (
    FILMSTRIP,
    POSTER,
    SIGNALS,
    is_video_kept,
    media_limits,
    sha256_of_key,
    video_files_remove,
    video_key,
    video_path,
)

WORK_PREFIX = "work-"
READING = "Reading every frame"


class IngestJob:
    """What the job kind `ingest` does; its only parameter is the video's id."""

    def run(self, run: JobRun) -> dict[str, Any] | None:
        """Inspect the file in a limited child, then write everything in one transaction."""
        video = Video.objects.select_related("project").get(pk=run.params["video"])
        path = video_path(video)
        if video.taken_down_at or not path.is_file():
            raise MediaMissingError("The video's file is missing on the server.")
        _leftovers_remove(video)
        with tempfile.TemporaryDirectory(prefix=_work_prefix(video), dir=_work_root()) as work:
            facts = media_inspect(
                path, Path(work), media_limits(), lambda share: run.progress(share, READING)
            )
            run.check()
            media_store().put(video_key(video, POSTER), facts.poster_path)
            media_store().put(video_key(video, FILMSTRIP), facts.filmstrip_path)
            _put(Path(work) / SIGNALS, video_key(video, SIGNALS))
        _standing_check(video)
        with transaction.atomic():
            run.finish(result={"frame_count": facts.table.frame_count})
            video_facts_write(video=video, facts=facts)
        return None

    def failed(self, job: Job) -> None:
        """A video that was waiting for this job is `failed` with the reason."""
        waiting = Video.objects.filter(pk=job.params["video"], status=Video.Status.PROCESSING)
        waiting.update(
            status=Video.Status.FAILED, failure_code=job.error_code, failure_detail=job.error_detail
        )

    def retried(self, job: Job) -> None:
        """A failed video is being processed again; a ready one stays ready meanwhile."""
        failed = Video.objects.filter(pk=job.params["video"], status=Video.Status.FAILED)
        failed.update(status=Video.Status.PROCESSING, failure_code="", failure_detail="")


INGEST = IngestJob()


def video_facts_write(*, video: Video, facts: MediaFacts) -> None:
    """Make a video ready: its facts, its frame table, its places in the queue. Call it in a transaction."""
    rate, layout = facts.frame_rate, facts.filmstrip_layout
    values: dict[str, Any] = {
        "status": Video.Status.READY,
        "failure_code": "",
        "failure_detail": "",
        "width": facts.width,
        "height": facts.height,
        "frame_rate_num": rate.numerator,
        "frame_rate_den": rate.denominator,
        "variable_rate": facts.is_variable_rate,
        "frame_count": facts.table.frame_count,
        "duration_us": facts.duration_us,
        "rotation": facts.rotation,
        "has_audio": facts.has_audio,
        "filmstrip": {"columns": len(layout.frames), **layout.as_json()},
    }
    Video.objects.filter(pk=video.pk).update(**values)
    table = facts.table
    FrameTableRecord.objects.update_or_create(
        video=video,
        defaults={
            "time_base_num": table.time_base.numerator,
            "time_base_den": table.time_base.denominator,
            "pts": list(table.pts),
            "end_pts": table.end_pts,
            "key_frames": list(table.key_frames),
        },
    )
    video.refresh_from_db()
    queue_entries_open(video=video)
    event_record(action="video.ready", subject=video, actor=None, facts={"frames": table.frame_count})


def _standing_check(video: Video) -> None:
    """What was made for a video that was taken down meanwhile goes again: the row says so first."""
    if not Video.objects.filter(pk=video.pk, taken_down_at=None).exists():
        video_files_remove(video)
        raise MediaMissingError("The video's file is missing on the server.")


def _put(made: Path, key: str) -> None:
    """Put what was made in place; what was not made this time is gone."""
    if made.is_file():
        media_store().put(key, made)
    else:
        media_store().delete(key)


def _work_root() -> Path:
    """Where ingest works: the disk of what is on its way in."""
    return Path(settings.FILE_UPLOAD_TEMP_DIR)


def _work_prefix(video: Video) -> str:
    return f"{WORK_PREFIX}{video.pk.hex}-"


def _leftovers_remove(video: Video) -> None:
    """Remove what a worker that was killed at this video left."""
    for leftover in _work_root().glob(f"{_work_prefix(video)}*"):
        shutil.rmtree(leftover, ignore_errors=True)


def video_verify(*, video: Video) -> list[str]:
    """Look at a video's file again; what differs from what is recorded, as sentences for people.

    A tombstone must have no files; metadata alone has none to look at.
    """
    if video.taken_down_at:
        return (
            ["files of a video that was taken down are still there"]
            if media_store().holds(video.folder)
            else []
        )
    if video.metadata_only:
        return []
    try:
        sha256 = sha256_of_key(
            video_key(video)
        )  # of what is stored: a copy of it on this machine proves nothing
    except FileNotFoundError:
        return ["the file is missing"]
    if sha256 != video.sha256:
        return ["the bytes are not those that were uploaded"]
    return _facts_verify(video) if video.status == Video.Status.READY else []


def _facts_verify(video: Video) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        try:
            facts = media_inspect(video_path(video), Path(folder), media_limits())
        except MediaError as error:
            return [f"it cannot be read any more: {error.message}"]
    recorded = (video.width, video.height, video.rotation, video.frame_count, video.duration_us)
    found = (facts.width, facts.height, facts.rotation, facts.table.frame_count, facts.duration_us)
    problems = [] if recorded == found else [f"the facts differ: recorded {recorded}, found {found}"]
    if frame_table_get(video=video) != facts.table:
        problems.append("the frame table differs")
    missing = [name for name in (POSTER, FILMSTRIP) if not is_video_kept(video, name)]
    return problems + [f"{name} is missing" for name in missing]
