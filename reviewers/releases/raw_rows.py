"""Imported rows as gold keeps them: the text of the row and how its file counted frames."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from annotations.benchmark import row as names


@dataclass(frozen=True, slots=True)
class RawRow:
    """One imported row, every key and value as it was."""

    original: dict[str, Any]
    frame_base: int

    @property
    def video_path(self) -> str:
        """Where the file said that the media lie; checked at import to stay below the file's folder."""
        return str(self.original[names.VIDEO_PATH])

    @property
    def split(self) -> str:
        """The split that the file gave."""
        return str(self.original.get(names.SPLIT) or "")


def raw_row_of(kept: Mapping[str, Any] | None) -> RawRow | None:
    """What an import kept as `raw_row`, or None where there was no import."""
    if kept is None:
        return None
    return RawRow(original=json.loads(kept["json"]), frame_base=kept["frame_base"])
