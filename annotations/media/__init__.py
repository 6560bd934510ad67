"""Media files behind one door: what is in them, and exactly the frame that was asked for.

Every call runs in a child process of its own, under limits; files are only ever parsed there.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from annotations.frames import FrameTable
from annotations.media.facts import FilmstripLayout, MediaFacts
from annotations.media.limits import MediaLimits
from annotations.media.process import OnProgress, child_run

__all__ = ["FilmstripLayout", "MediaFacts", "MediaLimits", "decode_frame", "media_inspect"]

FRAME_S = 60


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
