"""The media of a release that lists links instead of carrying them: `media.txt`, read and fetched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from deeptrace.wire import API

LINKS = "media.txt"
LINK = re.compile(r"# (\S+) (\d+) bytes")
HASHED = re.compile(r"(\\?)([0-9a-f]{64})  (.+)")
ESCAPED = re.compile(r"\\([\\nr])")
SIGNS = {"\\": "\\", "n": "\n", "r": "\r"}


@dataclass(frozen=True, slots=True)
class LinkedMedia:
    """One video: where it is on the server, where it goes, what its bytes must hash to."""

    url: str
    path: str
    bytes: int
    sha256: str


def links_of(file: Path) -> Iterator[LinkedMedia]:
    """The videos of a `media.txt`; those without media, or of unknown hash, are left out.

    Only addresses of the platform's own videos count: the token is sent to none but its server.
    """
    url, size = "", 0
    with file.open(encoding="utf-8", errors="surrogateescape", newline="\n") as lines:
        for line in lines:
            if found := LINK.fullmatch(line.rstrip("\n")):
                url, size = found[1], int(found[2])
            elif (hashed := HASHED.fullmatch(line.rstrip("\n"))) and url.startswith(f"{API}videos/"):
                yield LinkedMedia(url, _plain(hashed[3], escaped=bool(hashed[1])), size, hashed[2])
                url = ""


def _plain(path: str, *, escaped: bool) -> str:
    return ESCAPED.sub(lambda found: SIGNS[found[1]], path) if escaped else path
