"""`media.zip`: the media as released, stored without compression; the bytes depend on the content alone."""

import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO

EARLIEST = (1980, 1, 1, 0, 0, 0)
READABLE_FILE = 0o100644 << 16
UNIX = 3
CHUNK = 1 << 20


def zip_write(
    stream: IO[bytes], files: Iterable[tuple[str, Path]], on_file: Callable[[], None] = lambda: None
) -> int:
    """Write the files under their names in the order given, and return how many there were."""
    count = 0
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, path in files:
            _add(archive, name, path)
            on_file()
            count += 1
    return count


def _add(archive: zipfile.ZipFile, name: str, path: Path) -> None:
    entry = zipfile.ZipInfo(name, EARLIEST)
    entry.external_attr, entry.create_system = READABLE_FILE, UNIX
    entry.file_size = path.stat().st_size
    with path.open("rb") as source, archive.open(entry, "w") as target:
        while chunk := source.read(CHUNK):
            target.write(chunk)
