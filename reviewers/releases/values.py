"""Gold -> the plain values that the formats of a release are given."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from annotations.models import Video
from reviewers.releases.formats.base import ReleaseVideo
from reviewers.releases.inclusion import Inclusion
from reviewers.releases.snapshot import GoldVideo

Bodies = Sequence[Mapping[str, Any]]


def release_video(
    item: GoldVideo, inclusion: Inclusion, path: str, rows: Bodies, traces: Bodies
) -> ReleaseVideo:
    """One video of a release; imported rows may say `fake` of a video whose gold says otherwise."""
    video = item.gold.video
    return ReleaseVideo(
        video_id=video.video_id,
        path=path,
        kind=inclusion.kind or "fake",
        verdict=item.gold.verdict,
        width=video.width or 0,
        height=video.height or 0,
        frame_rate=_frame_rate(video),
        frame_count=video.frame_count or 0,
        duration_us=video.duration_us,
        sha256=video.sha256 or None,
        byte_size=video.byte_size or None,
        split=item.split,
        source=video.source,
        prompt=video.prompt,
        licence=video.licence,
        media_url="" if video.metadata_only else f"/api/v1/videos/{video.pk}/media/",
        gold_version=item.gold.version,
        rule=item.gold.rule,
        rows=tuple(rows),
        traces=tuple(traces),
    )


def _frame_rate(video: Video) -> Fraction | None:
    if not video.frame_rate_num or not video.frame_rate_den:
        return None
    return Fraction(video.frame_rate_num, video.frame_rate_den)
