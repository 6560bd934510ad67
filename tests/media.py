"""Clips whose frames carry a machine-readable number, made on the spot, and files that mean harm.

The code is a strip of 16 cells along the upper edge of the upright picture: white, black, ten bits of the
frame's number (lowest first), four check bits. It survives lossy encoding and is read from one row of pixels.
"""

from __future__ import annotations

import hashlib
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import imageio_ffmpeg
import numpy as np
from numpy.typing import NDArray

CODE_CELLS = 16
CODE_BITS = 10
CODE_LIMIT = 2**CODE_BITS
STRIP_SHARE = 8  # the strip is an eighth of the picture's height
CHECK_EXPRESSION = "mod(n+3*floor(n/16)+5*floor(n/256)+5,16)"

LAST_FRAME_STAYS = ("-pix_fmt", "yuv420p", "-bsf:v", "setts=pts=PTS:dts=DTS:duration=1024")
DROPPED_TICKS = "(N+if(gte(N,10),1,0)+if(gte(N,25),3,0))*512"
NTSC = Fraction(1001, 1000)
BASE_MP4 = ("-movflags", "+faststart")


class CodeUnreadableError(Exception):
    """The picture carries no frame number, or one that contradicts its check bits."""


@dataclass(frozen=True)
class ClipSpec:
    """What a test clip is made of; `first_code` is the number that its frame 0 shows."""

    fps: Fraction = Fraction(24)
    frames: int = 48
    size: tuple[int, int] = (320, 180)
    # What is left of the picture: 4:2:0 knows even sizes only, so that an odd one is cut from 4:4:4.
    crop: tuple[int, int] | None = None
    gop: int = 250
    noise: int = 6
    audio: bool = False
    # Clockwise degrees by which a player turns the stored picture.
    rotation: int = 0
    # When frame N is shown, as an ffmpeg expression in ticks of 1/15360 s; empty for a constant rate.
    ticks: str = ""
    encoder: tuple[str, ...] = ("-pix_fmt", "yuv420p")
    muxer: tuple[str, ...] = BASE_MP4
    # A second pass that copies the stream with these options: before the input, after it.
    copy_before: tuple[str, ...] = ()
    copy_after: tuple[str, ...] = BASE_MP4
    first_code: int = 0
    # What an inspection of the clip must find.
    is_variable_rate: bool = False
    flags: frozenset[str] = field(default_factory=frozenset)

    # Frames at the end that the clip's own edit list hides.
    hidden_at_end: int = 0

    @property
    def shown_frames(self) -> int:
        return self.frames - self.first_code - self.hidden_at_end

    @property
    def shown_size(self) -> tuple[int, int]:
        return self.crop or self.size


CLIP_MATRIX: Mapping[str, ClipSpec] = {
    "fps_23_976": ClipSpec(fps=24 / NTSC),
    "fps_24": ClipSpec(),
    "fps_25": ClipSpec(fps=Fraction(25), gop=12),
    "fps_29_97": ClipSpec(fps=30 / NTSC),
    "fps_30": ClipSpec(fps=Fraction(30), frames=60),
    "fps_60": ClipSpec(fps=Fraction(60), frames=90),
    "with_audio": ClipSpec(audio=True),
    "no_b_frames": ClipSpec(encoder=("-pix_fmt", "yuv420p", "-bf", "0")),
    "only_key_frames": ClipSpec(gop=1, frames=24),
    "long_gop": ClipSpec(fps=Fraction(30), frames=200, encoder=("-pix_fmt", "yuv420p", "-bf", "8")),
    "open_gop": ClipSpec(gop=12, encoder=("-pix_fmt", "yuv420p", "-x264-params", "open-gop=1")),
    "variable_30_15": ClipSpec(
        ticks="if(lt(N,30),N*512,30*512+(N-30)*1024)", encoder=LAST_FRAME_STAYS, is_variable_rate=True
    ),
    "dropped_ticks": ClipSpec(ticks=DROPPED_TICKS, gop=12, encoder=LAST_FRAME_STAYS, is_variable_rate=True),
    "edit_ends_early": ClipSpec(
        ticks=DROPPED_TICKS, gop=12, is_variable_rate=True, hidden_at_end=1, flags=frozenset({"edit_list"})
    ),
    "jitter": ClipSpec(ticks="N*512+mod(N*7919,200)", encoder=LAST_FRAME_STAYS, is_variable_rate=True),
    "skip_edit": ClipSpec(frames=60, copy_before=("-ss", "1"), first_code=24, flags=frozenset({"edit_list"})),
    "empty_edit": ClipSpec(copy_before=("-itsoffset", "0.5"), flags=frozenset({"start_offset"})),
    "no_edit_list": ClipSpec(copy_after=(*BASE_MP4, "-use_editlist", "0"), flags=frozenset({"start_offset"})),
    "negative_cts": ClipSpec(muxer=("-movflags", "+faststart+negative_cts_offsets")),
    "rotation_90": ClipSpec(size=(180, 320), rotation=90),
    "rotation_180": ClipSpec(rotation=180),
    "rotation_270": ClipSpec(size=(180, 320), rotation=270, copy_after=("-movflags", "+faststart")),
    "cropped_size": ClipSpec(size=(322, 182)),
    "odd_size": ClipSpec(size=(322, 182), crop=(321, 181), encoder=("-pix_fmt", "yuv444p")),
    "fragmented": ClipSpec(
        gop=12,
        muxer=("-movflags", "frag_keyframe+empty_moov+default_base_moof"),
        flags=frozenset({"start_offset"}),
    ),
    "moov_last": ClipSpec(muxer=()),
    "moov_last_audio": ClipSpec(muxer=(), audio=True),
}


def make_clip(path: Path, spec: ClipSpec) -> Path:
    """Write the clip that `spec` describes to `path`; an unfinished clip is never left there."""
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        clip = _encode(Path(folder) / "encoded.mp4", spec)
        copy_before, copy_after = _copy_options(spec)
        if copy_before or copy_after != BASE_MP4:
            clip = _copy(clip, Path(folder) / "copied.mp4", copy_before, copy_after)
        clip.replace(path)
    return path


def clips_folder() -> Path:
    """Where clips are kept between test runs; the file names carry a hash of how they are made."""
    folder = Path(__file__).parents[1] / ".pytest_cache" / "clips"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def clip(name: str, spec: ClipSpec | None = None, folder: Path | None = None) -> Path:
    """Return the clip of this name, made on first use: one of CLIP_MATRIX, or as `spec` says."""
    spec = spec or CLIP_MATRIX[name]
    recipe = hashlib.sha256(f"{spec} {CHECK_EXPRESSION} {_encoder_arguments(spec)}".encode()).hexdigest()[:12]
    path = (folder or clips_folder()) / f"{name}-{recipe}.mp4"
    return path if path.exists() else make_clip(path, spec)


def clip_matrix(folder: Path | None = None) -> dict[str, Path]:
    """Return every clip of CLIP_MATRIX, made on first use."""
    return {name: clip(name, folder=folder) for name in CLIP_MATRIX}


def gray_clip(path: Path, frames: NDArray[np.uint8], *arguments: str) -> Path:
    """Write gray pictures (number, height, width) as a clip of 24 frames a second, nearly as they are."""
    raw = path.with_suffix(".raw")
    raw.write_bytes(frames.tobytes())
    height, width = frames.shape[1:]
    source = ("-f", "rawvideo", "-pix_fmt", "gray", "-s", f"{width}x{height}", "-r", "24", "-i", raw)
    x264 = ("-c:v", "libx264", "-preset", "veryfast", "-crf", "10", "-pix_fmt", "yuv420p")
    run_ffmpeg(*source, *x264, *arguments, path)
    raw.unlink()
    return path


def read_code(rgb: NDArray[np.uint8]) -> int:
    """Return the frame number that a picture (height, width, 3) carries.

    Raises CodeUnreadableError when there is none.
    """
    height, width = rgb.shape[:2]
    row = rgb[height // (2 * STRIP_SHARE)].mean(axis=1)
    cells = [int(row[int((cell + 0.5) * width / CODE_CELLS)] > 127) for cell in range(CODE_CELLS)]
    code = sum(bit << place for place, bit in enumerate(cells[2 : 2 + CODE_BITS]))
    check = sum(bit << place for place, bit in enumerate(cells[2 + CODE_BITS :]))
    if cells[:2] != [1, 0] or check != (code + 3 * (code // 16) + 5 * (code // 256) + 5) % 16:
        raise CodeUnreadableError(f"cells {cells}")
    return code


def run_ffmpeg(*arguments: str | Path) -> None:
    """Run the pip-shipped ffmpeg; raises CalledProcessError with what it said."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-loglevel", "error", "-y", *map(str, arguments)]
    subprocess.run(command, check=True, capture_output=True)


def _encode(path: Path, spec: ClipSpec) -> Path:
    run_ffmpeg(*_encoder_arguments(spec), path)
    return path


def _encoder_arguments(spec: ClipSpec) -> list[str]:
    source = f"testsrc2=size={spec.size[0]}x{spec.size[1]}:rate={spec.fps}"
    sound = ["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000"] if spec.audio else []
    aac = ["-c:a", "aac", "-b:a", "64k", "-shortest"] if spec.audio else []
    x264 = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-bf", "3", "-g", str(spec.gop)]
    steady = ["-sc_threshold", "0", "-threads", "2", "-frames:v", str(spec.frames), "-bitexact"]
    timing = ["-fps_mode", "passthrough", "-enc_time_base", "1:15360"] if spec.ticks else []
    return [
        *("-f", "lavfi", "-i", source, *sound, "-vf", ",".join(_filters(spec))),
        *(*x264, *steady, *timing, *spec.encoder, *aac, *spec.muxer),
    ]


def _filters(spec: ClipSpec) -> list[str]:
    filters = [f"noise=alls={spec.noise}:allf=t:all_seed=1"] if spec.noise else []
    filters += _strip(spec.size)
    if spec.crop:
        filters += ["format=yuv444p", f"crop={spec.crop[0]}:{spec.crop[1]}:0:0:exact=1"]
    filters += {0: [], 90: ["transpose=cclock"], 180: ["hflip", "vflip"], 270: ["transpose=clock"]}[
        spec.rotation
    ]
    if spec.ticks:
        filters += ["settb=1/15360", f"setpts={_escaped(spec.ticks)}"]
    return filters


def _strip(size: tuple[int, int]) -> list[str]:
    height = size[1] // STRIP_SHARE
    boxes = [f"drawbox=x=0:y=0:w={size[0]}:h={height}:color=black:t=fill"]
    conditions = ["1", "0"]
    conditions += [f"gte(mod(n,{2 ** (bit + 1)}),{2**bit})" for bit in range(CODE_BITS)]
    conditions += [f"gte(mod({CHECK_EXPRESSION},{2 ** (bit + 1)}),{2**bit})" for bit in range(4)]
    for cell, condition in enumerate(conditions):
        left, right = (round(edge * size[0] / CODE_CELLS) for edge in (cell, cell + 1))
        where = f"x={left}:y=0:w={right - left}:h={height}"
        boxes.append(f"drawbox={where}:color=white:t=fill:enable={_escaped(condition)}")
    return boxes


def _escaped(expression: str) -> str:
    return expression.replace(",", "\\,")


def _copy_options(spec: ClipSpec) -> tuple[tuple[str, ...], tuple[str, ...]]:
    turned = ("-display_rotation", str(-spec.rotation)) if spec.rotation else ()
    return (*turned, *spec.copy_before), spec.copy_after


def _copy(source: Path, path: Path, before: tuple[str, ...], after: tuple[str, ...]) -> Path:
    run_ffmpeg(*before, "-i", source, "-c", "copy", "-bitexact", *after, path)
    return path
