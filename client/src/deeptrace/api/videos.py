"""Videos: listed, uploaded many at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from deeptrace.api.forms import FilePart, form_send
from deeptrace.api.sending import parts_send
from deeptrace.downloads import OnBytes
from deeptrace.errors import ProblemError, UsageError, VideoDuplicateError
from deeptrace.progress import bytes_bar
from deeptrace.records import Uploaded, Video
from deeptrace.wire import Wire

WORKERS = 3
IN_PARTS_FROM = 8 * 2**20
MP4 = "video/mp4"


class Counted:
    """Passes on what it is told, and knows the sum."""

    def __init__(self, on_bytes: OnBytes) -> None:
        self._on_bytes = on_bytes
        self.count = 0

    def __call__(self, count: int) -> None:
        self.count += count
        self._on_bytes(count)


class Videos:
    """`client.videos`"""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def get(self, video_id: str) -> Video:
        """One video by its id (the UUID, not the benchmark's `video_id`)."""
        return Video.of(self._wire.get(f"videos/{video_id}/"))

    def upload(
        self,
        paths: Sequence[str | Path],
        *,
        project: str,
        workers: int = WORKERS,
        progress: bool = True,
        **fields: str,
    ) -> list[Uploaded]:
        """Upload files as a project admin, several at a time; what became of each, in their order.

        `fields` go with every file: `kind`, `source`, `prompt`, `licence`, `split`, `group`, and `video_id`
        for a single one. Files of more than 8 MB go in parts, three at a time. An upload that was stopped is
        simply started again: what had arrived is not sent again, and a file whose bytes are in the project
        already is no failure (`duplicate`). A refused file does not stop the others (`error`).
        """
        files = [Path(path) for path in paths]
        if "video_id" in fields and len(files) > 1:
            raise UsageError("A video_id names one video: upload the files one by one.")
        total = sum(path.stat().st_size for path in files)
        with bytes_bar("uploading", total, show=progress) as on_bytes, ThreadPoolExecutor(workers) as pool:
            asked = [pool.submit(self._one, path, {"project": project, **fields}, on_bytes) for path in files]
            return [each.result() for each in asked]

    def _one(self, path: Path, fields: dict[str, str], on_bytes: OnBytes) -> Uploaded:
        size = path.stat().st_size
        counted = Counted(on_bytes)
        try:
            in_parts = size > IN_PARTS_FROM
            body = parts_send(self._wire, path, fields, counted) if in_parts else self._send(path, fields)
        except VideoDuplicateError as error:
            there = self.get(error.existing)
            return Uploaded(str(path), there.id, there.video_id, duplicate=True)
        except ProblemError as error:
            return Uploaded(str(path), None, None, error=str(error))
        finally:
            counted(size - counted.count)
        return Uploaded(str(path), body["id"], body["video_id"], job=body["job"])

    def _send(self, path: Path, fields: dict[str, str]) -> dict[str, Any]:
        """POST the file; a second try of what had arrived is answered as a duplicate, so it does no harm."""
        with path.open("rb") as stream:
            return form_send(self._wire, "videos/", fields, FilePart("file", path.name, stream, MP4))

    def list(self, project: str = "", **filters: str) -> Iterator[Video]:
        """Videos that you may see, newest first; pages are fetched as you go.

        Filters: `status`, `kind`, `source`, `split`, `q` (a part of the video_id, source or prompt).
        """
        return map(Video.of, self._wire.pages("videos/", project=project, page_size=100, **filters))
