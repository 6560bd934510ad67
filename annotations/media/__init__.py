"""Media files behind one door: what is in them, and exactly the frame that was asked for.

Every call runs in a child process of its own, under limits; files are only ever parsed there.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from annotations.frames import FrameTable
from annotations.media.facts import FilmstripLayout, MediaFacts
from annotations.media.limits import MediaLimits
from annotations.media.process import OnProgress, child_run
from annotations.tracks import BBox

__all__ = [
    "FilmstripLayout",
    "MediaFacts",
    "MediaLimits",
    "box_track",
    "decode_frame",
    "media_inspect",
    "signals_measure",
]

FRAME_S = 60
SIGNALS_S = 120
TRACK_S = 120


def media_inspect(
    path: Path, out_dir: Path, limits: MediaLimits, on_progress: OnProgress | None = None
) -> MediaFacts:
    """Return the facts of a clip and write its `poster.jpg` and `filmstrip.jpg` to `out_dir`.

    `on_progress` hears numbers from 0 to 1; an exception from it stops the work. Raises a MediaError.
    """
    values = {"path": str(path.resolve()), "folder": str(out_dir.resolve())}
    result, _ = child_run("inspect", values, limits, on_progress)
    return MediaFacts.from_json(result)


def decode_frame(
    path: Path, table: FrameTable, frame: int, limits: MediaLimits, image_format: str = "png"
) -> bytes:
    """Return exactly frame `frame`, upright, as an image file: png (lossless), jpg or webp.

    Raises FrameOutOfRangeError outside the clip, MediaFrameMissingError where the file does not have the
    frame that the table lists, or another MediaError.
    """
    key_frame = table.key_frame_at(frame)
    values = {
        "path": str(path.resolve()),
        "pts": table.pts_of(frame),
        "key_pts": None if key_frame is None else table.pts_of(key_frame),
        "image_format": image_format,
    }
    # Somebody is waiting: one frame may not take as long as a whole file.
    patience = replace(limits, wall_s=min(limits.wall_s, FRAME_S), cpu_s=min(limits.cpu_s, FRAME_S))
    return child_run("frame", values, patience)[1]


def signals_measure(
    path: Path, table: FrameTable, limits: MediaLimits, on_progress: OnProgress | None = None
) -> dict[str, list[int]]:
    """Return `motion` and `sharpness`, 0 to 255 a frame (annotations/media/motion/signals.py says of what).

    Decodes the whole clip; raises a MediaError, among them MediaTimeLimitError after two minutes.
    """
    values = {"path": str(path.resolve()), "pts": list(table.pts)}
    patience = replace(limits, wall_s=min(limits.wall_s, SIGNALS_S), cpu_s=min(limits.cpu_s, SIGNALS_S))
    return child_run("signals", values, patience, on_progress)[0]


def box_track(
    path: Path,
    table: FrameTable,
    span: tuple[int, int],
    box: BBox,
    limits: MediaLimits,
    on_progress: OnProgress | None = None,
) -> dict[str, Any]:
    """Follow what a box holds from the first frame of `span` to the last.

    Returns `keyframes` (the fewest that say where it was), `confidence` (0 to 1) and `lost_at`, the frame in
    which it was not found any more, or None. Raises FrameOutOfRangeError or a MediaError.
    """
    first, last = span
    table.pts_of(last)
    key_frame = table.key_frame_at(first)
    values = {
        "path": str(path.resolve()),
        "pts": list(table.pts),
        "key_pts": None if key_frame is None else table.pts_of(key_frame),
        "from_frame": first,
        "to_frame": last,
        "bbox": box.as_json(),
    }
    patience = replace(limits, wall_s=min(limits.wall_s, TRACK_S), cpu_s=min(limits.cpu_s, TRACK_S))
    return child_run("track", values, patience, on_progress)[0]
