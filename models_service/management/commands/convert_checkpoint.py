"""`manage.py convert_checkpoint SRC DST`: a published VideoLLaMA3 or DeeptraceReward folder, made native."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from models_service.checkpoints.convert import Plan, checkpoint_convert, conversion_plan
from models_service.checkpoints.errors import CheckpointUnusableError


class Command(BaseCommand):
    """Reads nothing but JSON and safetensors, runs no code of the checkpoint, leaves the source as it is."""

    help = __doc__ or ""
    requires_system_checks: list[str] = []  # noqa: RUF012 - Django's own attribute

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The two folders."""
        parser.add_argument("source", type=Path, help="folder with config.json and safetensors shards")
        parser.add_argument("target", type=Path, help="folder to write to: empty, or not there yet")
        parser.add_argument(
            "--dry-run", action="store_true", help="print what would be renamed, write nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Plan, print, write."""
        try:
            plan = conversion_plan(options["source"])
            if options["dry_run"]:
                self._print(plan)
                return
            checkpoint_convert(options["source"], options["target"], plan, self.stdout.write)
        except (CheckpointUnusableError, OSError) as error:
            raise CommandError(str(error)) from error

    def _print(self, plan: Plan) -> None:
        for shard, names in plan.shards.items():
            self.stdout.write(shard)
            for old, new in names.items():
                self.stdout.write(f"  {old} -> {new}")
