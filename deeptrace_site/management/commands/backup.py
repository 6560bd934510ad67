"""`manage.py backup DST`: the whole site as it is now, while it runs."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from deeptrace_site.backup import BackupError, archive_verify, backup_make
from deeptrace_site.backup.files import MEDIA, MODELS

TOLD_EVERY = 1000


class Command(BaseCommand):
    """Writes a folder that `restore` puts back, on SQLite or PostgreSQL alike."""

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """DST, --without, --copy, --verify."""
        parser.add_argument("archive", type=Path, metavar="DST", help="a folder that is not there yet")
        parser.add_argument(
            "--without", nargs="+", choices=[MEDIA, MODELS], default=[], help="leave these files out"
        )
        parser.add_argument(
            "--copy", action="store_true", help="copy media even where a hard link would do (same disk)"
        )
        parser.add_argument("--verify", action="store_true", help="read all of it again afterwards")

    def handle(self, *args: Any, **options: Any) -> None:
        """Back up, then say what is in it."""
        archive: Path = options["archive"].absolute()
        try:
            manifest = backup_make(
                archive, left_out=options["without"], may_link=not options["copy"], on_file=self._told
            )
            if options["verify"]:
                archive_verify(archive, on_file=self._told)
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        rows = sum(table.rows for table in manifest.tables.values())
        self.stdout.write(
            f"{archive}: {rows} rows, {manifest.files} files ({manifest.file_bytes / 2**20:.1f} MB)"
        )
        for name in manifest.left_out:
            self.stdout.write(f"  left out: {name}")

    def _told(self, number: int) -> None:
        if number % TOLD_EVERY == 0:
            self.stderr.write(f"{number} files")
