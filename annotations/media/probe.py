"""Everything that ingest wants to know about a file, found in one opening of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from av.video.frame import VideoFrame

from annotations.media.clip import Clip, clip_open
from annotations.media.errors import MediaCorruptError
from annotations.media.facts import FilmstripLayout, MediaFacts
from annotations.media.frame_table import TableReading, frame_table_read
from annotations.media.limits import MediaLimits, is_measurable
from annotations.media.motion.signals import Signals
from annotations.media.picture import QUARTER_TURNS, rotation_of
from annotations.media.thumbnails import FILMSTRIP_NAME, POSTER_NAME, thumbnails_make

SIGNALS_NAME = "signals.json"


def inspect_task(
    request: dict[str, Any], limits: MediaLimits, on_progress: Callable[[float], None]
) -> tuple[dict[str, Any], bytes]:
    """The child's task `inspect`."""
    return probe(Path(request["path"]), Path(request["folder"]), limits, on_progress).as_json(), b""


def probe(path: Path, folder: Path, limits: MediaLimits, on_progress: Callable[[float], None]) -> MediaFacts:
    """Read the frame table, then write poster, filmstrip and signals to `folder`; raises a MediaError.

    Everything is found in one pass: decoding is what costs.
    """
    with clip_open(path, limits) as clip:
        reading = frame_table_read(clip, path, limits)
        signals = _signals(clip, reading)
        thumbnails = thumbnails_make(
            clip, reading.table, on_progress, signals.take_frame if signals else None
        )
        if thumbnails.latest is None:
            raise MediaCorruptError
        if signals:
            signals.write(folder / SIGNALS_NAME)
        return _facts(clip, reading, thumbnails.latest, folder, thumbnails.write(folder))


def _signals(clip: Clip, reading: TableReading) -> Signals | None:
    """Where to measure the clip on the way; None where that would take too long."""
    picture_px = clip.stream.codec_context.width * clip.stream.codec_context.height
    count = reading.table.frame_count
    return Signals.blank(count) if is_measurable(count, picture_px) else None


def _facts(
    clip: Clip, reading: TableReading, frame: VideoFrame, folder: Path, layout: FilmstripLayout
) -> MediaFacts:
    rotation = rotation_of(frame)
    is_quarter_turn = rotation in QUARTER_TURNS
    return MediaFacts(
        width=frame.height if is_quarter_turn else frame.width,
        height=frame.width if is_quarter_turn else frame.height,
        coded_width=frame.width,
        coded_height=frame.height,
        rotation=rotation,
        codec=clip.stream.codec_context.codec.canonical_name,
        pixel_format=frame.format.name,
        has_audio=bool(clip.container.streams.audio),
        table=reading.table,
        poster_path=folder / POSTER_NAME,
        filmstrip_path=folder / FILMSTRIP_NAME,
        filmstrip_layout=layout,
        flags=tuple(_flags(clip, reading, frame)),
    )


def _flags(clip: Clip, reading: TableReading, frame: VideoFrame) -> Iterator[str]:
    if reading.has_hidden_frames:
        yield "edit_list"
    if reading.table.pts[0] != 0:
        yield "start_offset"
    if (clip.stream.sample_aspect_ratio or 1) != 1:
        yield "non_square_pixels"
    if frame.interlaced_frame:
        yield "interlaced"
