"""A report's numbers one after the other, without anything to compute with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def statistics_of(report: dict[str, Any], path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each statistic with its name, such as `verdict.alpha`, in the order of the report."""
    for name, value in report.items():
        if isinstance(value, dict) and "value" in value:
            yield path + name, value
        elif isinstance(value, dict):
            yield from statistics_of(value, f"{path}{name}.")
