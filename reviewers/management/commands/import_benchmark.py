"""`manage.py import_benchmark ROOT`: read a released benchmark into a project."""

from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotations.errors import DeepTraceError
from annotations.models import Project
from annotations.tasks import job_publish
from reviewers.services.import_media import MediaFolder
from reviewers.services.imports import ImportSource, ImportSummary, benchmark_import, import_project

FILE_NAME = "all_data.json"


class Command(BaseCommand):
    """Reads all_data.json, and the media beside it, into a project; running it again changes nothing."""

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """ROOT and the options."""
        parser.add_argument("root", type=Path, help="folder with all_data.json, videos/ and real_videos/")
        parser.add_argument("--project", default="", help="slug; may be left out where there is only one")
        parser.add_argument("--frame-base", type=int, choices=[0, 1], default=0, help="first frame's number")
        parser.add_argument("--metadata-only", action="store_true", help="take no media")
        parser.add_argument("--file", type=Path, help="another file than ROOT/all_data.json")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, then say what became of every row."""
        root: Path = options["root"]
        source = ImportSource(
            file=options["file"] or root / FILE_NAME,
            frame_base=options["frame_base"],
            metadata_only=options["metadata_only"],
            media=None if options["metadata_only"] else MediaFolder(root, on_job=job_publish),
        )
        if not source.file.is_file():
            raise CommandError(f"There is no file {source.file}.")
        try:
            project = import_project(slug=options["project"])
            summary = benchmark_import(project=project, source=source, on_progress=self._progress)
        except DeepTraceError as error:
            raise CommandError(error.message) from error
        self._report(project, summary)

    def _progress(self, share: float, step: str) -> None:
        self.stderr.write(f"{share:4.0%} {step}")

    def _report(self, project: Project, summary: ImportSummary) -> None:
        result = summary.as_json()
        for error in result["errors"]:
            field = error["field"] or "row"
            self.stdout.write(f"row {error['row']}: {field}: {error['detail']} ({error['code']})")
        bad = len({error["row"] for error in result["errors"]})
        self.stdout.write(
            f"{project.slug}: {summary.rows} rows read, {summary.created} created,"
            f" {summary.unchanged} unchanged, {bad} left out"
        )
        for code, count in Counter(error["code"] for error in result["errors"]).most_common():
            self.stdout.write(f"  {count} x {code}")
        if summary.rows and bad == summary.rows:
            raise CommandError("No row could be imported.")
