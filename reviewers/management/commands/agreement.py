"""`manage.py agreement`: how far people agree, as a table or as JSON."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotations.errors import DeepTraceError
from reviewers.metrics.listing import statistics_of
from reviewers.selectors.agreement import AgreementFilter
from reviewers.services.agreement import agreement_full
from reviewers.services.imports import project_named


class Command(BaseCommand):
    """Computes what is missing, then prints every statistic with its interval, its n and its reason."""

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The filters of the REST report."""
        parser.add_argument("--project", default="", help="slug; may be left out where there is only one")
        parser.add_argument("--json", action="store_true", help="the whole report as JSON")
        parser.add_argument("--category", default="", help="traces of this category key alone")
        parser.add_argument("--source", default="", help="videos of this source alone")
        parser.add_argument("--round", choices=["first", "latest"], default="latest")
        parser.add_argument("--since", type=date.fromisoformat, help="handed in on this day or later")
        parser.add_argument("--until", type=date.fromisoformat, help="handed in on this day or earlier")
        parser.add_argument("--assisted", choices=["without", "only", "all"], default="without")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the report."""
        names = ("category", "source", "round", "since", "until", "assisted")
        chosen = AgreementFilter(**{name: options[name] for name in names})
        try:
            project = project_named(slug=options["project"])
        except DeepTraceError as error:
            raise CommandError(error.message) from error
        report = agreement_full(project=project, chosen=chosen, on_progress=self._progress)
        if options["json"]:
            self.stdout.write(json.dumps(report, indent=2, ensure_ascii=False, allow_nan=False))
            return
        for line in table_lines(report):
            self.stdout.write(line)

    def _progress(self, share: float) -> None:
        self.stderr.write(f"{share:4.0%}")


def table_lines(report: dict[str, Any]) -> Iterator[str]:
    """One line a statistic: name, value, 95 % interval, n, and why there is none."""
    for name, count in report["coverage"].items():
        yield f"{'coverage.' + name:<48} {count:>8}"
    yield f"{'statistic':<48} {'value':>8}  {'95 % interval':<18} {'n':>8}  note"
    for name, statistic in statistics_of(report):
        value = _number(statistic["value"])
        interval = " .. ".join(_number(end) for end in statistic["ci"]) if statistic["ci"] else ""
        line = f"{name:<48} {value:>8}  {interval:<18} {statistic['n']:>8}  {statistic['reason'] or ''}"
        yield line.rstrip()


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
