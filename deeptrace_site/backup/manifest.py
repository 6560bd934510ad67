"""The manifest of an archive: what it holds, what made it, and the hashes that prove it whole.

An archive is a folder: `manifest.json` (written last), `rows/<table>.jsonl.gz` (one JSON list a row),
`files.jsonl` (one object a file) and `files/<tree>/...`. Nothing in it depends on the database it came from.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from deeptrace_site.backup.errors import BackupError

FORMAT = 1
MANIFEST, SEAL, FILE_LIST, ROWS, FILES = "manifest.json", "manifest.sha256", "files.jsonl", "rows", "files"
TORN = "{archive} is not a whole backup: {why}. Nothing was changed; use another backup."


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one table: `sha256` is that of the unpacked lines."""

    columns: list[str]
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file: `path` begins with the name of its tree and never leaves it."""

    path: str
    bytes: int
    sha256: str


@dataclass(slots=True)
class Manifest:
    """What `manifest.json` says."""

    software: str
    made_at: str
    database: str
    key: str
    migrations: list[str]
    left_out: list[str]
    tables: dict[str, Table] = field(default_factory=dict)
    files: int = 0
    file_bytes: int = 0
    file_list_sha256: str = ""
    format: int = FORMAT

    def write(self, archive: Path) -> None:
        """Write it with its own hash; a folder without these is no backup."""
        text = json.dumps(asdict(self), indent=1, sort_keys=True)
        (archive / SEAL).write_text(hashlib.sha256(text.encode()).hexdigest() + "\n")
        (archive / MANIFEST).write_text(text)


def torn(archive: Path, why: str) -> BackupError:
    """The error for an archive that is not what it says."""
    return BackupError(TORN.format(archive=archive, why=why))


def manifest_read(archive: Path) -> Manifest:
    """The manifest, or BackupError where it is missing, damaged or of a later format."""
    try:
        text, seal = (archive / MANIFEST).read_text(), (archive / SEAL).read_text().strip()
    except (OSError, ValueError) as error:
        raise torn(archive, f"{MANIFEST} or {SEAL} cannot be read") from error
    if hashlib.sha256(text.encode()).hexdigest() != seal:
        raise torn(archive, f"{MANIFEST} is damaged")
    given: dict[str, Any] = json.loads(text)
    if given["format"] != FORMAT:
        raise BackupError(
            f"{archive} was made by DeepTrace {given['software']} in a form that this version does not know."
            " Install that version or a newer one, then restore."
        )
    tables = {label: Table(**table) for label, table in given.pop("tables").items()}
    return Manifest(**given, tables=tables)


def rows_path(archive: Path, label: str) -> Path:
    """Where the rows of a table are kept."""
    return archive / ROWS / f"{label}.jsonl.gz"


def files_listed(archive: Path) -> Iterator[StoredFile]:
    """The files of an archive, one after the other."""
    with (archive / FILE_LIST).open() as stream:
        for line in stream:
            stored = StoredFile(**json.loads(line))
            path = PurePosixPath(stored.path)
            if path.is_absolute() or ".." in path.parts:
                raise torn(archive, f"{stored.path} lies outside of it")
            yield stored
