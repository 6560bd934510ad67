"""The parent's side: raw pictures as they come out of the child."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from pathlib import Path

import numpy as np

from annotations.frames import FrameTable
from annotations.media.errors import MediaFrameMissingError
from annotations.media.limits import MediaLimits
from annotations.media.process import child_run, child_stream
from annotations.media.raw.picture import Colours, RawPicture


def frame_table_inspect(path: Path, limits: MediaLimits) -> tuple[FrameTable, tuple[int, int]]:
    """Return a clip's frame table and its stored width and height, without decoding; raises a MediaError."""
    result, _ = child_run("table", {"path": str(path.resolve())}, limits)
    width, height = result["size"]
    return FrameTable.from_json(result["table"]), (width, height)


def raw_pictures(path: Path, table: FrameTable, limits: MediaLimits) -> Generator[RawPicture, None, None]:
    """Yield every frame of the table in order, upright; close the generator to stop early.

    The time limit counts what the caller does with the pictures too. Raises a MediaError, among them
    MediaFrameMissingError where the file does not deliver a frame that the table lists.
    """
    values = {"path": str(path.resolve()), "pts": list(table.pts)}
    expected = 0
    with closing(child_stream("raw", values, limits)) as parts:
        for part, payload in parts:
            if part["frame"] != expected:
                raise MediaFrameMissingError
            expected += 1
            samples = np.frombuffer(payload, np.uint8).reshape(part["height"] * 3 // 2, part["width"])
            yield RawPicture(part["frame"], samples, Colours(*part["colours"]))
    if expected != table.frame_count:
        raise MediaFrameMissingError
