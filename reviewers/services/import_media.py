"""New videos of an import: metadata alone, or with a media file below the import's folder."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from annotations.benchmark import row as names
from annotations.errors import DeepTraceError, InvalidInputError
from annotations.models import Job, Video
from annotations.services.video_files import incoming_copy, sha256_of
from annotations.services.videos import video_create
from annotations.texts import filled
from reviewers.imports.traces import frames_used
from reviewers.imports.videos import ImportedVideo, duration_us_of, frame_rate_of
from reviewers.services.import_batches import ImportBatch

Status = Video.Status


@dataclass(frozen=True, slots=True)
class MediaFolder:
    """Where `video_path` is looked for, and who is told of the ingest jobs."""

    root: Path
    on_job: Callable[[Job], None] = lambda job: None

    def file_of(self, imported: ImportedVideo) -> Path | None:
        """The file, really below the folder (a link counts as its target); else the reason is noted."""
        root = self.root.resolve()
        try:
            path = (root / imported.facts.video_path).resolve(strict=True)
        except (OSError, RuntimeError):
            imported.refuse_all(names.VIDEO_PATH, "media_missing", "There is no such file.")
            return None
        if not path.is_relative_to(root) or not path.is_file():
            imported.refuse_all(names.VIDEO_PATH, "path_unsafe", "This leads out of the import's folder.")
            return None
        return path


def video_make(
    batch: ImportBatch, imported: ImportedVideo, *, media: MediaFolder | None, metadata_only: bool
) -> Video | None:
    """A video that the project lacks, or None where it cannot be made and the reason is noted."""
    if metadata_only:
        video = _metadata_video(batch, imported)
        batch.add_video(video)
        return video
    if media is None:
        imported.refuse_all(names.VIDEO_ID, "media_missing", "The project has no video of this name yet.")
        return None
    path = media.file_of(imported)
    return None if path is None else _media_video(batch, imported, media, path)


def video_can_take(imported: ImportedVideo, video: Video, media: MediaFolder | None) -> bool:
    """Whether a video that is there without gold can take the rows; else the reason is noted.

    One that is still being processed can if it has the bytes beside the file: an import was interrupted.
    """
    if video.taken_down_at is not None:
        imported.refuse_all(names.VIDEO_ID, "taken_down", "This video was taken down.")
    elif video.status != Status.READY:
        return _is_same_file(imported, video, media)
    elif (video.width, video.height) != (imported.facts.width, imported.facts.height):
        detail = filled(
            "The video that is there has {width} x {height} pixels.", width=video.width, height=video.height
        )
        imported.refuse_all(names.WIDTH, "differs_from_video", detail)
    elif max(frames_used(staged.row) for staged in imported.rows) > (video.frame_count or 0):
        detail = filled("The video that is there has {frame_count} frames.", frame_count=video.frame_count)
        imported.refuse_all(names.LAST_FRAME, "differs_from_video", detail)
    else:
        return True
    return False


def _is_same_file(imported: ImportedVideo, video: Video, media: MediaFolder | None) -> bool:
    path = media.file_of(imported) if media else None
    if path is not None and sha256_of(path) == video.sha256:
        return True
    if not imported.errors:
        imported.refuse_all(names.VIDEO_ID, "video_not_ready", "A video of this name is not ready.")
    return False


def _media_video(batch: ImportBatch, imported: ImportedVideo, media: MediaFolder, path: Path) -> Video | None:
    incoming = incoming_copy(path)
    try:
        video, job = video_create(
            project=batch.context.project, actor=None, incoming=incoming, fields=_provenance(imported)
        )
    except InvalidInputError as error:
        imported.refuse_all(names.VIDEO_PATH, error.errors[0]["code"], error.errors[0]["detail"])
        return None
    except DeepTraceError as error:
        imported.refuse_all(names.VIDEO_PATH, error.code, error.message)
        return None
    finally:
        incoming.path.unlink(missing_ok=True)
    media.on_job(job)
    return video


def _provenance(imported: ImportedVideo) -> dict[str, str]:
    facts = imported.facts
    return {
        "video_id": facts.video_id,
        "kind": facts.kind,
        "source": facts.source,
        "prompt": facts.prompt,
        "split": facts.split,
    }


def _metadata_video(batch: ImportBatch, imported: ImportedVideo) -> Video:
    facts = imported.facts
    rate = frame_rate_of(facts)
    return Video(
        project=batch.context.project,
        **_provenance(imported),
        original_name=facts.video_path.rsplit("/", 1)[-1],
        created_at=batch.at,
        metadata_only=True,
        status=Status.READY,
        width=facts.width,
        height=facts.height,
        frame_rate_num=rate.numerator,
        frame_rate_den=rate.denominator,
        frame_count=facts.frame_count,
        duration_us=duration_us_of(facts),
    )
