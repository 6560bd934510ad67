"""Motion and sharpness of every frame, from the clip itself."""

from pathlib import Path

import numpy as np
import pytest

from annotations.media import MediaLimits, media_inspect, signals_measure
from annotations.media.errors import MediaCodecUnsupportedError
from annotations.media.motion.signals import motion_of, sharpness_of
from tests.media import CLIP_MATRIX, clip, gray_clip

LIMITS = MediaLimits()
FRAMES, SIZE = 24, (96, 160)


def signals_of(path: Path, folder: Path) -> tuple[list[int], list[int]]:
    table = media_inspect(path, folder, LIMITS).table
    signals = signals_measure(path, table, LIMITS)
    return signals["motion"], signals["sharpness"]


def texture(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(40, 216, SIZE, dtype=np.uint8)


@pytest.mark.parametrize("name", ["fps_24", "variable_30_15", "rotation_90", "skip_edit", "open_gop"])
def test_there_is_one_number_a_frame(name: str, tmp_path: Path) -> None:
    motion, sharpness = signals_of(clip(name), tmp_path)
    assert len(motion) == len(sharpness) == CLIP_MATRIX[name].shown_frames
    assert all(0 <= value <= 255 for value in motion + sharpness)
    assert motion[0] == 0
    assert min(motion[1:]) > 0
    assert min(sharpness) > 0


def test_a_cut_stands_out_in_a_still_clip(tmp_path: Path) -> None:
    frames = np.stack([texture(1 if number < 10 else 2) for number in range(FRAMES)])
    motion, _ = signals_of(gray_clip(tmp_path / "cut.mp4", frames), tmp_path)
    assert motion.index(max(motion)) == 10
    assert max(motion) > 200
    assert max(value for number, value in enumerate(motion) if number != 10) < 20


def test_sudden_blurring_shows_in_the_sharpness(tmp_path: Path) -> None:
    sharp = texture(3)
    moved = [np.roll(sharp.astype(float), (y, x), (0, 1)) for y in range(5) for x in range(5)]
    blurred = np.mean(moved, axis=0).astype(np.uint8)
    frames = np.stack([blurred if 8 <= number < 12 else sharp for number in range(FRAMES)])
    _, sharpness = signals_of(gray_clip(tmp_path / "blur.mp4", frames), tmp_path)
    inside, outside = sharpness[8:12], sharpness[:8] + sharpness[12:]
    assert max(inside) + 40 < min(outside)


def test_the_same_bytes_give_the_same_numbers(tmp_path: Path) -> None:
    path = clip("fps_25")
    assert signals_of(path, tmp_path) == signals_of(path, tmp_path)


def test_the_scales() -> None:
    dark, light = np.zeros((9, 9), np.uint8), np.full((9, 9), 16, np.uint8)
    assert motion_of(dark, dark) == 0
    assert motion_of(dark, light) == motion_of(light, dark) == 128
    assert motion_of(dark, np.full((9, 9), 32, np.uint8)) == 255
    assert sharpness_of(light) == 0
    assert sharpness_of(np.zeros((2, 9), np.uint8)) == 0
    chess = (np.indices((9, 9)).sum(axis=0) % 2 * 255).astype(np.uint8)
    assert sharpness_of(chess) == 255


def test_a_clip_that_ingest_would_refuse_is_refused(tmp_path: Path) -> None:
    path = clip("fps_24")
    table = media_inspect(path, tmp_path, LIMITS).table
    with pytest.raises(MediaCodecUnsupportedError):
        signals_measure(path, table, MediaLimits(codecs=("av1",)))
