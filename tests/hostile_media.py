"""Files that are broken or mean harm, and what an inspection must say about each."""

from __future__ import annotations

import random
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.media import ClipSpec, clip, run_ffmpeg

SECRET = b"a neighbour's secret"
FTYP = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"


@dataclass(frozen=True)
class Hostile:
    """How to make a file in a folder, and the code of the error that it must end with."""

    make: Callable[[Path], Path]
    code: str


def patched(source: Path, path: Path, box: bytes, offset: int, value: bytes) -> Path:
    """Copy a clip and overwrite what stands `offset` bytes after a box's name, wherever that box occurs."""
    content = bytearray(source.read_bytes())
    place = content.find(box)
    while place >= 0:
        start = place + len(box) + offset
        content[start : start + len(value)] = value
        place = content.find(box, place + len(box))
    path.write_bytes(content)
    return path


def bits_flipped(source: Path, path: Path, seed: int, flips: int = 200) -> Path:
    """Copy a clip and flip bits at places that follow from `seed`, anywhere after its first box."""
    content = bytearray(source.read_bytes())
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
    for _ in range(flips):
        content[chance.randrange(len(FTYP) + 8, len(content))] ^= 1 << chance.randrange(8)
    path.write_bytes(content)
    return path


def lying_duration(folder: Path) -> Path:
    """A sound clip whose headers claim two billion ticks: it must be taken as what it is."""
    path = folder / "lying.mp4"
    patched(clip("fps_24"), path, b"mvhd", 16, struct.pack(">I", 2**31 - 1))
    return patched(path, path, b"mdhd", 16, struct.pack(">I", 2**31 - 1))


def trimmed(folder: Path, first_frame: int) -> Path:
    """A clip with a key frame every 12 frames whose edit list starts at `first_frame`, as phones trim."""
    media_time = 1024 + first_frame * 512
    return patched(clip("fps_25"), folder / "trimmed.mp4", b"elst", 12, struct.pack(">I", media_time))


def _text(content: str) -> Callable[[Path], Path]:
    return _bytes(content.encode())


def _bytes(content: bytes) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / "upload.mp4"
        path.write_bytes(content)
        return path

    return make


def _cut(name: str, share: float) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        content = clip(name).read_bytes()
        return _bytes(content[: int(len(content) * share)])(folder)

    return make


def _encoded(*arguments: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / "upload.mp4"
        run_ffmpeg(*arguments, path)
        return path

    return make


def _long_steps(folder: Path) -> Path:
    return patched(clip("fps_24"), folder / "upload.mp4", b"stts", 12, struct.pack(">I", 2**27))


def _two_at_one_time(folder: Path) -> Path:
    return patched(clip("no_b_frames"), folder / "upload.mp4", b"stts", 12, struct.pack(">I", 0))


def _unknown_codec(folder: Path) -> Path:
    return patched(clip("fps_24"), folder / "upload.mp4", b"avc1", -4, b"zzzz")


def _huge(folder: Path) -> Path:
    spec = ClipSpec(size=(12000, 12000), frames=1, noise=0, encoder=("-preset", "ultrafast"))
    return clip("huge_picture", spec)


def _still(*, rate: int, frames: int) -> tuple[str, ...]:
    source = f"color=size=64x64:rate={rate}"
    x264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")
    return ("-f", "lavfi", "-i", source, "-frames:v", str(frames), *x264)


def _mirrored(folder: Path) -> Path:
    path = folder / "upload.mp4"
    run_ffmpeg("-display_hflip", "-i", clip("fps_24"), "-c", "copy", path)
    return path


HOSTILE: Mapping[str, Hostile] = {
    "empty": Hostile(_bytes(b""), "media_empty"),
    "a few bytes": Hostile(_bytes(b"\x00\x00"), "media_not_mp4"),
    "a web page": Hostile(_text("<!doctype html><script>alert(1)</script>"), "media_not_mp4"),
    "noise": Hostile(_bytes(random.Random(1).randbytes(50_000)), "media_not_mp4"),  # noqa: S311
    "a picture with a script": Hostile(
        _text('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'), "media_not_mp4"
    ),
    "an archive": Hostile(_bytes(b"PK\x03\x04" + bytes(100)), "media_not_mp4"),
    "a document": Hostile(_bytes(b"%PDF-1.7\n1 0 obj\n"), "media_not_mp4"),
    "another container": Hostile(_bytes(b"\x1aE\xdf\xa3" + bytes(100)), "media_not_mp4"),
    "a moving picture": Hostile(_bytes(b"GIF89a" + bytes(100)), "media_not_mp4"),
    "a web page behind an MP4 head": Hostile(_bytes(FTYP + b"<script>alert(1)</script>"), "media_truncated"),
    "a playlist": Hostile(
        _text("#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nneighbour.mp4\n#EXT-X-ENDLIST\n"),
        "media_not_mp4",
    ),
    "a playlist that reads the disk": Hostile(
        _text("#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nfile:///etc/passwd\n"), "media_not_mp4"
    ),
    "a list of neighbours": Hostile(_text("ffconcat version 1.0\nfile neighbour.mp4\n"), "media_not_mp4"),
    "a list of neighbours behind an MP4 head": Hostile(
        _bytes(FTYP + b"ffconcat version 1.0\nfile neighbour.mp4\n"), "media_truncated"
    ),
    "a head and nothing else": Hostile(_bytes(FTYP), "media_truncated"),
    "cut off, index last": Hostile(_cut("moov_last", 0.5), "media_truncated"),
    "cut off, index first": Hostile(_cut("fps_24", 0.5), "media_truncated"),
    "cut off within the index": Hostile(_cut("fps_24", 0.005), "media_truncated"),
    "cut off, in fragments": Hostile(_cut("fragmented", 0.6), "media_truncated"),
    "steps of three hours": Hostile(_long_steps, "media_too_long"),
    "all frames at one time": Hostile(_two_at_one_time, "media_times_invalid"),
    "a picture of 144 megapixels": Hostile(_huge, "media_picture_too_large"),
    "eight hours": Hostile(_encoded(*_still(rate=1, frames=4000)), "media_too_long"),
    "too many frames": Hostile(_encoded(*_still(rate=1000, frames=20_001)), "media_too_many_frames"),
    "sound only": Hostile(_encoded("-f", "lavfi", "-i", "sine=duration=1", "-c:a", "aac"), "media_no_video"),
    "another codec": Hostile(
        _encoded("-f", "lavfi", "-i", "testsrc2=duration=0.2", "-c:v", "mpeg4"), "media_codec_unsupported"
    ),
    "a codec nobody knows": Hostile(_unknown_codec, "media_codec_unsupported"),
    "mirrored": Hostile(_mirrored, "media_rotation_unsupported"),
}
