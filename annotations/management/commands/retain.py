"""`manage.py retain`: remove what is kept about people longer than it is needed."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from annotations.services.personal.retention import KINDS, retention_apply, retention_count

LEAST_DAYS = 30


class Command(BaseCommand):
    """Without --apply it only says what would go."""

    help = "Remove old sessions, links, revoked tokens, activity, copies, and drafts of people who left."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--days, --only, --apply."""
        parser.add_argument("--days", type=int, default=365, help="keep what is younger (default: 365)")
        parser.add_argument("--only", nargs="+", choices=sorted(KINDS), help="these kinds and no others")
        parser.add_argument("--apply", action="store_true", help="remove it; otherwise it is only counted")

    def handle(self, *args: Any, **options: Any) -> None:
        """Count or remove, and print one line a kind."""
        if options["days"] < LEAST_DAYS:
            raise CommandError(f"--days must be {LEAST_DAYS} or more: work under way would be lost.")
        act = retention_apply if options["apply"] else retention_count
        before = timezone.now() - timedelta(days=options["days"])
        for found in act(before=before, kinds=options["only"] or sorted(KINDS)):
            self.stdout.write(f"{found.kind:12} {found.count}")
        if not options["apply"]:
            self.stdout.write("Nothing was removed: add --apply.")
