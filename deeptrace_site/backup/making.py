"""Making a backup while the site runs."""

import os
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection, connections
from django.db.migrations.recorder import MigrationRecorder
from django.utils.crypto import salted_hmac

from deeptrace_site.backup.errors import BackupError
from deeptrace_site.backup.files import OnFile, files_gather, trees
from deeptrace_site.backup.manifest import ROWS, Manifest, rows_path
from deeptrace_site.backup.rows import rows_dump, tables_of
from deeptrace_site.backup.snapshot import database_snapshot

PRIVATE = 0o700  # the archive holds what people wrote, hashes of passwords and the site's key


def backup_make(
    archive: Path, *, left_out: Sequence[str], may_link: bool, on_file: OnFile, has_files: bool = True
) -> Manifest:
    """Write an archive under its name once it is whole; what stopped halfway is named `….unfinished`."""
    unfinished = _place(archive)
    manifest = _manifest(left_out)
    with database_snapshot(unfinished) as alias:
        manifest.migrations = migrations_applied(alias)
        for model in tables_of(apps):
            label = model._meta.label_lower
            manifest.tables[label] = rows_dump(model, alias, rows_path(unfinished, label))
    if not has_files:
        manifest.left_out = [tree.name for tree in trees()]
    files_gather(unfinished, manifest, may_link=may_link, on_file=on_file)
    manifest.write(unfinished)
    os.sync()
    unfinished.rename(archive)
    return manifest


def key_print() -> str:
    """What tells one site's key from another's without telling the key."""
    return salted_hmac("deeptrace.backup", "key", algorithm="sha256").hexdigest()[:16]


def migrations_applied(alias: str) -> list[str]:
    """What made the tables, as `app.name`."""
    applied = MigrationRecorder(connections[alias]).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in applied)


def _manifest(left_out: Sequence[str]) -> Manifest:
    return Manifest(
        software=settings.SOFTWARE_VERSION,
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        database=connection.vendor,
        key=key_print(),
        migrations=[],
        left_out=list(left_out),
    )


def _place(archive: Path) -> Path:
    """An empty folder beside the archive-to-be; what an attempt before left there is removed."""
    if archive.exists():
        raise BackupError(f"{archive} is there already; name a new folder.")
    inside = [tree.root for tree in trees() if archive.resolve().is_relative_to(tree.root)]
    if inside:
        raise BackupError(f"{archive} lies in {inside[0]}, which is backed up; name a folder elsewhere.")
    unfinished = archive.with_name(f"{archive.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    (unfinished / ROWS).mkdir(parents=True)
    unfinished.chmod(PRIVATE)
    return unfinished
