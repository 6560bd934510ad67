"""`media.zip`: the media as released, stored without compression; the bytes depend on the content alone."""

import shutil
import zipfile
from collections.abc import Container, Iterable
from pathlib import Path
from typing import IO, Protocol

EARLIEST = (1980, 1, 1, 0, 0, 0)
READABLE_FILE = 0o100644 << 16
UNIX = 3
CHUNK = 1 << 20


class OnPart(Protocol):
    """Hears of every part of a file that was written, and of its end; may raise to stop the work."""

    def __call__(self, *, is_whole: bool) -> None: ...


def zip_write(stream: IO[bytes], files: Iterable[tuple[str, Path]], on_part: OnPart) -> int:
    """Write the files under their names in the order given, and return how many there were."""
    count = 0
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, path in files:
            _add(archive, name, path, on_part)
            on_part(is_whole=True)
            count += 1
    return count


def entries_copy(packed: zipfile.ZipFile, stream: IO[bytes], without: Container[str]) -> None:
    """Write an archive of ours again, as `zip_write` would have without these entries."""
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for held in packed.infolist():
            if held.filename not in without:
                entry = _entry(held.filename, held.file_size)
                with packed.open(held) as source, archive.open(entry, "w") as target:
                    shutil.copyfileobj(source, target, CHUNK)


def _entry(name: str, size: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, EARLIEST)
    entry.external_attr, entry.create_system = READABLE_FILE, UNIX
    entry.file_size = size
    return entry


def _add(archive: zipfile.ZipFile, name: str, path: Path, on_part: OnPart) -> None:
    entry = _entry(name, path.stat().st_size)
    with path.open("rb") as source, archive.open(entry, "w") as target:
        while chunk := source.read(CHUNK):
            target.write(chunk)
            on_part(is_whole=False)
