"""Reading a whole archive and comparing it with its manifest."""

import gzip
import hashlib
import zlib
from pathlib import Path

from deeptrace_site.backup.files import OnFile, files_verify
from deeptrace_site.backup.manifest import Manifest, Table, manifest_read, rows_path, torn
from deeptrace_site.backup.rows import rows_read


def archive_verify(archive: Path, *, on_file: OnFile) -> Manifest:
    """The manifest of an archive that is whole; BackupError says what is missing or damaged."""
    manifest = manifest_read(archive)
    for label, table in manifest.tables.items():
        _table_verify(archive, label, table)
    files_verify(archive, manifest, on_file=on_file)
    return manifest


def _table_verify(archive: Path, label: str, table: Table) -> None:
    digest, count = hashlib.sha256(), 0
    try:
        for line in rows_read(rows_path(archive, label)):
            digest.update(line)
            count += 1
    except (OSError, EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise torn(archive, f"the rows of {label} cannot be read") from error
    if (count, digest.hexdigest()) != (table.rows, table.sha256):
        raise torn(archive, f"the rows of {label} are damaged")
