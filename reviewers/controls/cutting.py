"""Cutting a clip to the frame: a file that is right as it is is copied, any other is encoded anew."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from django.conf import settings

from annotations.frames import FrameSpan, FrameTable
from annotations.media.ffmpeg import ffmpeg_find
from annotations.media.raw.encode import clip_encode
from annotations.media.raw.picture import RawPicture
from annotations.media.raw.stream import raw_pictures
from annotations.services.video_files import media_limits
from reviewers.controls.matching import start_choose

WITHIN_S = 900


@dataclass(frozen=True, slots=True)
class Cut:
    """The frames of a source that are kept, both included, and how long they are on screen."""

    span: FrameSpan
    duration_us: int
    is_whole: bool


def cut_choose(table: FrameTable, wanted_us: int, *, name: str, seed: int) -> Cut:
    """As many frames as come closest to the wanted length, from a place that seed and name fix."""
    whole = FrameSpan(0, table.frame_count - 1)
    total = table.span_duration_us(whole)
    if wanted_us >= total:
        return Cut(whole, total, True)
    count = max(1, min(table.frame_count, round(table.frame_count * wanted_us / total)))
    start = start_choose(name, frames=count, latest=table.frame_count - count, seed=seed)
    ends = range(max(start, start + count - 2), min(table.frame_count, start + count + 1))
    spans = [FrameSpan(start, end) for end in ends]
    best = min(spans, key=lambda span: (abs(table.span_duration_us(span) - wanted_us), span.offset_frame))
    return Cut(best, table.span_duration_us(best), best == whole)


def clip_cut(source: Path, table: FrameTable, cut: Cut, out: Path) -> None:
    """Write the frames of the cut to `out`, without sound where they are encoded; raises a MediaError."""
    if cut.is_whole:
        shutil.copyfile(source, out)
        return
    clip_encode(
        out, _pictures(source, table, cut.span), table_cut(table, cut.span), ffmpeg_find(settings.FFMPEG)
    )


def table_cut(table: FrameTable, span: FrameSpan) -> FrameTable:
    """The frame table of these frames alone, from time 0 on."""
    first = table.pts[span.onset_frame]
    last = span.offset_frame + 1
    end = table.pts[last] if last < table.frame_count else table.end_pts
    kept = tuple(pts - first for pts in table.pts[span.onset_frame : last])
    return replace(table, pts=kept, end_pts=end - first, key_frames=(0,))


def _pictures(source: Path, table: FrameTable, span: FrameSpan) -> Iterator[RawPicture]:
    limits = replace(media_limits(), wall_s=WITHIN_S, cpu_s=WITHIN_S)
    with closing(raw_pictures(source, table, limits)) as coming:
        for picture in islice(coming, span.onset_frame, span.offset_frame + 1):
            yield replace(picture, frame=picture.frame - span.onset_frame)
