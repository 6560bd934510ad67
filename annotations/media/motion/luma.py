"""The brightness of decoded frames as arrays, with the number of each frame."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import Interpolation
from numpy.typing import NDArray

from annotations.media.clip import Clip
from annotations.media.picture import rotation_of

Luma = NDArray[np.uint8]
BEFORE_EVERYTHING = -(2**40)
QUARTER_TURN = 90


def frames_decoded(
    clip: Clip, pts: Sequence[int], first: int, start_pts: int | None
) -> Iterator[tuple[int, VideoFrame]]:
    """Yield (frame number, frame) from frame `first` on, in order; `pts` is the frame table's.

    Decoding starts at `start_pts`, a key frame's time not after frame `first`, or at the clip's beginning.
    """
    numbers = {moment: frame for frame, moment in enumerate(pts)}
    clip.stream.codec_context.skip_frame = "DEFAULT"
    clip.container.seek(BEFORE_EVERYTHING if start_pts is None else start_pts, stream=clip.stream)
    for picture in clip.container.decode(clip.stream):
        number = numbers.get(picture.pts) if picture.pts is not None else None
        if number is not None and number >= first:
            yield number, picture


def luma_shrunk(frame: VideoFrame, longer_side_px: int) -> Luma:
    """The stored picture's brightness, shrunk by areas until its longer side is `longer_side_px` or less."""
    scale = min(1.0, longer_side_px / max(frame.width, frame.height))
    width, height = max(1, round(frame.width * scale)), max(1, round(frame.height * scale))
    return _gray(frame, width, height)


def luma_upright(frame: VideoFrame) -> Luma:
    """The upright picture's brightness in its original size: rows first."""
    stored = _gray(frame, frame.width, frame.height)
    return np.rot90(stored, -rotation_of(frame) // QUARTER_TURN)


def _gray(frame: VideoFrame, width: int, height: int) -> Luma:
    gray = frame.reformat(
        width=width, height=height, format="gray", interpolation=Interpolation.AREA, threads=1
    )
    (plane,) = gray.planes
    rows: Luma = np.frombuffer(memoryview(plane), np.uint8).reshape(height, plane.line_size)
    return rows[:, :width]
