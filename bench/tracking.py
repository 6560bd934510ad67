"""How well a box is carried along, and how long that takes a frame at 720p: `python -m bench.tracking`.

A textured patch of known place moves and grows over a textured ground with noise. The promise: the box's mean
overlap with the truth is 0.8 or more.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotations.frames import FrameTable
from annotations.media import MediaLimits, box_track, media_inspect
from annotations.media.motion.matching import resized
from annotations.tracks import BBox, Keyframe, bbox_at
from bench.table import Row, report
from tests.media import gray_clip

IOU_PROMISE = 0.8
FRAMES, HEIGHT, WIDTH = 120, 720, 1280
SIDES = (64, 160, 320)


def main() -> int:
    rows = [bench_side(side) for side in SIDES]
    report(rows)
    return 1 if any(row.holds is False for row in rows) else 0


def bench_side(side: int) -> Row:
    """Follow a patch of this size through the whole clip, and the two first frames alone for the start-up."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = gray_clip(folder / "scene.mp4", scene(side))
        table = media_inspect(path, folder, MediaLimits()).table
        short_s, _ = timed(path, table, 1, side)
        whole_s, result = timed(path, table, FRAMES - 1, side)
    keyframes = [Keyframe(**body) for body in result["keyframes"]]
    mean = float(np.mean([iou(bbox_at(keyframes, frame), truth(frame, side)) for frame in range(FRAMES)]))
    a_frame_ms = (whole_s - short_s) * 1000 / (FRAMES - 2)
    value = (
        f"mean IoU {mean:.3f}, {len(keyframes)} keyframes, {a_frame_ms:.0f} ms a frame, start {short_s:.1f} s"
    )
    return Row(
        "tracking",
        f"720p, {FRAMES} frames, box of {side} px",
        value,
        f"IoU >= {IOU_PROMISE}",
        mean >= IOU_PROMISE,
    )


def timed(path: Path, table: FrameTable, last: int, side: int) -> tuple[float, dict[str, Any]]:
    started = time.perf_counter()
    result = box_track(path, table, (0, last), truth(0, side), MediaLimits())
    return time.perf_counter() - started, result


def truth(frame: int, side: int) -> BBox:
    """Where the patch is: along a bend, growing by a third."""
    grown = round(side * (1 + frame / (3 * FRAMES)))
    return BBox(60 + 6 * frame, 140 + round(90 * np.sin(frame / 20)), grown, grown)


def scene(side: int) -> NDArray[np.uint8]:
    ground, patch = textured(1, (HEIGHT, WIDTH), 60, 140), textured(2, (side, side), 20, 235)
    chance = np.random.default_rng(3)
    pictures = np.empty((FRAMES, HEIGHT, WIDTH), np.uint8)
    for frame in range(FRAMES):
        picture, box = ground + chance.normal(0, 3, (HEIGHT, WIDTH)), truth(frame, side)
        picture[box.top : box.bottom, box.left : box.right] = resized(patch, box.height, box.width)
        pictures[frame] = np.clip(picture, 0, 255)
    return pictures


def textured(seed: int, shape: tuple[int, int], low: int, high: int) -> NDArray[np.float32]:
    coarse = np.random.default_rng(seed).uniform(low, high, (shape[0] // 8 + 2, shape[1] // 8 + 2))
    return resized(coarse.astype(np.float32), *shape)


def iou(a: BBox, b: BBox) -> float:
    width = min(a.right, b.right) - max(a.left, b.left)
    height = min(a.bottom, b.bottom) - max(a.top, b.top)
    shared = max(0, width) * max(0, height)
    return shared / (a.area + b.area - shared)


if __name__ == "__main__":
    sys.exit(main())
