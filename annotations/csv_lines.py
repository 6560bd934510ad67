"""CSV that a spreadsheet opens without running anything: RFC 4180, one line at a time."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

# What a spreadsheet takes for a formula, and what it skips before one.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """The header's line, then each row's; a text that could be read as a formula gets a `'` in front."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    yield _line(writer, buffer, header)
    for row in rows:
        yield _line(writer, buffer, [cell_safe(cell) for cell in row])


def cell_safe(cell: Any) -> Any:
    """The cell itself, but a text that begins like a formula is made a plain text."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell


def _line(writer: Any, buffer: io.StringIO, row: Sequence[Any]) -> str:
    writer.writerow(row)
    line = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return line
