"""`manifest.json`: written line by line, whatever its length, and read again for its videos."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from annotations.benchmark.writer import json_line

VIDEOS = "videos"
LIST_START, LIST_END = f'"{VIDEOS}": [\n', "]"


class Listed:
    """A list that is written item by item."""

    def __init__(self, items: Iterable[Any]) -> None:
        self.items = items


def manifest_write(stream: IO[bytes], body: Mapping[str, Any]) -> None:
    """Write one JSON object: a key on each line, each item of a `Listed` on a line of its own."""
    stream.write(b"{\n")
    _members(stream, body)
    stream.write(b"\n}\n")


def manifest_videos(path: Path) -> Iterator[dict[str, Any]]:
    """The videos of a manifest, one by one; of one that stands on a single line, as releases once had."""
    with path.open(encoding="utf-8") as lines:
        first = next(lines, "")
        if first.strip() != "{":
            yield from json.loads(first)[VIDEOS]
            return
        for line in lines:
            if line == LIST_START:
                break
        for line in lines:
            if line.startswith(LIST_END):
                return
            yield json.loads(line.rstrip().removesuffix(","))


def _members(stream: IO[bytes], body: Mapping[str, Any]) -> None:
    for place, (key, value) in enumerate(body.items()):
        stream.write((b",\n" if place else b"") + json.dumps(key).encode() + b": ")
        _value(stream, value)


def _value(stream: IO[bytes], value: Any) -> None:
    if isinstance(value, Listed):
        stream.write(b"[")
        for place, item in enumerate(value.items):
            stream.write((b",\n" if place else b"\n") + json_line(item))
        stream.write(b"\n]")
    elif isinstance(value, dict) and any(isinstance(item, Listed) for item in value.values()):
        stream.write(b"{\n")
        _members(stream, value)
        stream.write(b"\n}")
    else:
        stream.write(json_line(value))
