"""`manage.py restore SRC`: put a backup back into an empty place."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from deeptrace_site.backup import BackupError, archive_verify, backup_restore

TOLD_EVERY = 1000


class Command(BaseCommand):
    """Verifies the whole backup first; DEEPTRACE_DATA and DATABASE_URL say where it goes."""

    help = __doc__ or ""
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """SRC, --verify, --new-key."""
        parser.add_argument("archive", type=Path, metavar="SRC", help="a folder that `backup` wrote")
        parser.add_argument("--verify", action="store_true", help="only verify it; restore nothing")
        parser.add_argument(
            "--new-key", action="store_true", help="restore although people's pseudonyms change"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore, then say what came back."""
        archive: Path = options["archive"]
        try:
            if options["verify"]:
                manifest = archive_verify(archive, on_file=self._told)
            else:
                manifest = backup_restore(archive, on_file=self._told, has_new_key=options["new_key"])
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        rows = sum(table.rows for table in manifest.tables.values())
        done = "is whole" if options["verify"] else "restored"
        self.stdout.write(f"{archive} of {manifest.made_at} {done}: {rows} rows, {manifest.files} files")

    def _told(self, number: int) -> None:
        if number % TOLD_EVERY == 0:
            self.stderr.write(f"{number} files")
