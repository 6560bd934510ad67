"""Checking the values of one row: each check notes what is wrong and gives back a usable value or None."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping
from typing import Any

from annotations.benchmark.json_array import RepeatedKeys
from annotations.benchmark.row import is_int
from annotations.texts import filled

FieldError = dict[str, Any]
LARGEST_COUNT = 2**31 - 1
LONGEST_SECONDS = 1_000_000.0
MAX_TEXT_CHARS = 100_000
MAX_PATH_CHARS = 500
MAX_TAGS = 200
MAX_DEPTH = 64
BETWEEN = "This must be between {least} and {most}."
CONTROL_CHARACTER = re.compile(r"[\x00-\x1f\x7f]")


class Fields:
    """The values of one JSON object, read with checks; `errors` gathers everything that is wrong."""

    def __init__(self, body: Mapping[str, Any], prefix: str = "") -> None:
        self.body = body
        self.prefix = prefix
        self.errors: list[FieldError] = []

    def wrong(self, field: str, code: str, detail: str) -> None:
        """Note one thing that is wrong."""
        self.errors.append({"field": f"{self.prefix}{field}", "code": code, "detail": detail})

    def text(self, field: str, *, longest: int = MAX_TEXT_CHARS, required: bool = False) -> str:
        """A text that a database can hold; null and missing count as empty."""
        value = self.body.get(field)
        if value is None or value == "":
            if required:
                self.wrong(field, "required", "This key is missing or empty.")
            return ""
        if not isinstance(value, str):
            self.wrong(field, "not_text", "This must be a text.")
            return ""
        if not is_storable(value):
            self.wrong(field, "text_unstorable", "The text holds a NUL or half of a character.")
        elif len(value) > longest:
            self.wrong(
                field, "too_long", filled("The text is longer than {longest} characters.", longest=longest)
            )
        return value

    def choice(self, field: str, choices: Collection[str], *, required: bool = False) -> str:
        """One of a few words."""
        value = self.text(field, required=required)
        if value and value not in choices:
            self.wrong(
                field, "unknown_choice", filled("This must be one of: {choices}.", choices=", ".join(choices))
            )
        return value

    def count(self, field: str, *, least: int = 1) -> int:
        """A whole number from `least` up; a true or a 5.0 is none."""
        value = self.body.get(field)
        if value is None:
            self.wrong(field, "required", "This key is missing or null.")
        elif not is_int(value):
            self.wrong(field, "not_whole", "This must be a whole number.")
        elif not least <= value <= LARGEST_COUNT:
            self.wrong(field, "out_of_range", filled(BETWEEN, least=least, most=LARGEST_COUNT))
        else:
            return int(value)
        return least

    def pixels(self, field: str) -> int:
        """A number of pixels, rounded to whole ones."""
        value = self.body.get(field)
        if value is None:
            self.wrong(field, "required", "This key is missing or null.")
        elif not _is_number(value):
            self.wrong(field, "not_a_number", "This must be a number.")
        elif abs(value) > LARGEST_COUNT:
            self.wrong(field, "out_of_range", "This number is too large.")
        else:
            return int(math.floor(value + 0.5))
        return 0

    def seconds(self, field: str) -> float | None:
        """A length in seconds, or None where it is null or missing; an int stays an int."""
        value = self.body.get(field)
        if value is None:
            return None
        return self._number(field, value, least=0.0)

    def rate(self, field: str) -> float:
        """Frames per second, above zero."""
        value = self.body.get(field)
        if value is None:
            self.wrong(field, "required", "This key is missing or null.")
            return 1.0
        return self._number(field, value, least=0.001)

    def path(self, field: str) -> str:
        """A relative path that stays below the folder it is relative to."""
        value = self.text(field, longest=MAX_PATH_CHARS, required=True)
        if value and not is_contained(value):
            self.wrong(field, "path_unsafe", "The path must be relative and stay below the file's folder.")
        return value

    def texts(self, field: str) -> tuple[str, ...]:
        """A list of texts; null and missing count as empty."""
        value = self.body.get(field)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.wrong(field, "not_texts", "This must be a list of texts.")
            return ()
        if len(value) > MAX_TAGS or not all(map(is_storable, value)):
            self.wrong(field, "text_unstorable", "There are too many texts, or one cannot be stored.")
            return ()
        return tuple(value)

    def empty(self, field: str) -> None:
        """Null, missing, "" or []; anything else is noted."""
        if self.body.get(field) not in (None, "", []):
            self.wrong(field, "must_be_null", "A video without a trace has nothing here.")

    def _number(self, field: str, value: Any, *, least: float) -> float:
        if not _is_number(value):
            self.wrong(field, "not_a_number", "This must be a number.")
        elif not least <= value <= LONGEST_SECONDS:
            self.wrong(
                field, "out_of_range", filled(BETWEEN, least=f"{least:g}", most=f"{LONGEST_SECONDS:g}")
            )
        else:
            return value  # type: ignore[no-any-return]  # an int stays an int
        return least


def is_contained(path: str) -> bool:
    """Whether a path is plain, relative, and free of ways up or out; judged by its text alone."""
    if "\\" in path or CONTROL_CHARACTER.search(path):
        return False
    # An absolute path begins with an empty part; pathlib would keep every name in memory.
    parts = path.split("/")
    has_drive = ":" in parts[0]
    return not has_drive and not {"", ".", ".."} & set(parts)


def is_storable(text: str) -> bool:
    """Whether PostgreSQL and UTF-8 can hold the text: no NUL, no half of a character."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return "\x00" not in text


def value_problem(value: Any, depth: int = MAX_DEPTH) -> tuple[str, str] | None:
    """Why a value, however deep, cannot be kept verbatim: (code, detail), or None when it can."""
    if isinstance(value, float):
        return None if math.isfinite(value) else ("not_finite", "A number is not finite or too large.")
    if not isinstance(value, dict | list):
        return None
    if isinstance(value, RepeatedKeys):
        return "repeated_key", "A key stands more than once in an object."
    if depth < 0:
        return "too_deep", "The value is nested too deeply."
    for item in value.values() if isinstance(value, dict) else value:
        problem = value_problem(item, depth - 1)
        if problem:
            return problem
    return None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
