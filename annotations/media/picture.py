"""From a decoded frame to the upright picture that a browser shows."""

from __future__ import annotations

import struct
from typing import Any

from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, Interpolation
from PIL import Image

from annotations.media.errors import MediaRotationUnsupportedError

UNSPECIFIED = 2
# Tagged matrices by their number in the H.264 standard (table E-5).
MATRICES = {
    1: Colorspace.ITU709,
    4: Colorspace.FCC,
    5: Colorspace.ITU601,
    6: Colorspace.ITU601,
    7: Colorspace.SMPTE240M,
    9: Colorspace.BT2020,
    10: Colorspace.BT2020,
}
QUARTER_TURNS = (90, 270)
# Clockwise turns; Pillow counts anticlockwise.
TURNS = {
    90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}


def rotation_of(frame: VideoFrame) -> int:
    """Return by how many degrees clockwise the stored picture is turned for display: 0, 90, 180 or 270.

    Raises MediaRotationUnsupportedError for mirrors and other angles, which players show differently.
    """
    # The library's own types call this a dictionary of other names.
    side_data: Any = frame.side_data
    matrix = side_data.get("DISPLAYMATRIX")
    if matrix is None:
        return 0
    a, b, _, c, d, *_ = struct.unpack("=9i", bytes(matrix))
    if a * d - b * c <= 0 or not (b == c == 0 or a == d == 0):
        raise MediaRotationUnsupportedError
    if b == c == 0:
        return 0 if a > 0 else 180
    return 90 if b > 0 else 270


def upright(frame: VideoFrame) -> Image.Image:
    """Return the frame as an upright RGB picture in its original size."""
    return _rgb(frame, frame.width, frame.height, Interpolation.BILINEAR | Interpolation.ACCURATE_RND)


def upright_shrunk(frame: VideoFrame, width_max: int, height_max: int) -> Image.Image:
    """Return the frame as an upright RGB picture that fits into the given size and is never enlarged."""
    if rotation_of(frame) in QUARTER_TURNS:
        width_max, height_max = height_max, width_max
    scale = min(width_max / frame.width, height_max / frame.height, 1)
    width, height = max(1, round(frame.width * scale)), max(1, round(frame.height * scale))
    return _rgb(frame, width, height, Interpolation.AREA)


def _rgb(frame: VideoFrame, width: int, height: int, interpolation: int) -> Image.Image:
    rgb = frame.reformat(
        width=width,
        height=height,
        format="rgb24",
        interpolation=interpolation,
        src_colorspace=_matrix(frame),
        src_color_range=ColorRange.JPEG if _is_full_range(frame) else ColorRange.MPEG,
        threads=1,
    )
    (plane,) = rgb.planes
    picture = Image.frombytes("RGB", (width, height), bytes(plane), "raw", "RGB", plane.line_size)
    turn = TURNS.get(rotation_of(frame))
    return picture if turn is None else picture.transpose(turn)


def _matrix(frame: VideoFrame) -> Colorspace:
    """Return the matrix that Chromium's VideoDecoder uses, so that both show the same colours.

    Measured (Chromium 156): tags count only when matrix, primaries and transfer are all given; full range
    without tags is the JPEG convention, BT.601; everything else is BT.709, whatever the picture's size.
    """
    tags = (frame.colorspace, frame.color_primaries, frame.color_trc)
    if UNSPECIFIED not in tags:
        return MATRICES.get(frame.colorspace, Colorspace.ITU709)
    if _is_full_range(frame) and frame.colorspace == UNSPECIFIED:
        return Colorspace.ITU601
    return Colorspace.ITU709


def _is_full_range(frame: VideoFrame) -> bool:
    return frame.color_range == ColorRange.JPEG or frame.format.name.startswith("yuvj")
