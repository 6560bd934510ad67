"""Opening a clip the only safe way: as an MP4, by absolute path, with nothing else reachable from it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
from av.container import InputContainer
from av.video.stream import VideoStream

from annotations.media.boxes import boxes_check
from annotations.media.errors import (
    MediaCodecUnsupportedError,
    MediaMemoryLimitError,
    MediaNoVideoError,
    MediaPictureTooLargeError,
)
from annotations.media.limits import MediaLimits

# A media file may name other files and hosts (playlists, external data references): none of them is opened.
HARD_OPTIONS = {
    "protocol_whitelist": "file",
    "format_whitelist": "mov,mp4,m4a,3gp,3g2,mj2",
    "enable_drefs": "0",
    "use_absolute_path": "0",
}
# Sixteen reference pictures, the highest number that H.264 knows, and those on their way in and out.
DECODER_PICTURES = 20
BYTES_PER_PIXEL = 1.5


@dataclass(frozen=True, slots=True)
class Clip:
    """An open file and its one video stream."""

    container: InputContainer
    stream: VideoStream


@contextmanager
def clip_open(path: Path, limits: MediaLimits, *, ignore_edit_lists: bool = False) -> Iterator[Clip]:
    """Open a clip whose codec and picture size are within the limits; raises a MediaError for others."""
    boxes_check(path, limits.file_bytes)
    options = HARD_OPTIONS | ({"ignore_editlist": "1"} if ignore_edit_lists else {})
    # Titles and comments in whatever encoding are no reason to refuse a video.
    with av.open(str(path.resolve()), format="mp4", options=options, metadata_errors="replace") as container:
        stream = _video_stream(container)
        _codec_check(stream, limits)
        picture_check(stream.codec_context.width, stream.codec_context.height, limits)
        # One thread: frame threads would hold a picture each, and the memory limit counts them all.
        stream.codec_context.thread_count = 1
        yield Clip(container, stream)


def picture_check(width: int, height: int, limits: MediaLimits) -> None:
    """Raise when the picture has more pixels than allowed, or a decoder's store of them no room in memory.

    Foreseen, because a decoder that runs out of memory reports damage instead. Raises
    MediaPictureTooLargeError, MediaMemoryLimitError.
    """
    if width * height > limits.picture_px:
        raise MediaPictureTooLargeError(width=width, height=height, limit=limits.picture_px)
    if width * height * BYTES_PER_PIXEL * DECODER_PICTURES > limits.memory_bytes:
        raise MediaMemoryLimitError


def _video_stream(container: InputContainer) -> VideoStream:
    covers = av.stream.Disposition.attached_pic
    streams = [stream for stream in container.streams.video if not stream.disposition & covers]
    if not streams:
        raise MediaNoVideoError
    return streams[0]


def _codec_check(stream: VideoStream, limits: MediaLimits) -> None:
    # Where the library has no decoder for a stream it gives no codec context, whatever its types say.
    context: Any = stream.codec_context
    codec = context.codec.canonical_name if context else "something unknown"
    if codec not in limits.codecs:
        raise MediaCodecUnsupportedError(codec=codec, allowed=", ".join(limits.codecs))
