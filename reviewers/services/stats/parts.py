"""The parts of the dashboard's report, each counted by itself, as the plain values that JSON has."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import asdict
from typing import Any

from annotations.models import Project
from reviewers.selectors.stats.answers import active_times_ms, category_counts, verdict_counts
from reviewers.selectors.stats.conflicts import conflict_counts
from reviewers.selectors.stats.progress import answer_states, days_of, video_states
from reviewers.selectors.stats.spread import spread_of
from reviewers.services.stats.weeks import agreement_weeks

Without = Collection[str]


def _progress(project: Project, without: Without) -> dict[str, int]:
    return video_states(project=project)


def _answers(project: Project, without: Without) -> dict[str, int]:
    return answer_states(project=project)


def _throughput(project: Project, without: Without) -> list[dict[str, Any]]:
    return [asdict(day) | {"date": day.date.isoformat()} for day in days_of(project=project)]


def _active_ms(project: Project, without: Without) -> dict[str, Any]:
    return asdict(spread_of(active_times_ms(project=project)))


def _verdicts(project: Project, without: Without) -> list[dict[str, Any]]:
    return _plain(verdict_counts(project=project, without=without))


def _categories(project: Project, without: Without) -> list[dict[str, Any]]:
    return _plain(category_counts(project=project, without=without))


def _weeks(project: Project, without: Without) -> dict[str, Any]:
    found = agreement_weeks(project=project, without=without)
    pending = {"answers": found.pending_answers, "pairs": found.pending_pairs}
    return {"agreement_over_time": found.weeks, "pending": pending}


def _conflicts(project: Project, without: Without) -> list[dict[str, Any]]:
    return _plain(conflict_counts(project=project, without=without))


def _plain(rows: Iterable[Any]) -> list[dict[str, Any]]:
    return [asdict(row) for row in rows]


# The second argument: ids of videos of which nothing that others answered is told.
PARTS: dict[str, Callable[[Project, Without], Any]] = {
    "progress": _progress,
    "answers": _answers,
    "throughput": _throughput,
    "active_ms": _active_ms,
    "verdicts_by_source": _verdicts,
    "categories_by_generator": _categories,
    "conflicts": _conflicts,
    "weeks": _weeks,
}
