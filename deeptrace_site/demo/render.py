"""`python -m deeptrace_site.demo.render NAME OUT MEDIA FFMPEG`: make one clip.

A program of its own, without Django: what painting needs of memory is given back when it ends.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import ffmpeg

from deeptrace_site.demo.clips import clip_named
from deeptrace_site.demo.footage import stream_of
from deeptrace_site.demo.plan import FPS
from deeptrace_site.demo.scenes import HEIGHT, SCENES, WIDTH

ENCODING: dict[str, Any] = {
    "vcodec": "libx264",
    "pix_fmt": "yuv420p",
    "preset": "veryfast",
    "crf": 21,
    "movflags": "+faststart",
    "map_metadata": -1,
    "fflags": "+bitexact",
}


def main() -> None:
    """Make the clip that the command line names."""
    name, out, media, program = sys.argv[1:]
    if name in SCENES:
        _painted(name, out, program)
    else:
        stream = stream_of(clip_named(name), Path(media)).output(out, an=None, **ENCODING)
        stream.global_args("-nostdin", "-loglevel", "error").run(cmd=program, overwrite_output=True)


def _painted(name: str, out: str, program: str) -> None:
    from deeptrace_site.demo.paint import pictures  # noqa: PLC0415  # numpy only where something is painted

    raw = ffmpeg.input("pipe:", format="rawvideo", pix_fmt="rgb24", s=f"{WIDTH}x{HEIGHT}", r=FPS)
    output = raw.output(out, **ENCODING).global_args("-loglevel", "error")
    encoder = output.run_async(cmd=program, pipe_stdin=True, overwrite_output=True)
    for picture in pictures(name):
        encoder.stdin.write(picture)
    encoder.stdin.close()
    if encoder.wait():
        raise SystemExit(f"encoding {name} failed")


if __name__ == "__main__":
    main()
