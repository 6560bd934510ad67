"""A box that follows a textured patch whose place is known."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from annotations.media import MediaLimits, box_track, media_inspect
from annotations.media.errors import MediaFrameMissingError
from annotations.media.motion.keyframes import TOLERANCE_PX, keyframes_reduce
from annotations.media.motion.matching import correlation, resized, template_find
from annotations.tracks import BBox, Keyframe, bbox_at
from tests.media import gray_clip

LIMITS = MediaLimits()
SIZE = (180, 320)
FRAMES = 40


def textured(seed: int, shape: tuple[int, int], low: int, high: int) -> NDArray[np.float32]:
    coarse = np.random.default_rng(seed).uniform(low, high, (shape[0] // 6 + 2, shape[1] // 6 + 2))
    return resized(coarse.astype(np.float32), *shape)


def truth(number: int) -> BBox:
    """Where the patch is: along a bend, growing slowly."""
    side = round(48 * 1.006**number)
    return BBox(30 + 4 * number, 40 + round(25 * np.sin(number / 9)), side, side)


def scene(folder: Path, *, gone_at: int | None = None) -> Path:
    """A patch that moves over a textured ground, with noise; from `gone_at` on it is not there."""
    ground, patch = textured(1, SIZE, 60, 140), textured(2, (48, 48), 20, 235)
    chance = np.random.default_rng(3)
    pictures = []
    for number in range(FRAMES):
        picture, box = ground + chance.normal(0, 3, SIZE), truth(number)
        if gone_at is None or number < gone_at:
            picture[box.top : box.bottom, box.left : box.right] = resized(patch, box.height, box.width)
        pictures.append(np.clip(picture, 0, 255).astype(np.uint8))
    return gray_clip(folder / "scene.mp4", np.stack(pictures))


def track(path: Path, folder: Path, first: int, last: int, box: BBox) -> dict[str, Any]:
    table = media_inspect(path, folder, LIMITS).table
    return box_track(path, table, (first, last), box, LIMITS)


def iou(a: BBox, b: BBox) -> float:
    width = min(a.right, b.right) - max(a.left, b.left)
    height = min(a.bottom, b.bottom) - max(a.top, b.top)
    shared = max(0, width) * max(0, height)
    return shared / (a.area + b.area - shared)


@pytest.mark.parametrize("first", [0, 7])
def test_it_follows_the_patch(tmp_path: Path, first: int) -> None:
    result = track(scene(tmp_path), tmp_path, first, FRAMES - 1, truth(first))
    keyframes = [Keyframe(**body) for body in result["keyframes"]]
    found = [iou(bbox_at(keyframes, number), truth(number)) for number in range(first, FRAMES)]
    assert np.mean(found) >= 0.8
    assert min(found) >= 0.6
    assert result["lost_at"] is None
    assert result["confidence"] > 0.7
    assert (keyframes[0].frame, keyframes[0].bbox) == (first, truth(first))
    assert keyframes[-1].frame == FRAMES - 1
    assert len(keyframes) <= FRAMES // 3


def test_it_says_when_it_lost_the_patch(tmp_path: Path) -> None:
    result = track(scene(tmp_path, gone_at=20), tmp_path, 0, FRAMES - 1, truth(0))
    assert result["lost_at"] == 20
    assert result["keyframes"][-1]["frame"] == 19


def test_boxes_stay_in_the_picture(tmp_path: Path) -> None:
    box = BBox(300, 150, 20, 30)
    result = track(scene(tmp_path), tmp_path, 0, 5, box)
    assert all(Keyframe(**body).bbox.is_inside(SIZE[1], SIZE[0]) for body in result["keyframes"])


def test_a_flat_box_is_lost_at_once(tmp_path: Path) -> None:
    path = gray_clip(tmp_path / "flat.mp4", np.full((6, *SIZE), 90, np.uint8))
    result = track(path, tmp_path, 0, 5, BBox(10, 10, 60, 60))
    assert (result["lost_at"], result["confidence"], len(result["keyframes"])) == (1, 0, 1)


def test_a_frame_that_does_not_come_is_an_error(tmp_path: Path) -> None:
    path = scene(tmp_path)
    table = media_inspect(path, tmp_path, LIMITS).table
    other = type(table)(table.time_base, tuple(pts + 1 for pts in table.pts), table.end_pts + 1, (0,))
    with pytest.raises(MediaFrameMissingError):
        box_track(path, other, (0, 5), truth(0), LIMITS)


def test_a_straight_way_needs_two_keyframes() -> None:
    boxes = [BBox(10 + 3 * number, 20, 50, 40) for number in range(30)]
    assert [keyframe.frame for keyframe in keyframes_reduce(boxes, 5)] == [5, 34]
    assert [keyframe.frame for keyframe in keyframes_reduce(boxes[:1], 5)] == [5]


def test_a_bend_is_kept_within_the_tolerance() -> None:
    boxes = [BBox(round(100 + 60 * np.sin(number / 6)), 20, 50, 40 + number // 2) for number in range(60)]
    keyframes = keyframes_reduce(boxes, 0)
    assert 4 < len(keyframes) < 30
    for number, box in enumerate(boxes):
        near = bbox_at(keyframes, number)
        assert abs(near.left - box.left) <= TOLERANCE_PX
        assert abs(near.height - box.height) <= TOLERANCE_PX


def test_the_correlation_is_that_of_the_textbook() -> None:
    chance = np.random.default_rng(5)
    window, template = (chance.uniform(0, 255, shape).astype(np.float32) for shape in ((12, 15), (5, 4)))
    scores = correlation(window, template)
    assert scores.shape == (8, 12)
    expected = np.corrcoef(window[3:8, 6:10].ravel(), template.ravel())[0, 1]
    assert scores[3, 6] == pytest.approx(expected, abs=1e-6)
    placed = window.copy()
    placed[2:7, 9:13] = template
    match = template_find(placed, template)
    assert match.score == pytest.approx(1, abs=1e-6)
    assert (round(match.top), round(match.left)) == (2, 9)
