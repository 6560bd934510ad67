"""Broken and hostile files: each ends with a reason for a person, within limits, and touches nothing else."""

import random
import resource
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from annotations.media import MediaLimits, media_inspect, process
from annotations.media.errors import (
    MEDIA_ERRORS,
    MediaCodecUnsupportedError,
    MediaCorruptError,
    MediaError,
    MediaMemoryLimitError,
    MediaTimeLimitError,
    MediaTooLargeError,
    MediaToolFailedError,
    MediaTooManyFramesError,
)
from tests.hostile_media import HOSTILE, bits_flipped
from tests.media import CLIP_MATRIX, clip

LIMITS = MediaLimits()
CPU_CAP_S = 5
BIT_FLIP_RUNS = 6
BIT_FLIP_RUNS_FULL = 2000


@pytest.fixture
def out_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def child_cpu_s() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_with_a_reason(name: str, tmp_path: Path, out_dir: Path) -> None:
    path = HOSTILE[name].make(tmp_path)
    before = child_cpu_s()

    with pytest.raises(MediaError) as caught:
        media_inspect(path, out_dir, LIMITS)

    assert caught.value.code == HOSTILE[name].code
    assert caught.value.message.endswith(".")
    assert list(out_dir.iterdir()) == []
    assert child_cpu_s() - before < CPU_CAP_S


@pytest.mark.parametrize(
    "name", ["a playlist", "a list of neighbours", "a list of neighbours behind an MP4 head"]
)
def test_a_neighbour_is_never_opened(name: str, tmp_path: Path, out_dir: Path) -> None:
    """The list names a sound clip beside it: if it were followed, the inspection would succeed."""
    (tmp_path / "neighbour.mp4").write_bytes(clip("fps_24").read_bytes())

    with pytest.raises(MediaError):
        media_inspect(HOSTILE[name].make(tmp_path), out_dir, LIMITS)


@pytest.mark.parametrize("name", ["a playlist", "a list of neighbours"])
def test_the_media_library_itself_refuses_lists(name: str, tmp_path: Path) -> None:
    """Behind the check of the first bytes stand the demuxer and its lists of what it may open."""
    (tmp_path / "neighbour.mp4").write_bytes(clip("fps_24").read_bytes())
    path = HOSTILE[name].make(tmp_path)
    opened = subprocess.run(
        [sys.executable, "-c", OPEN_WITHOUT_OUR_CHECK, str(path)], capture_output=True, text=True, check=False
    )

    assert opened.returncode != 0
    assert "InvalidDataError" in opened.stderr


OPEN_WITHOUT_OUR_CHECK = """
import sys, av
from annotations.media.clip import HARD_OPTIONS
av.open(sys.argv[1], format="mp4", options=HARD_OPTIONS)
"""


@pytest.mark.parametrize("runs", [BIT_FLIP_RUNS, pytest.param(BIT_FLIP_RUNS_FULL, marks=pytest.mark.full)])
def test_flipped_bits_end_one_way_or_the_other(runs: int, tmp_path: Path, out_dir: Path) -> None:
    """Damage may be refused or survived, but it is always a MediaError or facts, never anything else."""
    first = random.randrange(10**6)  # noqa: S311 - printed below
    print(f"seeds from {first}")
    for seed in range(first, first + runs):
        name = random.Random(seed).choice(sorted(CLIP_MATRIX))  # noqa: S311
        path = bits_flipped(clip(name), tmp_path / "flipped.mp4", seed)
        try:
            facts = media_inspect(path, out_dir, replace(LIMITS, cpu_s=20, wall_s=60))
        except MediaToolFailedError as error:
            pytest.fail(f"seed {seed}, {name}: {error.__notes__}")
        except MediaError as error:
            assert error.code in MEDIA_ERRORS
        else:
            assert facts.table.frame_count > 0


def test_codecs_are_a_setting(out_dir: Path) -> None:
    with pytest.raises(MediaCodecUnsupportedError) as caught:
        media_inspect(clip("fps_24"), out_dir, replace(LIMITS, codecs=("av1",)))

    assert caught.value.fields == {"codec": "h264", "allowed": "av1"}


def test_the_size_of_the_file_is_limited(out_dir: Path) -> None:
    with pytest.raises(MediaTooLargeError):
        media_inspect(clip("fps_24"), out_dir, replace(LIMITS, file_bytes=1000))


@pytest.mark.parametrize("frames", [47, 48])
def test_the_last_allowed_frame(frames: int, out_dir: Path) -> None:
    limits = replace(LIMITS, frames=frames)

    if frames == 48:
        assert media_inspect(clip("fps_24"), out_dir, limits).table.frame_count == 48
    else:
        with pytest.raises(MediaTooManyFramesError):
            media_inspect(clip("fps_24"), out_dir, limits)


def test_time_on_the_clock_is_limited(out_dir: Path) -> None:
    with pytest.raises(MediaTimeLimitError):
        media_inspect(clip("fps_24"), out_dir, replace(LIMITS, wall_s=0.02))


def test_processor_time_is_limited(out_dir: Path) -> None:
    with pytest.raises(MediaTimeLimitError):
        media_inspect(clip("long_gop"), out_dir, replace(LIMITS, cpu_s=0))


def test_memory_is_limited(out_dir: Path) -> None:
    path = HOSTILE["a picture of 144 megapixels"].make(out_dir)

    with pytest.raises(MediaMemoryLimitError):
        media_inspect(path, out_dir, replace(LIMITS, picture_px=2 * 10**8))


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        ("import os; os.abort()", MediaCorruptError),
        ("import sys; sys.exit(3)", MediaToolFailedError),
        ("print()", MediaToolFailedError),
        ("import sys; sys.stdout.write('x' * 10**8)", MediaToolFailedError),
    ],
)
def test_a_child_that_ends_without_an_answer(
    program: str, expected: type[MediaError], out_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crash is the decoder's over this file; everything else is a mistake of ours."""
    monkeypatch.setattr(process, "BOOTSTRAP", program)

    with pytest.raises(expected):
        media_inspect(clip("fps_24"), out_dir, LIMITS)


def test_output_is_limited(out_dir: Path) -> None:
    with pytest.raises(MediaToolFailedError):
        media_inspect(clip("fps_24"), out_dir, replace(LIMITS, output_bytes=100))


def test_progress_is_heard_and_rises(out_dir: Path) -> None:
    heard: list[float] = []
    media_inspect(clip("long_gop"), out_dir, LIMITS, heard.append)

    assert heard == sorted(heard)
    assert len(heard) > 5
    assert 0 < heard[0] <= heard[-1] <= 1


def test_an_exception_from_progress_stops_the_work(out_dir: Path) -> None:
    class CancelledError(Exception):
        pass

    def cancel(progress: float) -> None:
        raise CancelledError

    with pytest.raises(CancelledError):
        media_inspect(clip("long_gop"), out_dir, LIMITS, cancel)


def test_the_calling_process_never_loads_the_media_library() -> None:
    code = "import sys, annotations.media; sys.exit('av' in sys.modules or 'PIL' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
