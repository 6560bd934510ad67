"""Raw pictures to a clip that has exactly the frame times of a table.

The pictures travel to ffmpeg in a NUT stream, which keeps any time base, so that nothing is rounded. There
are no B-frames: what is decoded in the order in which it is shown needs no edit list, and the last frame
lasts as long as the table says.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path
from typing import IO, Any

import av
import ffmpeg
from av.error import FFmpegError
from av.video.frame import VideoFrame

from annotations.frames import FrameTable
from annotations.media.errors import MediaToolFailedError
from annotations.media.raw.picture import Colours, RawPicture

PIXELS = "yuv420p"
ENDS_WITHIN_S = 120
STDERR_TAIL_BYTES = 2000


def clip_encode(out: Path, pictures: Iterable[RawPicture], table: FrameTable, program: str) -> None:
    """Write H.264 in MP4 to `out` with `program` (ffmpeg); picture n is on screen from `table.pts[n]` on.

    What the pictures raise while they come ends the encoder. Raises MediaToolFailedError.
    """
    coming = iter(pictures)
    first = next(coming)
    command = _command(out, table, first.colours, program)
    with _running(command) as (stdin, stderr):
        try:
            _write(stdin, chain([first], coming), table)
        except (OSError, FFmpegError) as error:
            raise _failure(stderr) from error


@contextmanager
def _running(command: list[str]) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """Start ffmpeg, give its standard input and what it complains of, and leave nothing of it behind."""
    with (
        tempfile.TemporaryFile() as stderr,
        subprocess.Popen(  # noqa: S603 - our own words
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=stderr, start_new_session=True
        ) as process,
    ):
        if process.stdin is None:
            raise MediaToolFailedError
        try:
            yield process.stdin, stderr
            with suppress(BrokenPipeError):
                process.stdin.close()
            if process.wait(ENDS_WITHIN_S):
                raise _failure(stderr)
        finally:
            if process.poll() is None:
                process.kill()
            with suppress(BrokenPipeError, ValueError):
                process.stdin.close()


def _write(stdin: IO[bytes], pictures: Iterable[RawPicture], table: FrameTable) -> None:
    with av.open(stdin, "w", format="nut") as container:
        stream: Any = None
        for picture in pictures:
            if stream is None:
                stream = container.add_stream("rawvideo", width=picture.width, height=picture.height)
                stream.pix_fmt = PIXELS
                stream.time_base = stream.codec_context.time_base = table.time_base
            frame = VideoFrame.from_ndarray(picture.samples, format=PIXELS)
            frame.pts, frame.time_base = table.pts[picture.frame], table.time_base
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def _command(out: Path, table: FrameTable, colours: Colours, program: str) -> list[str]:
    source = ffmpeg.input("pipe:", format="nut", protocol_whitelist="pipe")
    clock = table.time_base.denominator
    output = source.output(
        str(out),
        format="mp4",
        vcodec="libx264",
        pix_fmt=PIXELS,
        preset="veryfast",
        crf=18,
        bf=0,
        g=48,
        fps_mode="passthrough",
        enc_time_base=f"1:{clock}",
        video_track_timescale=clock,
        movie_timescale=clock,
        movflags="+faststart",
        map_metadata=-1,
        fflags="+bitexact",
        threads=2,
        **{"bsf:v": f"{_colour_filter(colours)},{_last_frame_filter(table)}"},
    )
    quiet = output.global_args("-nostdin", "-loglevel", "error", "-copyts")
    command: list[str] = quiet.compile(cmd=program, overwrite_output=True)
    return command


def _colour_filter(colours: Colours) -> str:
    """The tags of the source, so that players show the same colours; no sample is changed."""
    return (
        f"h264_metadata=colour_primaries={colours.primaries}:transfer_characteristics={colours.transfer}"
        f":matrix_coefficients={colours.matrix}:video_full_range_flag={int(colours.is_full_range)}"
    )


def _last_frame_filter(table: FrameTable) -> str:
    last = table.frame_count - 1
    lasts = table.end_pts - table.pts[last]
    return f"setts=pts=PTS:dts=DTS:duration=if(eq(N\\,{last})\\,{lasts}\\,DURATION)"


def _failure(stderr: IO[bytes]) -> MediaToolFailedError:
    stderr.seek(max(0, stderr.seek(0, 2) - STDERR_TAIL_BYTES))
    failure = MediaToolFailedError()
    failure.add_note(stderr.read().decode(errors="replace"))
    return failure
