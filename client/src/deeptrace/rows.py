"""Rows of `all_data.json` one by one, out of bytes that need not be held."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterable, Iterator
from typing import Any

from deeptrace.errors import DeepTraceError

Row = dict[str, Any]
BETWEEN = " \t\r\n,"
_decoder = json.JSONDecoder()


class RowsUnreadableError(DeepTraceError):
    """The bytes are no JSON array of objects."""

    exit_code = 8


def rows_of(chunks: Iterable[bytes]) -> Iterator[Row]:
    """The objects of one JSON array, as soon as their last byte is there."""
    text, position, begun = "", 0, False
    decode = codecs.getincrementaldecoder("utf-8")().decode
    for chunk in chunks:
        text, position = text[position:] + decode(chunk), 0
        if not begun and text.lstrip():
            position, begun = _begin(text), True
        while begun:
            row, position = _next(text, position)
            if row is None:
                break
            yield row
    rest = text[position:].strip()
    if rest != "]":
        raise RowsUnreadableError("The rows end in the middle. Download the release again.")


def lines_of(chunks: Iterable[bytes]) -> Iterator[Row]:
    """The objects of JSON lines."""
    held = b""
    for chunk in chunks:
        *whole, held = (held + chunk).split(b"\n")
        yield from (json.loads(line) for line in whole if line.strip())
    if held.strip():
        yield json.loads(held)


def _begin(text: str) -> int:
    start = len(text) - len(text.lstrip())
    if text[start] != "[":
        raise RowsUnreadableError("This is no list of rows.")
    return start + 1


def _next(text: str, position: int) -> tuple[Row | None, int]:
    """The next object and where it ends, or None where more bytes are needed."""
    while position < len(text) and text[position] in BETWEEN:
        position += 1
    if position >= len(text) or text[position] == "]":
        return None, position
    try:
        row, end = _decoder.raw_decode(text, position)
    except json.JSONDecodeError:
        return None, position
    if not isinstance(row, dict):
        raise RowsUnreadableError("A row is no object.")
    return row, end
