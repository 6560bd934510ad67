"""A reader of the released format, written from its description alone (the paper's section on the release).

It imports nothing of this program: what it cannot read, other people's readers cannot read either.
"""

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

OUTLINE = (255, 0, 0)


class FormatError(Exception):
    """The file breaks the format's contract."""


@dataclass(frozen=True)
class Sample:
    """What a training or scoring program takes from one row."""

    video_id: str
    media: Path
    is_fake: bool
    source: str
    split: str
    prompt: str
    size: tuple[int, int]
    fps: float
    frame_count: int
    seconds: float
    onset_s: float | None
    box: tuple[int, int, int, int] | None  # x0, y0, x1, y1
    tags: list[str]
    explanation: str


def read_release(folder: Path) -> list[Sample]:
    """Every row of `all_data.json`; raises FormatError at the first one that breaks the contract."""
    rows = json.loads((folder / "all_data.json").read_text(encoding="utf-8"))
    if not isinstance(rows, list):
        raise FormatError("not one JSON array")
    samples = [_sample(folder, index, row) for index, row in enumerate(rows)]
    _check_videos(samples)
    return samples


def render(sample: Sample) -> NDArray[np.uint8]:
    """The picture at the row's onset with its box outlined, the first one without: (height, width, 3).

    Raises FormatError where the media is not the row's: no such frame, or another size.
    """
    wanted = (sample.onset_s or 0.0) - 0.5 / sample.fps
    with av.open(str(sample.media)) as media:
        frame = next((frame for frame in media.decode(video=0) if frame.time >= wanted), None)
    if frame is None or (frame.width, frame.height) != sample.size:
        raise FormatError(f"{sample.media} does not show {sample.onset_s} s of {sample.size}")
    picture = np.asarray(frame.to_ndarray(format="rgb24"), np.uint8)
    if sample.box is not None:
        x0, y0, x1, y1 = sample.box
        picture[[y0, y1 - 1], x0:x1] = OUTLINE
        picture[y0:y1, [x0, x1 - 1]] = OUTLINE
    return picture


def _sample(folder: Path, index: int, row: Any) -> Sample:
    def need(key: str, *kinds: type) -> Any:
        value = row[key]
        if isinstance(value, bool) or not isinstance(value, kinds):
            raise FormatError(f"row {index}: {key} is {value!r}")
        return value

    kind = need("video_type", str)
    if kind not in {"fake_video", "real_video"} or need("split", str) not in {"train", "val", "test"}:
        raise FormatError(f"row {index}: unknown type or split")
    width, height = need("video_width", int), need("video_height", int)
    fps, frame_count = need("video_frame_rate", float, int), need("video_frame_count", int)
    onset_s, box = None, None
    if row["faketrace_first_frame"] is not None:
        first, last = need("faketrace_first_frame", int), need("faketrace_last_frame", int)
        if not 0 <= first <= last < frame_count or need("faketrace_duration", float, int) <= 0:
            raise FormatError(f"row {index}: frames {first}..{last} of {frame_count}")
        onset_s = first / fps
        box = _box(index, need("faketrace_bbox", dict), width, height)
    elif kind == "real_video" and (row["faketrace_bbox"] is not None or row["faketrace_check_applies"]):
        raise FormatError(f"row {index}: a real video with a trace")
    return Sample(
        video_id=need("video_id", str),
        media=folder / need("video_path", str),
        is_fake=kind == "fake_video",
        source=need("video_source", str),
        split=row["split"],
        prompt=need("video_prompt", str),
        size=(width, height),
        fps=fps,
        frame_count=frame_count,
        seconds=need("video_duration", float, int),
        onset_s=onset_s,
        box=box,
        tags=[str(tag) for tag in row["faketrace_check_applies"]],
        explanation=row["faketrace_explanations"] or "",
    )


def _box(index: int, box: dict[str, Any], width: int, height: int) -> tuple[int, int, int, int]:
    if set(box) != {"left", "top", "width", "height"} or any(type(side) is not int for side in box.values()):
        raise FormatError(f"row {index}: box {box}")
    x0, y0 = box["left"], box["top"]
    x1, y1 = x0 + box["width"], y0 + box["height"]
    if not (0 <= x0 < x1 <= width and 0 <= y0 < y1 <= height):
        raise FormatError(f"row {index}: box {box} in {width} x {height}")
    return x0, y0, x1, y1


def _check_videos(samples: list[Sample]) -> None:
    """A video stands in one split with one set of facts; a real one stands once."""
    seen: dict[str, Sample] = {}
    for sample in samples:
        first = seen.setdefault(sample.video_id, sample)
        same = (first.split, first.media, first.is_fake, first.size, first.frame_count)
        if same != (sample.split, sample.media, sample.is_fake, sample.size, sample.frame_count):
            raise FormatError(f"{sample.video_id} contradicts itself")
        if first is not sample and not sample.is_fake:
            raise FormatError(f"{sample.video_id} is real and stands twice")
        if not math.isclose(sample.seconds, sample.frame_count / sample.fps, rel_tol=0.2, abs_tol=0.2):
            raise FormatError(f"{sample.video_id}: {sample.frame_count} frames in {sample.seconds} s")
