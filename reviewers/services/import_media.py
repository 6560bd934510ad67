"""New videos of an import: metadata alone, or with a media file below the import's folder."""

from dataclasses import dataclass
from pathlib import Path

from annotations.models import Video
from reviewers.imports.videos import ImportedVideo, duration_us_of, frame_rate_of
from reviewers.services.import_batches import ImportBatch


@dataclass(frozen=True, slots=True)
class MediaFolder:
    """Where `video_path` is looked for, and how many videos go into one transaction."""

    root: Path
    batch: int = 20


def video_plan(batch: ImportBatch, imported: ImportedVideo, media: MediaFolder | None) -> None:
    """Plan a video that the project lacks with its answer, or note why it cannot be made."""
    video = _video(batch, imported)
    batch.add_video(video)
    batch.add_answer(imported, video)


def _video(batch: ImportBatch, imported: ImportedVideo) -> Video:
    facts = imported.facts
    rate = frame_rate_of(facts)
    return Video(
        project=batch.context.project,
        video_id=facts.video_id,
        kind=facts.kind,
        source=facts.source,
        prompt=facts.prompt,
        split=facts.split,
        original_name=facts.video_path.rsplit("/", 1)[-1],
        created_at=batch.at,
        metadata_only=True,
        status=Video.Status.READY,
        width=facts.width,
        height=facts.height,
        frame_rate_num=rate.numerator,
        frame_rate_den=rate.denominator,
        frame_count=facts.frame_count,
        duration_us=duration_us_of(facts),
    )
