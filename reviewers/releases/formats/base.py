"""What the formats of a release have in common: they get one video after another, in the order of the rows.

A writer holds no more than one video in memory, and the same videos give the same bytes: nothing of the
clock, of the machine or of chance is written. The files lie flat in the release's folder.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from annotations.models import Project

TRACES_PARQUET = "traces.parquet"
PREDICTIONS = "predictions.jsonl"
COCO = "coco.json"
CVAT = "cvat.xml"
CROISSANT = "croissant.json"
CARD = "README.md"
LINKS = "media.txt"
# the rows of all_data.json by split, typed, for `datasets.load_dataset(folder)` by the card's `configs:`;
# a row without a split is in train
SPLIT_FILES = {"train": "train.parquet", "val": "val.parquet", "test": "test.parquet"}
STREAMED = (TRACES_PARQUET, *SPLIT_FILES.values(), PREDICTIONS, COCO, CVAT, LINKS)
DESCRIBING = (CARD, CROISSANT)  # written last: they say what is in the other files
FORMAT_FILES = (*STREAMED, *DESCRIBING)
CONTENT_TYPES = {
    ".parquet": "application/vnd.apache.parquet",
    ".xml": "application/xml",
    ".md": "text/markdown; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
}
FileFacts = dict[str, Any]


class ReleaseVideo(NamedTuple):
    """One video of a release as plain values; frames are 0-based and inclusive whatever the rows count from.

    `rows` are the bodies of its rows in `all_data.json`; `traces` the gold traces as `traces.jsonl` has them
    (`onset_frame`, `offset_frame`, `categories`, `keyframes`, ...): none for a real video.
    """

    video_id: str
    path: str
    kind: str  # fake or real, as the rows say
    verdict: str
    width: int
    height: int
    frame_rate: Fraction | None
    frame_count: int
    duration_us: int | None = None
    sha256: str | None = None
    byte_size: int | None = None
    split: str = ""
    source: str = ""
    prompt: str = ""
    licence: str = ""
    media_url: str = ""  # where this server gives the media: a path; empty where there are none
    gold_version: int = 1
    rule: str = ""
    rows: tuple[Mapping[str, Any], ...] = ()
    traces: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class ReleaseFacts:
    """What the formats say about a release as a whole; `categories` are names by key, in order."""

    project: Project
    release: str | None  # `project/version`
    categories: Mapping[str, str]
    software: str
    schema: str
    bbox: str = "onset"
    frame_base: int = 0
    dense_boxes: bool = False


class FormatWriter(Protocol):
    """One file of a release, written as the videos come."""

    name: str

    def add(self, item: ReleaseVideo) -> None:
        """Write what this format says about the video."""

    def close(self) -> FileFacts:
        """End the file; its size and hash: `{"bytes": ..., "sha256": ...}`."""

    def drop(self) -> None:
        """Give up: nothing stays open, and nothing is left that is no file of a release. May come twice."""


WriterFactory = Callable[[Path, ReleaseFacts], FormatWriter]
