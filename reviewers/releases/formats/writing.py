"""All formats of one release, written side by side while its videos go by."""

from collections.abc import Mapping
from pathlib import Path

from reviewers.releases.formats.base import FileFacts, FormatWriter, ReleaseFacts, ReleaseVideo, WriterFactory
from reviewers.releases.formats.links import LinksWriter
from reviewers.releases.formats.predictions import PredictionsWriter

WRITERS: Mapping[str, WriterFactory] = {
    PredictionsWriter.name: PredictionsWriter,
    LinksWriter.name: LinksWriter,
}


class ReleaseFormats:
    """Give it every video of the release in the order of the rows, then close it with the other files."""

    def __init__(self, folder: Path, facts: ReleaseFacts) -> None:
        self._writers: list[FormatWriter] = [factory(folder, facts) for factory in WRITERS.values()]

    def add(self, item: ReleaseVideo) -> None:
        """Write what every format says about the video."""
        for writer in self._writers:
            writer.add(item)

    def close(self, files: Mapping[str, FileFacts]) -> dict[str, FileFacts]:
        """End the files; `files` are those that others wrote, which the descriptions name with their hashes.

        Returns the facts of the formats' own files by name.
        """
        return {writer.name: writer.close() for writer in self._writers}
