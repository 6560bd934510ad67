"""All formats of one release, written side by side while its videos go by."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from reviewers.releases.formats.base import (
    CARD,
    CROISSANT,
    SPLIT_FILES,
    FileFacts,
    FormatWriter,
    ReleaseFacts,
    ReleaseVideo,
    WriterFactory,
)
from reviewers.releases.formats.card import card_write
from reviewers.releases.formats.coco import CocoWriter
from reviewers.releases.formats.croissant import croissant_write
from reviewers.releases.formats.cvat import CvatWriter
from reviewers.releases.formats.describing import Tally
from reviewers.releases.formats.links import LinksWriter
from reviewers.releases.formats.parquet import SplitTable, TracesTable
from reviewers.releases.formats.predictions import PredictionsWriter


def _split_table(folder: Path, facts: ReleaseFacts, *, split: str) -> FormatWriter:
    return SplitTable(folder, split)


WRITERS: Mapping[str, WriterFactory] = {
    TracesTable.name: TracesTable,
    **{name: partial(_split_table, split=split) for split, name in SPLIT_FILES.items()},
    PredictionsWriter.name: PredictionsWriter,
    CocoWriter.name: CocoWriter,
    CvatWriter.name: CvatWriter,
    LinksWriter.name: LinksWriter,
}


class ReleaseFormats:
    """Give it every video of the release in the order of the rows, then close it with the other files.

    As a context manager it leaves nothing open and nothing half made behind when something fails.
    """

    def __init__(self, folder: Path, facts: ReleaseFacts) -> None:
        self._folder, self._facts, self._tally = folder, facts, Tally()
        self._writers: list[FormatWriter] = [factory(folder, facts) for factory in WRITERS.values()]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for writer in self._writers:
            writer.drop()

    def add(self, item: ReleaseVideo) -> None:
        """Write what every format says about the video."""
        self._tally.add(item)
        for writer in self._writers:
            writer.add(item)

    def close(self, files: Mapping[str, FileFacts]) -> dict[str, FileFacts]:
        """End the files; `files` are those that others wrote, which the descriptions name with their hashes.

        The manifest is not among them: it holds the hashes of the descriptions. Returns the facts of the
        formats' own files by name.
        """
        own = {writer.name: writer.close() for writer in self._writers}
        own[CARD] = card_write(self._folder, self._facts, self._tally, {**files, **own})
        own[CROISSANT] = croissant_write(self._folder, self._facts, self._tally, {**files, **own})
        return own
