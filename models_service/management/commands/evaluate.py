"""`manage.py evaluate PREDICTIONS.jsonl`: score predictions against a release or a file of rows."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotations.benchmark.row import SPLITS, BenchmarkRow
from annotations.errors import DeepTraceError
from models_service.evaluation.table import table_lines
from models_service.services.evaluations.scoring import TruthFile, predictions_score, release_truth
from reviewers.imports.categories import tag_table
from reviewers.models import Release


class Command(BaseCommand):
    """Prints metrics, counts, coverage and every problem; fails where nothing could be scored."""

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The predictions, and what they are held against."""
        parser.add_argument("predictions", type=Path, help="JSON lines (docs/models/evaluation.md)")
        truth = parser.add_mutually_exclusive_group(required=True)
        truth.add_argument("--release", default="", help="PROJECT/NUMBER of a release that is done")
        truth.add_argument("--truth", type=Path, help="a file of rows such as all_data.json")
        parser.add_argument("--frame-base", type=int, choices=[0, 1], default=0, help="of the --truth file")
        parser.add_argument(
            "--split", choices=SPLITS, action="append", default=[], help="else all; repeatable"
        )
        parser.add_argument("--model-id", default="", help="only the lines of this model")
        parser.add_argument("--json", action="store_true", help="the whole report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Score and print."""
        try:
            report = predictions_score(
                truth=_truth(options), predictions=options["predictions"], model_id=options["model_id"]
            )
        except DeepTraceError as error:
            raise CommandError(error.message) from error
        except OSError as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(report, indent=2, ensure_ascii=False, allow_nan=False))
        else:
            self.stdout.write("\n".join(table_lines(report)))
        if not report["coverage"]["predicted"]:
            raise CommandError("No line is a prediction for a video of the truth.")


def _truth(options: dict[str, Any]) -> TruthFile:
    splits = tuple(options["split"])
    if options["release"]:
        return release_truth(release=_release(options["release"]), splits=splits)
    table = tag_table(None)

    def categories_of(row: BenchmarkRow) -> list[str]:
        return table.categories_of(row)[0]

    return TruthFile(options["truth"], options["frame_base"], splits, categories_of)


def _release(name: str) -> Release:
    slug, _, number = name.rpartition("/")
    found = Release.objects.filter(project__slug=slug, version=int(number) if number.isdecimal() else 0)
    release = found.select_related("project").first()
    if release is None:
        raise CommandError(f"There is no release {name}; write it as PROJECT/NUMBER.")
    return release
