"""Everything that the dashboard shows, and each part of it as a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from itertools import chain
from typing import Any

from annotations.models import Annotation, Category, Project, User
from annotations.selectors.access import role_require
from reviewers.metrics.listing import statistics_of
from reviewers.selectors.agreement import videos_in_own_work
from reviewers.selectors.gold import READERS
from reviewers.selectors.stats.answers import (
    CategoryCounts,
    VerdictCounts,
    active_times_ms,
    category_counts,
    verdict_counts,
)
from reviewers.selectors.stats.conflicts import conflict_counts
from reviewers.selectors.stats.progress import answer_states, days_of, video_states
from reviewers.selectors.stats.spread import Spread, spread_of
from reviewers.services.stats.weeks import agreement_weeks

VERDICTS = tuple(verdict.value for verdict in Annotation.Verdict)
FOLLOWED = ("verdict_alpha", "verdict_raw", "found", "mean_viou", "frame_alpha")


@dataclass(frozen=True, slots=True)
class Table:
    """What a CSV holds: names of columns, and rows of plain values."""

    header: tuple[str, ...]
    rows: Iterable[list[Any]]


def stats_get(*, project: Project, viewer: User) -> dict[str, Any]:
    """All parts; a constant number of queries, whatever the project holds.

    Nothing that others answered about a video is counted while the viewer's own answer on it is open.
    """
    role_require(project=project, user=viewer, roles=READERS)
    without = videos_in_own_work(project=project, viewer=viewer)
    days = days_of(project=project)
    verdicts = verdict_counts(project=project, without=without)
    over_time = agreement_weeks(project=project, without=without)
    return {
        "progress": video_states(project=project),
        "answers": answer_states(project=project),
        "throughput": days,
        "active_ms": _active(project),
        "verdicts": {name: sum(getattr(each, name) for each in verdicts) for name in VERDICTS},
        "verdicts_by_source": verdicts,
        "categories_by_generator": category_counts(project=project, without=without),
        "agreement_over_time": over_time.weeks,
        "conflicts": conflict_counts(project=project, without=without),
        "pending": {"answers": over_time.pending_answers, "pairs": over_time.pending_pairs},
    }


def stats_table(*, project: Project, viewer: User, name: str) -> Table:
    """One part as a table; `name` is one of TABLES."""
    role_require(project=project, user=viewer, roles=READERS)
    return TABLES[name](project, viewer)


def agreement_table(report: dict[str, Any]) -> Table:
    """An agreement report: what it rests on, then a row for each statistic."""
    counts = ([f"coverage.{name}", n, None, None, n, None] for name, n in report["coverage"].items())
    numbers = (
        [name, each["value"], *(each["ci"] or (None, None)), each["n"], each["reason"]]
        for name, each in statistics_of(report)
    )
    return Table(("statistic", "value", "low", "high", "n", "reason"), chain(counts, numbers))


def _active(project: Project) -> Spread:
    return spread_of(active_times_ms(project=project))


def _progress_table(project: Project, viewer: User) -> Table:
    parts = {"video": video_states(project=project), "answer": answer_states(project=project)}
    rows = ([of, state, n] for of, states in parts.items() for state, n in states.items())
    return Table(("of", "state", "n"), rows)


def _throughput_table(project: Project, viewer: User) -> Table:
    header = ("date", "submitted", "accepted", "returned", "gold", "active_ms")
    return Table(header, (list(asdict(day).values()) for day in days_of(project=project)))


def _active_table(project: Project, viewer: User) -> Table:
    rows = ([bar.from_ms, bar.to_ms, bar.n] for bar in _active(project).bars)
    return Table(("from_ms", "to_ms", "answers"), rows)


def _verdicts_table(project: Project, viewer: User) -> Table:
    hidden = videos_in_own_work(project=project, viewer=viewer)
    rows = map(_verdicts_row, verdict_counts(project=project, without=hidden))
    return Table(("kind", "source", *VERDICTS, "answers", "unsure_share"), rows)


def _verdicts_row(counts: VerdictCounts) -> list[Any]:
    given = [getattr(counts, name) for name in VERDICTS]
    return [counts.kind, counts.source, *given, sum(given), round(counts.unsure / sum(given), 4)]


def _categories_table(project: Project, viewer: User) -> Table:
    keys = Category.objects.filter(project=project).order_by("position", "id").values_list("key", flat=True)
    hidden = videos_in_own_work(project=project, viewer=viewer)
    counts = category_counts(project=project, without=hidden)
    rows = (row for each in counts for row in _categories_rows(each, list(keys)))
    return Table(("source", "category", "traces", "traces_of_source", "share"), rows)


def _categories_rows(counts: CategoryCounts, keys: list[str]) -> Iterable[list[Any]]:
    known = dict.fromkeys([*keys, *counts.categories])
    for key in known:
        n = counts.categories.get(key, 0)
        yield [counts.source, key, n, counts.traces, round(n / counts.traces, 4)]


def _agreement_table(project: Project, viewer: User) -> Table:
    hidden = videos_in_own_work(project=project, viewer=viewer)
    weeks = agreement_weeks(project=project, without=hidden).weeks
    columns = [f"{name}{part}" for name in FOLLOWED for part in ("", "_n")]
    rows = ([week["week"], week["videos"], week["pairs"], *_numbers(week)] for week in weeks)
    return Table(("week", "videos", "pairs", *columns), rows)


def _conflicts_table(project: Project, viewer: User) -> Table:
    hidden = videos_in_own_work(project=project, viewer=viewer)
    counts = conflict_counts(project=project, without=hidden)
    return Table(("kind", "conflicts", "videos"), (list(asdict(each).values()) for each in counts))


def _numbers(week: dict[str, Any]) -> list[Any]:
    return [week[name][part] for name in FOLLOWED for part in ("value", "n")]


TABLES: dict[str, Callable[[Project, User], Table]] = {
    "progress": _progress_table,
    "throughput": _throughput_table,
    "active-time": _active_table,
    "verdicts": _verdicts_table,
    "categories": _categories_table,
    "agreement": _agreement_table,
    "conflicts": _conflicts_table,
}
