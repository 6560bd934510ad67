"""A release that was downloaded: read and checked without the server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from deeptrace.downloads import CHUNK, sha256_of
from deeptrace.errors import UsageError
from deeptrace.rows import Row, rows_of

ROWS, MANIFEST = "all_data.json", "manifest.json"


class ReleaseFolder:
    """`all_data.json`, `manifest.json` and the media beside them, as `release.download()` leaves them."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        if not (self.path / ROWS).is_file():
            raise UsageError(f"{self.path} holds no {ROWS}. Download a release into it first.")

    @property
    def manifest(self) -> dict[str, Any]:
        """Counts, policies and hashes; empty for a folder of another origin."""
        path = self.path / MANIFEST
        return dict(json.loads(path.read_bytes())) if path.is_file() else {}

    def rows(self, split: str = "") -> Iterator[Row]:
        """The rows in order, of one split where one is named."""
        with (self.path / ROWS).open("rb") as stream:
            for row in rows_of(iter(lambda: stream.read(CHUNK), b"")):
                if not split or row.get("split") == split:
                    yield row

    def media_path(self, row: Row) -> Path:
        """Where the video of a row lies, if it was downloaded."""
        return inside(self.path, str(row["video_path"]))

    def verify(self) -> list[str]:
        """What is missing or not as released; nothing where all bytes are right."""
        manifest = self.manifest
        wanted = [(name, facts["sha256"]) for name, facts in manifest.get("files", {}).items()]
        present = [(name, sha) for name, sha in wanted if (self.path / name).is_file()]
        media = [(each["path"], each["sha256"]) for each in manifest.get("videos", []) if each["sha256"]]
        problems = [] if manifest else [f"{MANIFEST} is missing"]
        for name, sha in [*present, *media]:
            target = inside(self.path, name)
            if not target.is_file():
                problems.append(f"{name} is missing")
            elif sha256_of(target) != sha:
                problems.append(f"{name} has other bytes than the release")
        return problems


def inside(folder: Path, name: str) -> Path:
    """A path below the folder; a name that leads out of it is refused."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if not parts or ".." in parts or ":" in parts[0] or parts[0] == "/":
        raise UsageError(f"{name!r} leads out of the folder.")
    return folder.joinpath(*parts)
