"""A report as lines of text, without anything to compute with."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

SHOWN_IN_GROUPS = ("accuracy", "fake_accuracy", "bbox_iou", "time_distance", "temporal_iou", "tube_iou")
PROBLEMS_SHOWN = 20


def one_decimal(value: float | None) -> str:
    """As the paper prints: one decimal, an exact half up; `-` where there is no value."""
    if value is None:
        return "-"
    return str(Decimal(str(round(value, 9))).quantize(Decimal("0.1"), ROUND_HALF_UP))


def table_lines(report: dict[str, Any]) -> Iterator[str]:
    """Metrics, denominators, coverage, groups, then the problems."""
    yield f"{'metric':<22} {'value':>7}  {'95 % interval':<16} {'n':>7}  note"
    for name, stat in report["metrics"].items():
        ci = " .. ".join(one_decimal(end) for end in stat["ci"]) if stat["ci"] else ""
        note = stat["reason"] or ""
        yield f"{name:<22} {one_decimal(stat['value']):>7}  {ci:<16} {stat['n']:>7}  {note}".rstrip()
    for part in ("denominators", "coverage"):
        yield ""
        yield part
        yield from (
            f"  {name:<28} {value!s:>7}" for name, value in report[part].items() if name != "missing_ids"
        )
    for kind, groups in report["by"].items():
        yield from _group_lines(kind, groups)
    yield from _problem_lines(report)


def _group_lines(kind: str, groups: dict[str, Any]) -> Iterator[str]:
    yield ""
    yield f"{'by ' + kind:<28} {'n':>6} " + " ".join(f"{name:>14}" for name in SHOWN_IN_GROUPS)
    for group, metrics in groups.items():
        values = " ".join(f"{one_decimal(metrics[name]['value']):>14}" for name in SHOWN_IN_GROUPS)
        yield f"{group[:28]:<28} {metrics['accuracy']['n']:>6} {values}"


def _problem_lines(report: dict[str, Any]) -> Iterator[str]:
    yield ""
    if not report["problem_counts"]:
        yield "no problems"
        return
    yield "problems"
    for code, count in report["problem_counts"].items():
        yield f"  {code:<28} {count:>7}"
    for each in report["problems"][:PROBLEMS_SHOWN]:
        where = f"line {each['line']}" if each["line"] is not None else each["video_id"]
        yield f"  {where}: {each['field'] or '-'}: {each['detail']}"
    left = sum(report["problem_counts"].values()) - PROBLEMS_SHOWN
    if left > 0:
        yield f"  ... and {left} more"
