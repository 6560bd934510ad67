"""`manage.py move_database URL`: copy all rows into an empty database, SQLite or PostgreSQL."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from deeptrace_site.backup import BackupError, database_move


class Command(BaseCommand):
    """Changes nothing in the present database; files stay where they are."""

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """URL."""
        parser.add_argument("url", metavar="URL", help="what DATABASE_URL will be afterwards")

    def handle(self, *args: Any, **options: Any) -> None:
        """Move, then say what to do next."""
        try:
            manifest = database_move(options["url"])
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        rows = sum(table.rows for table in manifest.tables.values())
        self.stdout.write(f"{rows} rows copied. Set DATABASE_URL to the new database and start the site.")
