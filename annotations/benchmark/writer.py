"""Rows -> `all_data.json`: one JSON array in UTF-8, one row a line, written as it comes.

One row a line keeps the file readable for `diff`, `grep` and `wc -l`, and is smaller than indented JSON.
The bytes depend on the rows alone; their order (video_id, onset, trace id) is the caller's. What JSON cannot
hold, a number that is none, becomes null.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import IO, Any

import orjson

SHORT = (",", ":")
PLAIN = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=SHORT)
ESCAPED = json.JSONEncoder(allow_nan=False, separators=SHORT)


def rows_write(stream: IO[bytes], bodies: Iterable[Mapping[str, Any]]) -> int:
    """Write the rows as one array and return how many there were."""
    count = 0
    stream.write(b"[")
    for body in bodies:
        stream.write(b",\n" if count else b"\n")
        stream.write(json_line(body))
        count += 1
    stream.write(b"\n]\n")
    return count


def lines_write(stream: IO[bytes], bodies: Iterable[Mapping[str, Any]]) -> int:
    """Write the values as JSON lines and return how many there were."""
    count = 0
    for body in bodies:
        stream.write(json_line(body) + b"\n")
        count += 1
    return count


def json_line(body: Mapping[str, Any]) -> bytes:
    """One value on one line; escapes only where a text cannot be UTF-8 (half of a character)."""
    try:
        return orjson.dumps(body)
    except orjson.JSONEncodeError:  # such a text, or a whole number beyond 64 bits
        return _plain(body, "strict") or ESCAPED.encode(body).encode()


def json_text(body: Mapping[str, Any]) -> bytes:
    """One value on one line, never escaped: half of a character becomes a question mark."""
    try:
        return orjson.dumps(body)
    except orjson.JSONEncodeError:
        return _plain(body, "replace")


def _plain(body: Mapping[str, Any], errors: str) -> bytes:
    """The same by the slower encoder; empty where a text is no UTF-8 and `errors` is "strict"."""
    try:
        return PLAIN.encode(body).encode(errors=errors)
    except UnicodeEncodeError:
        return b""
