"""`manage.py pick_controls --from FOLDER`: real clips as long as the generated ones, with provenance."""

from argparse import ArgumentParser
from importlib import import_module
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotations.errors import DeepTraceError
from reviewers.services.imports import project_named


class Command(BaseCommand):
    """Picks and cuts real clips to the lengths of a project's generated ones; one seed, one result."""

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where from, where to."""
        parser.add_argument(
            "--from", type=Path, required=True, dest="folder", help="folder of real MP4 files"
        )
        parser.add_argument("--out", type=Path, required=True, help="folder to write to")
        parser.add_argument("--project", default="", help="slug; may be left out where there is only one")
        parser.add_argument("--seed", type=int, default=0, help="another seed picks and cuts otherwise")
        parser.add_argument("--licence", default="", help="of these clips, kept with each")
        parser.add_argument("--source", default="", help="name of the corpus, kept with each")

    def handle(self, *args: Any, **options: Any) -> None:
        """Pick, cut, then say how close the lengths are."""
        picking = import_module("reviewers.controls.picking")  # numpy only when it is run
        if not options["folder"].is_dir():
            raise CommandError(f"There is no folder {options['folder']}.")
        names = ("folder", "out", "seed", "licence", "source")
        try:
            report = picking.controls_pick(
                project=project_named(slug=options["project"]),
                options=picking.PickOptions(**{name: options[name] for name in names}),
                on_progress=lambda share, step: self.stderr.write(f"{share:4.0%} {step}"),
            )
        except DeepTraceError as error:
            raise CommandError(error.message) from error
        self._report(report, options["out"])

    def _report(self, report: dict[str, Any], out: Path) -> None:
        for skipped in report["skipped"]:
            self.stdout.write(f"skipped: {skipped['file']}: {skipped['detail']} ({skipped['code']})")
        for row in report["lengths"].get("quantiles", []):
            self.stdout.write(
                f"  {row['share']:4.0%}  generated {row['wanted_s']:.3f} s  real {row['got_s']:.3f} s"
            )
        lengths = report["lengths"]
        self.stdout.write(
            f"{out}: {len(report['controls'])} controls for {lengths['n_wanted']} generated videos,"
            f" {report['missing']} without one; Kolmogorov-Smirnov {lengths['ks']} (p {lengths['p_value']})"
        )
        if not report["controls"]:
            raise CommandError("There is no control.")
