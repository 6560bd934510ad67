"""What people answered: verdicts by source, categories by source, and how long an answer took."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count

from annotations.models import ActivityTotal, Annotation, Project, Trace
from reviewers.selectors.stats.counted import HANDED_IN, answers_given, counted


@dataclass(frozen=True, slots=True)
class VerdictCounts:
    """How often each verdict was given on videos of one kind and source."""

    kind: str
    source: str
    fake: int
    real: int
    unsure: int


@dataclass(frozen=True, slots=True)
class CategoryCounts:
    """How many traces people marked in videos of one source, and how many of them carry each category."""

    source: str
    traces: int
    categories: dict[str, int]


def verdict_counts(*, project: Project, without: Collection[str]) -> list[VerdictCounts]:
    """Of the answers given here, by kind and source of the video: 1 query."""
    rows = answers_given(project=project, without=without)
    found: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    keys = ("video__kind", "video__source", "verdict")
    for kind, source, verdict, number in rows.values_list(*keys).annotate(n=Count("pk")):
        found[kind, source][verdict or ""] += number
    verdicts = [verdict.value for verdict in Annotation.Verdict]
    return [
        VerdictCounts(kind, source, **{verdict: counts[verdict] for verdict in verdicts})
        for (kind, source), counts in sorted(found.items())
    ]


def category_counts(*, project: Project, without: Collection[str]) -> list[CategoryCounts]:
    """Of the traces in answers that were handed in or imported, by source: 1 query, a row a combination."""
    where = counted(project=project, of="annotation__", without=without)
    rows = Trace.objects.filter(where, annotation__status__in=HANDED_IN).order_by()
    keys = ("annotation__video__source", "categories")
    traces: Counter[str] = Counter()
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for source, categories, number in rows.values_list(*keys).annotate(n=Count("pk")):
        traces[source] += number
        found[source].update(dict.fromkeys(categories, number))
    return [
        CategoryCounts(source, traces[source], dict(sorted(found[source].items())))
        for source in sorted(traces)
    ]


def active_times_ms(*, project: Project) -> list[int]:
    """How long each answer took that was handed in, ascending; those without a known time not: 1 query."""
    where = counted(project=project, of="annotation__")
    rows = ActivityTotal.objects.filter(where, annotation__status__in=HANDED_IN, active_ms__gt=0)
    return sorted(rows.values_list("active_ms", flat=True))
