"""A throw-away table on disk: what is known of every video of a release, however many there are.

Building keeps nothing per video in memory: order, splits, leaks, differences and the lists of the manifest
are asked of a scratch database in a file that loses its name at once and goes with its connection. SQLite's
own nameless databases would not do: what small transactions write into those stays in memory.
"""

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Any, Self

CACHE_KIB = 4_000
SETTINGS = (
    "PRAGMA journal_mode = OFF",
    "PRAGMA synchronous = OFF",
    "PRAGMA locking_mode = EXCLUSIVE",
    f"PRAGMA cache_size = -{CACHE_KIB}",
    "PRAGMA temp_store = FILE",
)


class Scratch:
    """A database of its own; texts compare by code point, whatever the language of the real one."""

    def __init__(self, *tables: str) -> None:
        with tempfile.NamedTemporaryFile(prefix="deeptrace-scratch-") as file:
            self._connection = sqlite3.connect(file.name, isolation_level=None)
            for statement in (*SETTINGS, *tables):
                self._connection.execute(statement)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def run(self, statement: str, *values: Any) -> int:
        """Do one thing; returns how many rows it changed."""
        return self._connection.execute(statement, values).rowcount

    def many(self, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Do one thing for every row, as the rows come."""
        self._connection.execute("BEGIN")
        try:
            self._connection.executemany(statement, rows)
        finally:
            self._connection.execute("COMMIT")

    def rows(self, question: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        """The answer, row by row."""
        yield from self._connection.execute(question, values)

    def value(self, question: str, *values: Any) -> Any:
        """The first column of the first row, or None."""
        found = self._connection.execute(question, values).fetchone()
        return found[0] if found else None
