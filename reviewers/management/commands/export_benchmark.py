"""`manage.py export_benchmark OUT`: write all_data.json and the media beside it, laid out as released."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotations.errors import DeepTraceError
from annotations.models import Project
from reviewers.models import Release
from reviewers.releases.export import copy_file, link_file
from reviewers.releases.options import BBOX_POLICIES, ReleaseOptions
from reviewers.services.exports import ExportTarget, export_current, export_release
from reviewers.services.imports import project_named

MEDIA = {"copy": copy_file, "link": link_file, "none": None}


class Command(BaseCommand):
    """Writes the gold as it is now, or a release as it was made."""

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """OUT and the policies of a release."""
        parser.add_argument("out", type=Path, help="folder to write to; made where it is missing")
        parser.add_argument("--project", default="", help="slug; may be left out where there is only one")
        parser.add_argument("--release", type=int, help="number of a release; else the gold as it is now")
        parser.add_argument(
            "--media", choices=MEDIA, default="copy", help="link: hard links to the originals"
        )
        parser.add_argument("--bbox", choices=BBOX_POLICIES, default="onset")
        parser.add_argument("--frame-base", type=int, choices=[0, 1], default=0)
        parser.add_argument("--include-unsure", action="store_true")
        parser.add_argument("--include-undetected", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Export, then say what was written and what was left out."""
        target = ExportTarget(out=options["out"], copy=MEDIA[options["media"]], on_progress=self._progress)
        try:
            project = project_named(slug=options["project"])
            manifest = _export(project, target, options)
        except DeepTraceError as error:
            raise CommandError(error.message) from error
        except OSError as error:
            raise CommandError(f"Writing to {target.out} failed: {error}") from error
        self._report(target.out, manifest)

    def _progress(self, share: float, step: str) -> None:
        self.stderr.write(f"{share:4.0%} {step}")

    def _report(self, out: Path, manifest: dict[str, Any]) -> None:
        counts = manifest["counts"]
        self.stdout.write(
            f"{out}: {counts['rows']} rows of {counts['videos']} videos"
            f" ({counts['fake_videos']} fake, {counts['real_videos']} real, {counts['traces']} traces)"
        )
        for reason, count in counts["left_out"].items():
            if count:
                self.stdout.write(f"  left out: {count} x {reason}")
        missing = counts["media_missing"]
        if missing:
            self.stdout.write(f"  without media: {missing}")


def _export(project: Project, target: ExportTarget, options: dict[str, Any]) -> dict[str, Any]:
    number = options["release"]
    if number is None:
        names = ("bbox", "frame_base", "include_unsure", "include_undetected")
        policies = ReleaseOptions(**{name: options[name] for name in names})
        return export_current(project=project, options=policies, target=target)
    release = Release.objects.filter(project=project, version=number).select_related("project").first()
    if release is None:
        raise CommandError(f"{project.slug} has no release {number}.")
    return export_release(release=release, target=target)
