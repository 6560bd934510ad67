"""What is known about a video once it was looked at: plain values that travel as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from annotations.frames import FrameRate, FrameTable


@dataclass(frozen=True, slots=True)
class FilmstripLayout:
    """One row of equal tiles, left to right; tile k shows frame `frames[k]`."""

    tile_width: int
    tile_height: int
    frames: tuple[int, ...]

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Self:
        return cls(body["tile_width"], body["tile_height"], tuple(body["frames"]))

    def as_json(self) -> dict[str, Any]:
        return {
            "tile_width": self.tile_width,
            "tile_height": self.tile_height,
            "frames": list(self.frames),
        }


@dataclass(frozen=True, slots=True)
class MediaFacts:
    """What an inspection found.

    `width` and `height` are those of the upright picture, `coded_width` and `coded_height` those of the
    stored one; `rotation` is the clockwise turn between them (0, 90, 180, 270). `flags` names what a player
    must not overlook: `edit_list`, `start_offset`, `non_square_pixels`, `interlaced`.
    """

    width: int
    height: int
    coded_width: int
    coded_height: int
    rotation: int
    codec: str
    pixel_format: str
    has_audio: bool
    table: FrameTable
    poster_path: Path
    filmstrip_path: Path
    filmstrip_layout: FilmstripLayout
    flags: tuple[str, ...]

    @property
    def frame_rate(self) -> FrameRate:
        return self.table.frame_rate

    @property
    def is_variable_rate(self) -> bool:
        return self.table.frame_rate.is_variable

    @property
    def duration_us(self) -> int:
        return self.table.duration_us

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Self:
        return cls(
            **{
                **body,
                "table": FrameTable.from_json(body["table"]),
                "poster_path": Path(body["poster_path"]),
                "filmstrip_path": Path(body["filmstrip_path"]),
                "filmstrip_layout": FilmstripLayout.from_json(body["filmstrip_layout"]),
                "flags": tuple(body["flags"]),
            }
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "width": self.width,
            "height": self.height,
            "coded_width": self.coded_width,
            "coded_height": self.coded_height,
            "rotation": self.rotation,
            "codec": self.codec,
            "pixel_format": self.pixel_format,
            "has_audio": self.has_audio,
            "table": self.table.as_json(),
            "poster_path": str(self.poster_path),
            "filmstrip_path": str(self.filmstrip_path),
            "filmstrip_layout": self.filmstrip_layout.as_json(),
            "flags": list(self.flags),
        }
