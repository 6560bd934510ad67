"""Samples: one for each row of a release. What belongs to the test split cannot get into training."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Self

from annotations.benchmark.row import SPLITS, BenchmarkRow
from annotations.errors import DeepTraceError
from annotations.frames import FrameTable
from annotations.tracks import BBox

TRAIN, VAL, TEST = SPLITS


class SplitLeakError(DeepTraceError):
    """Training would see what it is to be measured on."""

    code = "split_leak"
    http_status = 409


@dataclass(frozen=True, slots=True)
class ClipFile:
    """A video's media on this machine: upright size in pixels, frame table in its JSON form."""

    path: str
    sha256: str
    width: int
    height: int
    frames: dict[str, Any]

    @property
    def table(self) -> FrameTable:
        """The frame table."""
        return FrameTable.from_json(self.frames)


@dataclass(frozen=True, slots=True)
class Sample:
    """One row to learn from or to be measured on: the box in pixels of the original, the onset 0-based.

    Box and onset are None for a real video.
    """

    video_id: str
    split: str
    clip: ClipFile
    is_fake: bool
    bbox: BBox | None = None
    onset_frame: int | None = None
    explanation: str = ""

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Self:
        """The inverse of `as_json`."""
        bbox = BBox(**body["bbox"]) if body["bbox"] else None
        return cls(**{**body, "clip": ClipFile(**body["clip"]), "bbox": bbox})

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


def samples_of(rows: Iterable[BenchmarkRow], clips: Mapping[str, ClipFile]) -> dict[str, list[Sample]]:
    """The samples of a release by split.

    Rows without media or split are left out, and so are fake videos in which nobody found a trace.

    Raises SplitLeakError where one video, or the same bytes under two names, stands in several splits.
    """
    by_split: dict[str, list[Sample]] = {split: [] for split in SPLITS}
    for row in rows:
        clip = clips.get(row.video_id)
        if clip is not None and row.split in by_split and (row.kind == "real" or row.trace is not None):
            by_split[row.split].append(_sample(row, clip))
    splits_check(sample for samples in by_split.values() for sample in samples)
    return by_split


def splits_check(samples: Iterable[Sample]) -> None:
    """Raise SplitLeakError where a video or its bytes are in more than one split."""
    splits: defaultdict[str, set[str]] = defaultdict(set)
    for sample in samples:
        splits[sample.video_id].add(sample.split)
        splits[sample.clip.sha256].add(sample.split)
    leaks = sorted(key for key, found in splits.items() if len(found) > 1)
    if leaks:
        raise SplitLeakError("A video of this release is in more than one split.", videos=leaks[:10])


def training_check(samples: Iterable[Sample]) -> None:
    """Raise SplitLeakError for anything that is not of the training split."""
    others = sorted({sample.video_id for sample in samples if sample.split != TRAIN})
    if others:
        raise SplitLeakError("Only videos of the training split may be trained on.", videos=others[:10])


def samples_write(path: Path, samples: Iterable[Sample]) -> None:
    """One JSON line for each sample."""
    path.write_text("".join(json.dumps(sample.as_json()) + "\n" for sample in samples))


def samples_read(path: Path) -> Iterator[Sample]:
    """What `samples_write` wrote; nothing where there is no such file."""
    if path.is_file():
        with path.open() as lines:
            yield from (Sample.from_json(json.loads(line)) for line in lines)


def _sample(row: BenchmarkRow, clip: ClipFile) -> Sample:
    sample = Sample(row.video_id, row.split, clip, is_fake=row.kind == "fake")
    if row.trace is None:
        return sample
    last = len(clip.frames["pts"]) - 1
    onset = min(row.trace.first_frame, last)
    return replace(sample, bbox=row.trace.bbox, onset_frame=onset, explanation=row.trace.explanation)
