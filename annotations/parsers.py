"""JSON that can be stored: no NaN, no lone surrogates, no NUL, no endless nesting."""

import json
from collections.abc import Mapping
from typing import IO, Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from annotations.texts import filled

MAX_DEPTH = 32
MAX_INT_DIGITS = 18


class StrictJSONParser(JSONParser):
    """Refuses with 400 what a database or another reader would choke on later."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """The parsed body."""
        try:
            body = json.loads(
                stream.read().decode("utf-8"), parse_constant=_refuse_constant, parse_int=_parse_int
            )
        except RecursionError as error:
            raise ParseError("The JSON is nested too deeply.") from error
        except (UnicodeDecodeError, ValueError) as error:
            raise ParseError(filled("The body is not valid JSON: {reason}", reason=error)) from error
        _check(body, MAX_DEPTH)
        return body


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not a JSON number")


def _parse_int(digits: str) -> int:
    if len(digits) > MAX_INT_DIGITS:
        raise ValueError("a number is too large")
    return int(digits)


def _check(value: Any, depth: int) -> None:
    if depth < 0:
        raise ParseError("The JSON is nested too deeply.")
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, float) and value in (float("inf"), float("-inf")):
        raise ParseError("A number is too large.")
    elif isinstance(value, list):
        for item in value:
            _check(item, depth - 1)
    elif isinstance(value, dict):
        for key, item in value.items():
            _check_text(key)
            _check(item, depth - 1)


def _check_text(text: str) -> None:
    if "\x00" in text:
        raise ParseError("A text holds a NUL character.")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise ParseError("A text holds half of a character (a lone surrogate).") from error
