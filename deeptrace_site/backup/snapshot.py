"""All tables as they were at one moment, while the site goes on."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, connections, transaction

from deeptrace_site.backup.errors import BackupError

ALIAS = "backup_snapshot"
FROZEN = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"


@contextmanager
def database_snapshot(folder: Path) -> Iterator[str]:
    """The alias of a connection that sees one moment until the block ends; nobody who writes waits for it."""
    if connection.vendor == "sqlite":
        with _sqlite_copy(folder / "snapshot.sqlite3") as alias:
            yield alias
    else:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(FROZEN)
            yield connection.alias


@contextmanager
def _sqlite_copy(path: Path) -> Iterator[str]:
    """SQLite's own online copy, checked before it is read."""
    site: Any = connection
    site.ensure_connection()
    with closing(site.Database.connect(path)) as copy:
        site.connection.backup(copy)
    connections.settings[ALIAS] = {**site.settings_dict, "NAME": str(path)}
    try:
        _check(connections[ALIAS])
        yield ALIAS
    finally:
        connections[ALIAS].close()
        del connections[ALIAS], connections.settings[ALIAS]
        for part in path.parent.glob(f"{path.name}*"):
            part.unlink()


def _check(copied: Any) -> None:
    with copied.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        found = cursor.fetchone()[0]
    if found != "ok":
        raise BackupError(f"The database is damaged, so that it was not backed up: {found}")
