"""The child's side: the frame table of a clip alone, and every frame of it as raw samples."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange
from numpy.typing import NDArray

from annotations.media.clip import clip_open
from annotations.media.errors import MediaSizeChangesError
from annotations.media.frame_table import frame_table_read
from annotations.media.limits import MediaLimits
from annotations.media.motion.luma import QUARTER_TURN, frames_decoded
from annotations.media.picture import rotation_of

Plane = NDArray[np.uint8]
Task = tuple[dict[str, Any], bytes]
PLAIN = ("yuv420p", "yuvj420p")


def table_task(request: dict[str, Any], limits: MediaLimits, on_progress: Callable[[float], None]) -> Task:
    """The child's task `table`: the frame table and the stored size, without decoding anything."""
    path = Path(request["path"])
    with clip_open(path, limits) as clip:
        table = frame_table_read(clip, path, limits).table
        size = [clip.stream.codec_context.width, clip.stream.codec_context.height]
    return {"table": table.as_json(), "size": size}, b""


def raw_task(request: dict[str, Any], limits: MediaLimits, on_progress: Callable[[float], None]) -> Task:
    """The child's task `raw`: one part for each frame of the table whose times are `pts`, in order."""
    size: tuple[int, int] | None = None
    with clip_open(Path(request["path"]), limits) as clip:
        for number, frame in frames_decoded(clip, request["pts"], 0, None):
            size = size or (frame.width, frame.height)
            if size != (frame.width, frame.height):
                raise MediaSizeChangesError
            planes = _upright_planes(frame)
            _send(_facts(number, frame, planes[0]), b"".join(plane.tobytes() for plane in planes))
    return {}, b""


def _send(part: dict[str, Any], payload: bytes) -> None:
    line = json.dumps({"part": part, "payload_bytes": len(payload)}).encode()
    sys.stdout.buffer.write(line + b"\n" + payload)
    sys.stdout.buffer.flush()


def _facts(number: int, frame: VideoFrame, luma: Plane) -> dict[str, Any]:
    is_full_range = frame.color_range == ColorRange.JPEG or frame.format.name.startswith("yuvj")
    return {
        "frame": number,
        "width": luma.shape[1],
        "height": luma.shape[0],
        "colours": [int(frame.color_primaries), int(frame.color_trc), int(frame.colorspace), is_full_range],
    }


def _upright_planes(frame: VideoFrame) -> list[Plane]:
    """Y, U and V of the upright picture, cut to even sides at the right and at the bottom."""
    turns = -rotation_of(frame) // QUARTER_TURN
    # Only the way in which samples are stored changes: the range stays what it is.
    plain = frame if frame.format.name in PLAIN else frame.reformat(format="yuv420p", threads=1)
    luma, *chroma = [np.rot90(_plane(plain, index), turns) for index in range(3)]
    height, width = luma.shape[0] // 2, luma.shape[1] // 2
    return [luma[: 2 * height, : 2 * width], *(plane[:height, :width] for plane in chroma)]


def _plane(frame: VideoFrame, index: int) -> Plane:
    plane = frame.planes[index]
    rows: Plane = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
    return rows[: plane.height, : plane.width]
