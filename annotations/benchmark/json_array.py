"""One JSON array, however large, read element by element in flat memory."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from typing import IO, Any

from annotations.errors import DeepTraceError
from annotations.texts import filled

CHUNK_CHARS = 1 << 16
MAX_ELEMENT_CHARS = 1 << 22
MAX_INT_DIGITS = 1000
SPACE = " \t\n\r"
AFTER_NUMBER = frozenset(f"{SPACE},]")


class JsonArrayError(DeepTraceError):
    """The file as a whole is not one JSON array in UTF-8."""

    code = "benchmark_file_unreadable"


class RepeatedKeys(dict[str, Any]):
    """An object in which a key stood more than once: which value counts is not defined."""


def array_elements(stream: IO[bytes]) -> Iterator[Any]:
    """The elements of the array in the file's order; raises JsonArrayError where the array breaks off.

    Objects keep the order of their keys. NaN, infinities and numbers too long to handle come as `inf`.
    """
    cursor = _Cursor(stream)
    cursor.take("[", "The file is not a JSON array.")
    if cursor.peek() == "]":
        cursor.take("]", "")
    else:
        yield from _elements(cursor)
    if cursor.peek():
        raise JsonArrayError("Something follows the end of the JSON array.")


def _elements(cursor: _Cursor) -> Iterator[Any]:
    index = 0
    while True:
        yield cursor.value(index)
        index += 1
        if cursor.peek() == "]":
            cursor.take("]", "")
            return
        cursor.take(",", filled("The JSON array breaks off after row {row}.", row=index - 1))


class _Cursor:
    """A place in the text; text before it has been dropped."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream = stream
        self.utf8 = codecs.getincrementaldecoder("utf-8-sig")()
        self.text = ""
        self.place = 0
        self.at_end = False
        self.decoder = json.JSONDecoder(
            object_pairs_hook=_object, parse_constant=_no_number, parse_int=_whole_number
        )

    def peek(self) -> str:
        """The next character that is no white space, or "" at the end."""
        while True:
            while self.place < len(self.text) and self.text[self.place] in SPACE:
                self.place += 1
            if self.place < len(self.text):
                return self.text[self.place]
            if self.at_end:
                return ""
            self.fill()

    def take(self, character: str, complaint: str) -> None:
        """Step over one character, or raise."""
        if self.peek() != character:
            raise JsonArrayError(complaint)
        self.place += 1

    def value(self, index: int) -> Any:
        """Step over one value and return it."""
        self.peek()
        while True:
            try:
                value, end = self.decoder.raw_decode(self.text, self.place)
            except (json.JSONDecodeError, RecursionError) as error:
                if self.at_end or isinstance(error, RecursionError):
                    complaint = filled(
                        "Row {row} is not valid JSON: {reason}.", row=index, reason=_reason(error)
                    )
                    raise JsonArrayError(complaint) from error
            else:
                if self.at_end or self._is_whole(value, end):
                    self.place = end
                    return value
            if len(self.text) - self.place > MAX_ELEMENT_CHARS:
                complaint = filled("Row {row} is not valid JSON, or longer than a row can be.", row=index)
                raise JsonArrayError(complaint)
            self.fill()

    def _is_whole(self, value: Any, end: int) -> bool:
        """Whether no further text can change the value: only a number may go on ("0" may become "0.5")."""
        following = self.text[end : end + 1]
        return following in AFTER_NUMBER if isinstance(value, int | float) else bool(following)

    def fill(self) -> None:
        """Drop what was read and read on, at least as much again as is waiting."""
        rest = self.text[self.place :]
        raw = self.stream.read(max(CHUNK_CHARS, len(rest)))
        self.at_end = not raw
        try:
            self.text = rest + self.utf8.decode(raw, final=self.at_end)
        except UnicodeDecodeError as error:
            raise JsonArrayError("The file is not UTF-8 text.") from error
        self.place = 0


def _reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return error.msg[:1].lower() + error.msg[1:]
    return "it is nested too deeply"


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    return found if len(found) == len(pairs) else RepeatedKeys(found)


def _no_number(name: str) -> float:
    return float("inf")


def _whole_number(digits: str) -> int | float:
    return int(digits) if len(digits) <= MAX_INT_DIGITS else float("inf")
