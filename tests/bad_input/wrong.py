"""Wrong values for every place of a JSON body, and a request that carries them as they are."""

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from rest_framework.test import APIClient

Path = tuple[str | int, ...]
DEEP = "[" * 100_000 + "]" * 100_000  # as text: Python itself could not build it

WRONG: dict[str, Any] = {
    "null": None,
    "true": True,
    "number": 7,
    "negative": -1,
    "fraction": 1.5,
    "whole fraction": 1.0,
    "huge": 10**30,
    "over 64 bits": 2**63,
    "not a number": float("nan"),
    "infinity": float("inf"),
    "text": "x",
    "empty": "",
    "spaces": "   ",
    "lone surrogate": "a\ud800z",
    "nul": "a\0z",
    "long": "x" * 200_000,
    "list": [],
    "nested list": [[]],
    "object": {},
    "strange object": {"": None, "a\0": "\udfff"},
}
OFTEN = ("null", "true", "number", "text", "long", "list", "object")
NEVER_GOOD = ("lone surrogate", "nul", "not a number", "infinity", "huge", "strange object")


def places(body: Any, at: Path = ()) -> Iterator[Path]:
    """Every place in a body, the whole first."""
    yield at
    items = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for key, value in items:
        yield from places(value, (*at, key))


def value_at(body: Any, at: Path) -> Any:
    """What stands at a place."""
    for key in at:
        body = body[key]
    return body


def put_in(body: Any, at: Path, value: Any) -> Any:
    """The body with another value at this place."""
    if not at:
        return value
    changed = deepcopy(body)
    value_at(changed, at[:-1])[at[-1]] = value
    return changed


def same_type(value: Any, valid: Any) -> bool:
    """Whether a value could be right where `valid` stands: of its JSON type, or null."""
    return value is None or type(value) is type(valid)


def send(client: APIClient, method: str, path: str, text: str) -> Any:
    """A request whose body is exactly this text, for whoever writes JSON by hand."""
    headers = {"If-Match": '"1"'}
    return client.generic(method, path, text, content_type="application/json", headers=headers)


def json_of(body: Any) -> str:
    """The body as JSON, with NaN and Infinity as Python writes them."""
    return json.dumps(body)
