"""`manage.py import_labelbox FILE`: read Labelbox's NDJSON of video annotations into a project."""

import json
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotations.benchmark.row import TYPE_NAMES
from annotations.errors import DeepTraceError
from reviewers.labelbox.importing import labelbox_import
from reviewers.labelbox.rows import NameMap
from reviewers.services.imports import ImportSource, ImportSummary, project_named

PARTS = ("videos", "kinds", "categories")


class Command(BaseCommand):
    """Reads Labelbox's NDJSON into a project and says what has no counterpart; again, it changes nothing."""

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """FILE and the options."""
        parser.add_argument("file", type=Path, help="NDJSON: a project's export, or an import payload")
        parser.add_argument("--project", default="", help="slug; may be left out where there is only one")
        parser.add_argument(
            "--map",
            type=Path,
            help='JSON: {"videos": {Labelbox name: video_id}, "kinds": {name: "fake" or "real"},'
            ' "categories": {raw tag: category key}}',
        )
        parser.add_argument(
            "--metadata-only", action="store_true", help="make videos without media where they are missing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, then say what became of every line."""
        if not options["file"].is_file():
            raise CommandError(f"There is no file {options['file']}.")
        source = ImportSource(file=options["file"], metadata_only=options["metadata_only"])
        try:
            project = project_named(slug=options["project"])
            summary = labelbox_import(
                project=project,
                source=source,
                name_map=_name_map(options["map"]),
                on_progress=lambda share, step: self.stderr.write(f"{share:4.0%} {step}"),
            )
        except DeepTraceError as error:
            raise CommandError(error.message) from error
        self._report(project.slug, summary)

    def _report(self, slug: str, summary: ImportSummary) -> None:
        for title, found in (
            ("left out", summary.errors),
            ("without a counterpart", summary.without_counterpart),
        ):
            for told in sorted(found, key=lambda told: told["row"]):
                where = f"line {told['row'] + 1}: {told['field'] or 'line'}"
                self.stdout.write(f"{title}: {where}: {told['detail']} ({told['code']})")
        self.stdout.write(
            f"{slug}: {summary.rows} traces and videos read, {summary.created} created,"
            f" {summary.unchanged} unchanged"
        )
        counted = Counter(told["code"] for told in (*summary.errors, *summary.without_counterpart))
        for code, count in counted.most_common():
            self.stdout.write(f"  {count} x {code}")
        if summary.errors and not summary.created and not summary.unchanged:
            raise CommandError("Nothing could be imported.")


def _name_map(path: Path | None) -> NameMap:
    if path is None:
        return NameMap()
    try:
        body = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise CommandError(f"{path} cannot be read as JSON: {error}") from error
    if not isinstance(body, dict) or set(body) - set(PARTS) or not all(map(_are_texts, body.values())):
        raise CommandError(f"{path} must be an object of {', '.join(PARTS)}, each an object of texts.")
    if not set(body.get("kinds", {}).values()) <= set(TYPE_NAMES):
        raise CommandError(f"{path}: a kind is {' or '.join(TYPE_NAMES)}.")
    return NameMap(**body)


def _are_texts(part: Any) -> bool:
    return isinstance(part, dict) and all(isinstance(value, str) for value in part.values())
