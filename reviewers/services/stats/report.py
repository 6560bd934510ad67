"""Everything that the dashboard shows, and each part of it as a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Any

from annotations.models import Annotation, Category, Project, User
from annotations.selectors.access import role_require
from reviewers.metrics.listing import statistics_of
from reviewers.selectors.gold import READERS
from reviewers.services.stats.kept import Part, stats_known

VERDICTS = tuple(verdict.value for verdict in Annotation.Verdict)
FOLLOWED = ("verdict_alpha", "verdict_raw", "found", "mean_viou", "frame_alpha")
WHOLE = ("progress", "answers", "throughput", "active_ms", "categories_by_generator", "conflicts")


@dataclass(frozen=True, slots=True)
class Table:
    """What a CSV holds: names of columns, and rows of plain values."""

    header: tuple[str, ...]
    rows: Iterable[list[Any]]


def stats_get(*, project: Project, viewer: User) -> dict[str, Any]:
    """All parts, as of which moment, and whether that is long ago; a constant number of queries.

    Nothing that others answered about a video is counted while the viewer's own answer on it is open.
    Raises StatsNotCountedError where a job has to count first.
    """
    role_require(project=project, user=viewer, roles=READERS)
    known = stats_known(project=project, viewer=viewer)
    verdicts = known.part("verdicts_by_source")
    return {
        **{name: known.part(name) for name in WHOLE},
        "verdicts": {name: sum(each[name] for each in verdicts) for name in VERDICTS},
        "verdicts_by_source": verdicts,
        **known.part("weeks"),
        "as_of": known.as_of,
        "kept": known.kept,
        "due": known.due,
        "counting": known.counting,
    }


def stats_table(*, project: Project, viewer: User, name: str) -> Table:
    """One part as a table; `name` is one of TABLES. Raises StatsNotCountedError as `stats_get` does."""
    role_require(project=project, user=viewer, roles=READERS)
    return TABLES[name](project, stats_known(project=project, viewer=viewer).part)


def agreement_table(report: dict[str, Any]) -> Table:
    """An agreement report: what it rests on, then a row for each statistic."""
    counts = ([f"coverage.{name}", n, None, None, n, None] for name, n in report["coverage"].items())
    numbers = (
        [name, each["value"], *(each["ci"] or (None, None)), each["n"], each["reason"]]
        for name, each in statistics_of(report)
    )
    return Table(("statistic", "value", "low", "high", "n", "reason"), chain(counts, numbers))


def _progress_table(project: Project, part: Part) -> Table:
    parts = {"video": part("progress"), "answer": part("answers")}
    rows = ([of, state, n] for of, states in parts.items() for state, n in states.items())
    return Table(("of", "state", "n"), rows)


def _throughput_table(project: Project, part: Part) -> Table:
    header = ("date", "submitted", "accepted", "returned", "gold", "active_ms")
    return Table(header, ([day[name] for name in header] for day in part("throughput")))


def _active_table(project: Project, part: Part) -> Table:
    rows = ([bar["from_ms"], bar["to_ms"], bar["n"]] for bar in part("active_ms")["bars"])
    return Table(("from_ms", "to_ms", "answers"), rows)


def _verdicts_table(project: Project, part: Part) -> Table:
    rows = map(_verdicts_row, part("verdicts_by_source"))
    return Table(("kind", "source", *VERDICTS, "answers", "unsure_share"), rows)


def _verdicts_row(counts: dict[str, Any]) -> list[Any]:
    given = [counts[name] for name in VERDICTS]
    return [counts["kind"], counts["source"], *given, sum(given), round(counts["unsure"] / sum(given), 4)]


def _categories_table(project: Project, part: Part) -> Table:
    keys = Category.objects.filter(project=project).order_by("position", "id").values_list("key", flat=True)
    rows = (row for each in part("categories_by_generator") for row in _categories_rows(each, list(keys)))
    return Table(("source", "category", "traces", "traces_of_source", "share"), rows)


def _categories_rows(counts: dict[str, Any], keys: list[str]) -> Iterable[list[Any]]:
    for key in dict.fromkeys([*keys, *counts["categories"]]):
        n = counts["categories"].get(key, 0)
        yield [counts["source"], key, n, counts["traces"], round(n / counts["traces"], 4)]


def _agreement_table(project: Project, part: Part) -> Table:
    weeks = part("weeks")["agreement_over_time"]
    columns = [f"{name}{ending}" for name in FOLLOWED for ending in ("", "_n")]
    rows = ([week["week"], week["videos"], week["pairs"], *_numbers(week)] for week in weeks)
    return Table(("week", "videos", "pairs", *columns), rows)


def _conflicts_table(project: Project, part: Part) -> Table:
    header = ("kind", "conflicts", "videos")
    return Table(header, ([each[name] for name in header] for each in part("conflicts")))


def _numbers(week: dict[str, Any]) -> list[Any]:
    return [week[name][key] for name in FOLLOWED for key in ("value", "n")]


TABLES: dict[str, Callable[[Project, Part], Table]] = {
    "progress": _progress_table,
    "throughput": _throughput_table,
    "active-time": _active_table,
    "verdicts": _verdicts_table,
    "categories": _categories_table,
    "agreement": _agreement_table,
    "conflicts": _conflicts_table,
}
