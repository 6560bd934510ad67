"""The report, loaded on first use: it takes numpy."""

from importlib import import_module
from typing import Any, cast

from annotations.models import Project, User
from reviewers.metrics.listing import statistics_of
from reviewers.services.stats.report import Table

HEADER = ("part", "name", "value", "low", "high", "n", "reason")


def report_get(*, project: Project, viewer: User) -> dict[str, Any]:
    """services.reporting.report.suggestion_report"""
    module = import_module("models_service.services.reporting.report")
    return cast(dict[str, Any], module.suggestion_report(project=project, viewer=viewer))


def report_table(report: dict[str, Any]) -> Table:
    """The same numbers, one a line."""
    rows: list[list[Any]] = []
    for each in report["by_model"]:
        part = f"{each['model']['backend']} {each['model']['version'][:12]}"
        rows += _lines(part, {name: value for name, value in each.items() if name != "model"})
    for name in ("with", "without"):
        rows += _lines(f"arm {name}", report["arms"][name])
    rows += _lines("first_pass", report["first_pass"]) + _lines("checks", report["checks"])
    return Table(HEADER, rows)


def _lines(part: str, found: dict[str, Any]) -> list[list[Any]]:
    counts = [[part, name, n, None, None, n, None] for name, n in found.items() if not isinstance(n, dict)]
    numbers = [
        [part, name, each["value"], *(each["ci"] or (None, None)), each["n"], each["reason"]]
        for name, each in statistics_of(found)
    ]
    return counts + numbers
