"""Whole clips: encoded, decoded again and compared with the same clip encoded without an artefact."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from annotations.errors import DeepTraceError
from annotations.media import MediaLimits
from annotations.media.errors import MediaError, MediaNotMp4Error, MediaToolFailedError, MediaTruncatedError
from annotations.media.raw.stream import frame_table_inspect
from reviewers.forge.errors import (
    ClipTooLongError,
    ClipTooShortError,
    ClipTooSmallError,
    NothingToForgeError,
    TruthInvalidError,
)
from reviewers.forge.recipes import RECIPES
from reviewers.forge.truth import Truth
from reviewers.services.forging import clips
from reviewers.services.forging.clips import ForgeTask, clip_copy, clip_forge
from tests.media import ClipSpec, clip, run_ffmpeg
from tests.reviewers.forge.footage import CHANGED, changes, demo_clip, small_clip


def task(source: Path, recipe: str, seed: int = 1) -> ForgeTask:
    return ForgeTask(source=source, name=source.stem, recipe=recipe, seed=seed, number=0)


@pytest.fixture(scope="module")
def clean_copies(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, Path]:
    """Each source encoded once as a forged clip is, without an artefact."""
    folder = tmp_path_factory.mktemp("clean")

    class Copies(dict[Path, Path]):
        def __missing__(self, source: Path) -> Path:
            self[source] = folder / source.name
            clip_copy(source=source, out=self[source])
            return self[source]

    return Copies()


IN_SIZE = [pytest.param(name, demo_clip, id=f"{name}-demo", marks=pytest.mark.full) for name in RECIPES]


@pytest.mark.parametrize(
    ("recipe", "source"), [*(pytest.param(name, small_clip, id=name) for name in RECIPES), *IN_SIZE]
)
def test_the_truth_is_exact_to_the_frame(
    recipe: str, source: Any, clean_copies: dict[Path, Path], tmp_path: Path
) -> None:
    clean, forged = clean_copies[source()], tmp_path / "forged.mp4"
    truth = clip_forge(task=task(source(), recipe), out=forged)
    inside, outside = changes(clean, forged, truth)
    changed = [frame for frame, change in enumerate(inside) if change >= CHANGED]
    assert changed[0] == truth.span.onset_frame
    assert changed[-1] == truth.span.offset_frame
    assert changed == list(truth.span.frames())
    assert max(outside) < CHANGED
    assert (truth.recipe, truth.category) == (recipe, RECIPES[recipe].category)


@pytest.mark.parametrize(
    "name",
    [
        "variable_30_15",
        "edit_ends_early",
        *(
            pytest.param(name, marks=pytest.mark.full)
            for name in ("dropped_ticks", "skip_edit", "empty_edit", "fragmented")
        ),
    ],
)
def test_frames_and_their_times_stay(name: str, tmp_path: Path) -> None:
    source, forged = clip(name), tmp_path / "forged.mp4"
    truth = clip_forge(task=task(source, "blur"), out=forged)
    (table, size), (made, made_size) = (frame_table_inspect(path, MediaLimits()) for path in (source, forged))
    assert (made.time_base, made.pts, made.end_pts) == (table.time_base, table.pts, table.end_pts)
    assert made_size == size == (truth.width, truth.height)
    assert truth.frame_count == table.frame_count


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("rotation_90", (180, 320)),
        pytest.param("rotation_180", (320, 180), marks=pytest.mark.full),
        pytest.param("odd_size", (320, 180), marks=pytest.mark.full),
    ],
)
def test_the_forged_clip_is_upright_and_even(name: str, size: tuple[int, int], tmp_path: Path) -> None:
    clean, forged = tmp_path / "clean.mp4", tmp_path / "forged.mp4"
    truth = clip_forge(task=task(clip(name), "copy"), out=forged)
    assert (truth.width, truth.height) == frame_table_inspect(forged, MediaLimits())[1] == size
    clip_copy(source=clip(name), out=clean)
    inside, outside = changes(clean, forged, truth)
    assert [frame for frame, change in enumerate(inside) if change >= CHANGED] == list(truth.span.frames())
    assert max(outside) < CHANGED


def test_the_same_seed_gives_the_same_bytes_of_truth(tmp_path: Path) -> None:
    truths = [
        clip_forge(task=task(small_clip(), "warp", seed), out=tmp_path / "forged.mp4").as_bytes()
        for seed in (4, 4, 5)
    ]
    assert truths[0] == truths[1] != truths[2]
    assert Truth.from_bytes(truths[0]).as_bytes() == truths[0]


def made(path: Path, *arguments: str) -> Path:
    run_ffmpeg("-f", "lavfi", "-i", *arguments, "-pix_fmt", "yuv420p", path)
    return path


def bad_text(folder: Path) -> Path:
    path = folder / "text.mp4"
    path.write_text("not a video")
    return path


def bad_half(folder: Path) -> Path:
    path = folder / "half.mp4"
    content = clip("moov_last").read_bytes()
    path.write_bytes(content[: len(content) // 2])
    return path


FLAT = "color=gray:s=176x144:d=1.25:r=24"
BAD = {
    "text": (bad_text, MediaNotMp4Error),
    "half": (bad_half, MediaTruncatedError),
    "short": (lambda folder: clip("forge_short", ClipSpec(frames=20)), ClipTooShortError),
    "small": (lambda folder: clip("forge_small", ClipSpec(size=(160, 90))), ClipTooSmallError),
    "flat": (
        lambda folder: made(folder / "flat.mp4", FLAT),
        NothingToForgeError,
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_has_its_reason(name: str, tmp_path: Path) -> None:
    make, error = BAD[name]
    with pytest.raises(error) as raised:
        clip_forge(task=task(make(tmp_path), "warp"), out=tmp_path / "out.mp4")
    assert isinstance(raised.value, DeepTraceError)
    assert raised.value.message


def test_a_very_long_clip_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(clips, "is_measurable", lambda frames, pixels: False)
    with pytest.raises(ClipTooLongError):
        clip_forge(task=task(small_clip(), "warp"), out=tmp_path / "out.mp4")


def test_a_failing_encoder_is_told_with_its_words(tmp_path: Path) -> None:
    with pytest.raises(MediaToolFailedError) as raised:
        clip_forge(task=task(small_clip(), "warp"), out=tmp_path / "no" / "folder" / "out.mp4")
    assert "No such file" in "".join(raised.value.__notes__)


def test_a_clip_that_breaks_off_leaves_an_error(tmp_path: Path) -> None:
    """Whole on the outside, damaged inside: an error of the media, never a clip with a wrong truth."""
    damaged = tmp_path / "damaged.mp4"
    shutil.copyfile(clip("no_b_frames"), damaged)
    content = bytearray(damaged.read_bytes())
    start = content.find(b"mdat") + 4
    content[start : start + len(content) // 2] = bytes(len(content) // 2)
    damaged.write_bytes(content)
    with pytest.raises(MediaError):
        clip_forge(task=task(damaged, "warp"), out=tmp_path / "out.mp4")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b"[" * 100_000,
        b'{"format": 2}',
        b"\xff\xfe",
        b'{"format": 1, "onset_frame": 5, "offset_frame": 4, "keyframes": []}',
    ],
)
def test_another_file_is_no_truth(content: bytes) -> None:
    with pytest.raises(TruthInvalidError):
        Truth.from_bytes(content)
