"""Forms with a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO, Any

import httpx

from deeptrace.errors import ProblemError, TooManyRequestsError
from deeptrace.wire import Wire


@dataclass(frozen=True, slots=True)
class FilePart:
    """A file as one field of a form."""

    field: str
    name: str
    stream: IO[bytes]
    content_type: str


def form_send(
    wire: Wire, path: str, fields: dict[str, Any], part: FilePart, *, again: bool = True
) -> dict[str, Any]:
    """POST a form with a file and return the JSON.

    With `again` it is sent again, from its first byte, where the line breaks or the server is away; a 429 was
    refused before anything was done, so that it is always tried again.
    """
    failed = 0
    while True:
        failed += 1
        part.stream.seek(0)
        try:
            files = {part.field: (part.name, part.stream, part.content_type)}
            return dict(wire.once("POST", path, data=fields, files=files).json())
        except (httpx.TransportError, ProblemError) as error:
            wire.pause(error, failed, may=again or isinstance(error, TooManyRequestsError))
