"""Good rows wait on disk, so that a file in any order is put together by video in flat memory."""

import json
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import IO, Any

from annotations.benchmark.fields import FieldError
from annotations.benchmark.reader import row_values, rows_read
from annotations.benchmark.row import BenchmarkRow

INSERT = "INSERT INTO waiting (row, video_id, body) VALUES (?, ?, ?)"
IN_ORDER = "SELECT row, video_id, body FROM waiting ORDER BY video_id, row"


@dataclass(frozen=True, slots=True)
class StagedRow:
    """One good row: its place in the file, its values, and its text with keys and values as they were."""

    index: int
    row: BenchmarkRow
    text: str

    def error(self, field: str, code: str, detail: str) -> FieldError:
        """Something that is wrong with this row."""
        return {"row": self.index, "field": field, "code": code, "detail": detail}


@dataclass(slots=True)
class Staging:
    """The good rows of one file by video, and what is wrong with the others."""

    connection: sqlite3.Connection
    frame_base: int
    rows: int = 0
    errors: list[FieldError] = field(default_factory=list)

    def fill(self, stream: IO[bytes]) -> None:
        """Read the whole file; raises JsonArrayError before anything is staged for good."""
        with self.connection:
            self.connection.executemany(INSERT, self._good_rows(stream))

    def videos(self) -> Iterator[list[StagedRow]]:
        """The good rows of each video in the file's order, videos by `video_id`."""
        with closing(self.connection.execute(IN_ORDER)) as found:
            for _, rows in groupby(found, key=lambda row: row[1]):
                yield [self._staged(index, text) for index, _, text in rows]

    def video_count(self) -> int:
        """How many videos have a good row."""
        found = self.connection.execute("SELECT COUNT(DISTINCT video_id) FROM waiting").fetchone()
        return int(found[0])

    def _good_rows(self, stream: IO[bytes]) -> Iterator[tuple[int, str, str]]:
        for index, result in rows_read(stream, frame_base=self.frame_base):
            self.rows += 1
            if isinstance(result, list):
                self.errors += result
            else:
                yield index, result.video_id, json.dumps(result.original)

    def _staged(self, index: int, text: str) -> StagedRow:
        row: Any = row_values(json.loads(text), frame_base=self.frame_base)
        return StagedRow(index=index, row=row, text=text)


@contextmanager
def staging(*, frame_base: int, folder: Path) -> Iterator[Staging]:
    """An empty staging area in a file of its own, gone afterwards."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="import-", dir=folder) as name:
        connection = sqlite3.connect(Path(name) / "rows.sqlite3")
        with closing(connection):
            connection.execute("PRAGMA synchronous=OFF")
            connection.execute("PRAGMA journal_mode=OFF")
            connection.execute("CREATE TABLE waiting (row INTEGER PRIMARY KEY, video_id TEXT, body TEXT)")
            connection.execute("CREATE INDEX by_video ON waiting (video_id, row)")
            yield Staging(connection=connection, frame_base=frame_base)
