"""Laying out a release in a folder of this machine: all_data.json and the media beside it."""

import os
import shutil
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

CHUNK = 1 << 20
Copy = Callable[[Path, Path], None]
OnFile = Callable[[int], None]


def files_place(files: Iterable[tuple[str, Path]], out: Path, copy: Copy, on_file: OnFile) -> int:
    """Copy or link files to their names below `out`; those of the right size and age stay."""
    count = 0
    for name, source in files:
        if not _is_same(source, out / name):
            _place(source, out / name, copy)
        count += 1
        on_file(count)
    return count


def copy_file(source: Path, target: Path) -> None:
    """A copy with the source's times, so that a second run knows it again."""
    shutil.copy2(source, target)


def link_file(source: Path, target: Path) -> None:
    """A hard link; a copy where the folders are on different disks."""
    try:
        os.link(source, target)
    except OSError:
        copy_file(source, target)


def zip_unpack(archive: Path, out: Path, on_file: OnFile) -> int:
    """Unpack the media of a release, whose names were checked when it was built."""
    with zipfile.ZipFile(archive) as packed:
        entries = packed.infolist()
        for count, entry in enumerate(entries, start=1):
            target = out / entry.filename
            if not target.is_file() or target.stat().st_size != entry.file_size:
                _unpack(packed, entry, target)
            on_file(count)
    return len(entries)


def _is_same(source: Path, target: Path) -> bool:
    if not target.is_file():
        return False
    there, here = source.stat(), target.stat()
    return there.st_size == here.st_size and int(there.st_mtime) == int(here.st_mtime)


def _place(source: Path, target: Path, copy: Copy) -> None:
    """Put the file there in one step: an interrupted run leaves no half of a file under its name."""
    part = _part_of(target)
    copy(source, part)
    os.replace(part, target)


def _unpack(packed: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path) -> None:
    part = _part_of(target)
    with packed.open(entry) as source, part.open("wb") as stream:
        shutil.copyfileobj(source, stream, CHUNK)
    os.replace(part, target)


def _part_of(target: Path) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.part")
    part.unlink(missing_ok=True)
    return part
