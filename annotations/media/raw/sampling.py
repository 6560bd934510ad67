"""Some frames of a clip as upright colour pictures: the child's side and the parent's."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotations.frames import FrameTable
from annotations.media.clip import clip_open
from annotations.media.errors import MediaFrameMissingError, MediaSizeChangesError
from annotations.media.limits import MediaLimits
from annotations.media.motion.luma import frames_decoded
from annotations.media.picture import QUARTER_TURNS, rotation_of, upright_shrunk
from annotations.media.process import child_stream

SAMPLING_S = 120


@dataclass(frozen=True, slots=True)
class ColourPicture:
    """An upright picture: `rgb` is uint8 of shape (height, width, 3)."""

    frame: int
    rgb: NDArray[np.uint8]


def sample_task(
    request: dict[str, Any], limits: MediaLimits, on_progress: Callable[[float], None]
) -> tuple[dict[str, Any], bytes]:
    """The child's task `sample`: one part for each frame of `frames` (ascending), shrunk to `picture_px`."""
    wanted = request["frames"]
    size: tuple[int, int] | None = None
    with clip_open(Path(request["path"]), limits) as clip:
        for number, frame in frames_decoded(clip, request["pts"], 0, None):
            if number in wanted:
                stored = (frame.width, frame.height)
                size = size or stored
                if size != stored:
                    raise MediaSizeChangesError
                turned = rotation_of(frame) in QUARTER_TURNS
                width, height = _shrunk(stored[::-1] if turned else stored, request["picture_px"])
                picture = upright_shrunk(frame, width, height)
                _send({"frame": number, "width": picture.width, "height": picture.height}, picture.tobytes())
            if number >= wanted[-1]:
                break
    return {}, b""


def colour_pictures(
    path: Path, table: FrameTable, frames: Sequence[int], picture_px: int, limits: MediaLimits
) -> Generator[ColourPicture, None, None]:
    """Yield these frames (ascending numbers) in order, upright, none larger than `picture_px` pixels.

    Raises a MediaError, among them MediaFrameMissingError where the file lacks a frame that the table lists.
    """
    values = {
        "path": str(path.resolve()),
        "pts": list(table.pts),
        "frames": list(frames),
        "picture_px": picture_px,
    }
    patience = replace(limits, wall_s=min(limits.wall_s, SAMPLING_S), cpu_s=min(limits.cpu_s, SAMPLING_S))
    expected = iter(frames)
    with closing(child_stream("sample", values, patience)) as parts:
        for part, payload in parts:
            if part["frame"] != next(expected, None):
                raise MediaFrameMissingError
            shape = (part["height"], part["width"], 3)
            yield ColourPicture(part["frame"], np.frombuffer(payload, np.uint8).reshape(shape))
    if next(expected, None) is not None:
        raise MediaFrameMissingError


def _shrunk(size: tuple[int, int], picture_px: int) -> tuple[int, int]:
    """The largest size of the same shape with no more than so many pixels; never enlarged."""
    scale = min(1.0, math.sqrt(picture_px / (size[0] * size[1])))
    return max(1, math.floor(size[0] * scale)), max(1, math.floor(size[1] * scale))


def _send(part: dict[str, Any], payload: bytes) -> None:
    line = json.dumps({"part": part, "payload_bytes": len(payload)}).encode()
    sys.stdout.buffer.write(line + b"\n" + payload)
    sys.stdout.buffer.flush()
