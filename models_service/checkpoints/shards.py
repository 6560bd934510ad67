"""safetensors files by their bytes: a weight is renamed in the header, its numbers are copied as they are.

A file is eight bytes (how long the header is), a JSON header (name -> type, shape, place), then the numbers.
Nothing is loaded, so that a shard of any size takes a few megabytes of memory.
"""

from __future__ import annotations

import json
import shutil
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from models_service.checkpoints.errors import CheckpointUnusableError

HEADER_BYTES_MAX = 100 * 2**20
LENGTH = struct.Struct("<Q")
METADATA = "__metadata__"
COPY_BYTES = 16 * 2**20


def header_read(path: Path) -> dict[str, Any]:
    """The header of a file; raises CheckpointUnusableError where there is none."""
    try:
        with path.open("rb") as stream:
            (length,) = LENGTH.unpack(stream.read(LENGTH.size))
            if length > HEADER_BYTES_MAX:
                raise ValueError("the header is too long")
            header: dict[str, Any] = json.loads(stream.read(length))
    except (OSError, ValueError, struct.error) as error:
        raise CheckpointUnusableError(f"{path.name} is no safetensors file: {error}") from error
    return header


def names_in(header: Mapping[str, Any]) -> list[str]:
    """The weights of a file."""
    return [name for name in header if name != METADATA]


def shard_rename(source: Path, target: Path, names: Mapping[str, str]) -> None:
    """Write `source` to `target` with every weight under its new name."""
    header = header_read(source)
    renamed = {names[name]: header[name] for name in names_in(header)}
    renamed[METADATA] = {"format": "pt"}
    raw = json.dumps(renamed, separators=(",", ":")).encode()
    raw += b" " * (-len(raw) % 8)
    with source.open("rb") as given, target.open("wb") as made:
        (length,) = LENGTH.unpack(given.read(LENGTH.size))
        given.seek(length, 1)
        made.write(LENGTH.pack(len(raw)) + raw)
        shutil.copyfileobj(given, made, COPY_BYTES)
