"""One frame of a clip: exactly that one, or an error."""

from __future__ import annotations

import io
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

from av import CodecContext
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from PIL import Image

from annotations.media.clip import Clip, clip_open, picture_check
from annotations.media.errors import MediaFrameMissingError
from annotations.media.limits import MediaLimits
from annotations.media.picture import upright

JPEG_QUALITY, WEBP_QUALITY, WEBP_EFFORT = 92, 90, 2


def frame_decode(path: Path, pts: int, key_pts: int | None, limits: MediaLimits) -> Image.Image:
    """Return the upright picture that is shown from `pts` on, never a neighbour.

    `key_pts` is the time of the last key frame at or before it, None where an edit list hides that one.
    Should decoding from there not deliver the frame, it is decoded from the beginning of the clip.
    Raises MediaFrameMissingError.
    """
    with clip_open(path, limits) as clip:
        frame = None if key_pts is None else _decoded(_packets_from(clip, key_pts), clip, pts)
        frame = frame or _decoded(_packets_from(clip, None), clip, pts)
        if frame is None:
            raise MediaFrameMissingError
        picture_check(frame.width, frame.height, limits)
        return upright(frame)


def image_bytes(picture: Image.Image, image_format: str) -> bytes:
    """Return the picture as a PNG (lossless), JPEG or WebP file: `image_format` is png, jpg or webp."""
    if image_format == "png":
        return _png(picture)
    buffer = io.BytesIO()
    if image_format == "jpg":
        picture.save(buffer, "JPEG", quality=JPEG_QUALITY, subsampling=0)
    else:
        picture.save(buffer, "WEBP", quality=WEBP_QUALITY, method=WEBP_EFFORT)
    return buffer.getvalue()


def _packets_from(clip: Clip, pts: int | None) -> Iterator[Packet[VideoStream]]:
    clip.container.seek(-(2**40) if pts is None else pts, stream=clip.stream)
    return clip.container.demux(clip.stream)


def _decoded(packets: Iterator[Packet[VideoStream]], clip: Clip, pts: int) -> VideoFrame | None:
    """Decode up to the frame at `pts`, leaving out what nothing else is decoded from, itself excepted."""
    for packet in packets:
        is_wanted = packet.pts == pts
        clip.stream.codec_context.skip_frame = "DEFAULT" if is_wanted else "NONREF"
        frames = packet.decode()
        if is_wanted:
            frames += clip.stream.codec_context.decode(None)
        for frame in frames:
            if frame.pts == pts:
                return frame
        if is_wanted:
            return None
    return None


def _png(picture: Image.Image) -> bytes:
    """Encode with the media library: the same lossless file twice as fast as Pillow writes it."""
    encoder = CodecContext.create("png", "w")
    encoder.width, encoder.height, encoder.pix_fmt = *picture.size, "rgb24"
    encoder.time_base = Fraction(1, 1)
    encoder.options = {"compression_level": "1", "pred": "up"}
    frame = VideoFrame.from_image(picture)  # type: ignore[no-untyped-call]
    return b"".join(bytes(packet) for packet in [*encoder.encode(frame), *encoder.encode(None)])
