"""The heuristic finds what appears at once, knows cuts from artefacts, is quick, and never judges."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import ndimage

from annotations.frames import FrameSpan
from annotations.tracks import BBox
from models_service.backends.base import BackendConfig, SuggestionResult, SuggestOptions
from models_service.backends.motion import MotionBackend
from tests.media import gray_clip
from tests.models_service.clips import clip_input_of

HEIGHT, WIDTH, FRAMES = 360, 640, 72
THING = BBox(240, 120, 120, 100)


def scene(seed: int = 1) -> NDArray[np.uint8]:
    """A textured ground that pans slowly, with a thing that moves over it."""
    chance = np.random.default_rng(seed)
    blocks = np.kron(chance.integers(20, 220, (60, 110)), np.ones((8, 8)))
    ground = ndimage.gaussian_filter(blocks, 3).astype(np.uint8)
    pictures = np.empty((FRAMES, HEIGHT, WIDTH), np.uint8)
    for frame in range(FRAMES):
        pictures[frame] = ground[frame : frame + HEIGHT, frame : frame + WIDTH]
        pictures[frame, 40:90, 5 * frame + 20 : 5 * frame + 70] = 235
    noise = chance.normal(0, 2, pictures.shape)
    return np.clip(pictures + noise, 0, 255).astype(np.uint8)


def with_thing(span: FrameSpan) -> NDArray[np.uint8]:
    """The scene with something there that was not: it comes and goes at once."""
    pictures = scene()
    patch = np.kron(np.random.default_rng(2).integers(0, 255, (20, 24)), np.ones((5, 5))).astype(np.uint8)
    for frame in span.frames():
        pictures[frame, THING.top : THING.bottom, THING.left : THING.right] = patch
    return pictures


def looked_at(pictures: NDArray[np.uint8], folder: Path, max_traces: int = 3) -> SuggestionResult:
    clip = clip_input_of(gray_clip(folder / "clip.mp4", pictures), WIDTH, HEIGHT)
    return MotionBackend(BackendConfig()).suggest([clip], SuggestOptions(max_traces=max_traces))[0]


def iou(one: BBox, other: BBox) -> float:
    across = min(one.right, other.right) - max(one.left, other.left)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    shared = max(0, across) * max(0, down)
    return shared / (one.area + other.area - shared)


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> SuggestionResult:
    return looked_at(with_thing(FrameSpan(20, 49)), tmp_path_factory.mktemp("motion"))


def test_it_finds_when_and_where_something_appears_and_vanishes(result: SuggestionResult) -> None:
    strongest = sorted(result.marks, key=lambda mark: -mark[1])[:2]
    assert {frame for frame, _ in strongest} == {20, 50}
    trace = result.traces[0]
    assert (trace.onset_frame, trace.offset_frame) == (20, 49)
    assert iou(trace.keyframes[0].bbox, THING) > 0.6
    assert trace.flags == ("heuristic",)


def test_it_never_judges_and_says_that_it_is_a_heuristic(result: SuggestionResult) -> None:
    assert result.verdict.p_fake is None
    assert all(0 < strength < 1 for _, strength in result.marks)
    assert "heuristic" in result.warnings
    assert MotionBackend.capabilities == {"suggest"}


def test_a_cut_is_no_mark_and_steady_motion_none(tmp_path: Path) -> None:
    pictures = np.concatenate([scene(1)[:36], 255 - scene(5)[:36]])
    assert all(abs(frame - 36) > 1 for frame, _ in looked_at(pictures, tmp_path).marks)


@pytest.mark.parametrize("frames", [1, 5])
def test_the_shortest_clips_and_marks_alone(frames: int, tmp_path: Path) -> None:
    result = looked_at(scene()[:frames], tmp_path, max_traces=0)
    assert result.marks == ()
    assert result.traces == ()


def test_no_torch_in_its_path() -> None:
    code = "import sys; import models_service.backends.jumps.results, models_service.backends.motion; "
    code += "sys.exit(sum(name in sys.modules for name in ('torch', 'transformers', 'cv2', 'django')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
