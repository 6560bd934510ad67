"""`traces.parquet` and the rows by split, `train.parquet`, `val.parquet`, `test.parquet`.

Source: Apache Parquet 2 (LIST and three-level nesting, ZSTD), written by DuckDB. The values wait on disk as
JSON lines and are turned into columns when the file is closed: one thread, so in order, columns of named
types, so that the same values are the same bytes. A row group ends after so many lines or bytes, so that the
memory does not grow with the number of lines, nor with how long their texts and lists of keyframes are.
"""

import contextlib
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from annotations.benchmark import row as names
from annotations.benchmark.writer import json_text
from reviewers.releases.formats.base import (
    SPLIT_FILES,
    TRACES_PARQUET,
    FileFacts,
    ReleaseFacts,
    ReleaseVideo,
)
from reviewers.releases.formats.columns import (
    NOTHING_ABOUT,
    ROW_COLUMNS,
    TRACE_COLUMNS,
    Fitted,
    fitted,
    sorted_out,
)
from reviewers.releases.formats.files import file_facts
from reviewers.releases.hashed import CHUNK

UNSPLIT = "train"
ROW_GROUP = 4096
ROW_GROUP_BYTES = 16 << 20
LEAST_BUFFER = 1 << 20
MEMORY = 512 << 20  # a limit: what DuckDB reads at once, 32 MiB, takes ten times that as keyframes
SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "threads": 1,
    "preserve_insertion_order": False,  # else row groups have no limit in bytes; one thread keeps the order
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "enable_external_access": True,
}


class Table:
    """Values of named columns that become one Parquet file."""

    def __init__(self, path: Path, columns: Mapping[str, str]) -> None:
        self._path, self._columns = path, columns
        self._waiting = path.with_name(f".{path.name}.jsonl")
        self._stream: IO[bytes] = self._waiting.open("wb", buffering=CHUNK)
        self._longest = LEAST_BUFFER

    def add(self, body: Mapping[str, Any], about: Fitted = NOTHING_ABOUT) -> None:
        """One line of the table; half a character, which no UTF-8 text can hold, becomes a question mark."""
        line = json_text(fitted(body, self._columns, about)) + b"\n"
        self._longest = max(self._longest, len(line))
        self._stream.write(line)

    def close(self) -> FileFacts:
        """Write the file."""
        self._stream.close()
        _parquet_write(self._waiting, self._path, self._columns, longest=self._longest)
        self.drop()
        return file_facts(self._path)

    def drop(self) -> None:
        """Leave nothing behind that is no file of the release."""
        self._stream.close()
        self._waiting.unlink(missing_ok=True)


class TracesTable:
    """Every gold trace with what is known about its video; a video without traces has no line."""

    name = TRACES_PARQUET

    def __init__(self, folder: Path, facts: ReleaseFacts) -> None:
        self._table = Table(folder / self.name, TRACE_COLUMNS)

    def add(self, item: ReleaseVideo) -> None:
        """One line for each trace."""
        if item.traces:
            about = sorted_out(_video_body(item), TRACE_COLUMNS)
            for trace in item.traces:
                self._table.add(trace, about)

    def close(self) -> FileFacts:
        """End the file."""
        return self._table.close()

    def drop(self) -> None:
        """Give up."""
        self._table.drop()


class SplitTable:
    """The rows of `all_data.json` of one split."""

    def __init__(self, folder: Path, split: str) -> None:
        self.name = SPLIT_FILES[split]
        self._split = split
        self._table = Table(folder / self.name, ROW_COLUMNS)

    def add(self, item: ReleaseVideo) -> None:
        """The rows of a video, each by the split that it names."""
        for row in item.rows:
            if split_of(row) == self._split:
                self._table.add(row)

    def close(self) -> FileFacts:
        """End the file."""
        return self._table.close()

    def drop(self) -> None:
        """Give up."""
        self._table.drop()


def split_of(row: Mapping[str, Any]) -> str:
    """The split whose file holds the row."""
    split = row.get(names.SPLIT)
    return split if split in SPLIT_FILES else UNSPLIT


def _video_body(item: ReleaseVideo) -> dict[str, Any]:
    rate = item.frame_rate
    return {
        "video_id": item.video_id,
        "video_path": item.path,
        "video_sha256": item.sha256,
        "video_kind": item.kind,
        "video_source": item.source,
        "video_prompt": item.prompt,
        "video_licence": item.licence,
        "split": item.split or None,
        "width": item.width,
        "height": item.height,
        "frame_rate_num": rate.numerator if rate else None,
        "frame_rate_den": rate.denominator if rate else None,
        "frame_count": item.frame_count,
        "duration_us": item.duration_us,
        "verdict": item.verdict,
        "gold_version": item.gold_version,
        "rule": item.rule,
    }


def _parquet_write(lines: Path, target: Path, columns: Mapping[str, str], *, longest: int) -> None:
    """JSON lines -> Parquet; `longest`: bytes of a line. The library is loaded here alone, in a worker."""
    import duckdb  # noqa: PLC0415

    typed = ", ".join(f"'{name}': {_quoted(kind)}" for name, kind in columns.items())
    source = f"read_json(?, format='newline_delimited', columns={{{typed}}}, maximum_object_size={longest})"
    groups = f"ROW_GROUP_SIZE {ROW_GROUP}, ROW_GROUP_SIZE_BYTES {ROW_GROUP_BYTES}"
    options = f"FORMAT parquet, COMPRESSION zstd, {groups}"
    config = {**SETTINGS, "memory_limit": f"{MEMORY + 16 * longest}B", "temp_directory": str(target.parent)}
    with contextlib.closing(duckdb.connect(":memory:", config=config)) as database:
        query = f"COPY (SELECT * FROM {source}) TO {_quoted(str(target))} ({options})"  # noqa: S608
        database.execute(query, [str(lines)])


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
