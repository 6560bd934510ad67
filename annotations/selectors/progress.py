"""How far a person is with their own work: nobody is compared with anybody."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from annotations.models import (
    ActivitySlice,
    ActivityTotal,
    Annotation,
    Assignment,
    Project,
    Purpose,
    User,
)
from annotations.selectors.annotations import abandoned

DAYS = 14


@dataclass(frozen=True, slots=True)
class Day:
    """One day's work (days are UTC days)."""

    date: date
    submitted: int
    active_ms: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How many answers are in each state, the last days, and how long an answer usually takes."""

    counts: dict[str, int]
    days: list[Day]
    median_active_ms: int | None


def progress_get(*, project: Project, person: User) -> Progress:
    """The person's own numbers in the project: 4 queries."""
    own = _own(project, person)
    return Progress(counts=_counts(own), days=_days(own), median_active_ms=_median_ms(own))


def _own(project: Project, person: User) -> QuerySet[Annotation]:
    """Without what is no answer. That is little, and is found by itself: asked of each answer, whoever has
    answered ten thousand videos would wait for as many assignments.
    """
    everything = Annotation.objects.filter(project=project, annotator=person)
    empty = everything.filter(abandoned())
    rounds = Assignment.objects.filter(person=person, purpose=Purpose.QUALIFY)
    qualifying = Annotation.objects.filter(assignment__in=rounds)
    return everything.exclude(Q(pk__in=empty.values("pk")) | Q(pk__in=qualifying.values("pk")))


def _counts(own: QuerySet[Annotation]) -> dict[str, int]:
    found = dict(own.order_by().values_list("status").annotate(n=Count("pk")))
    return {status.value: found.get(status.value, 0) for status in Annotation.Status}


def _days(own: QuerySet[Annotation]) -> list[Day]:
    first = timezone.now().date() - timedelta(days=DAYS - 1)
    since = datetime.combine(first, time(), tzinfo=timezone.get_default_timezone())
    slices = ActivitySlice.objects.filter(annotation__in=own.values("pk"), started_at__gte=since)
    submitted = _by_day(own.filter(submitted_at__gte=since), "submitted_at", Count("pk"))
    active = _by_day(slices, "started_at", Sum("active_ms"))
    dates = [first + timedelta(days=number) for number in range(DAYS)]
    return [Day(day, submitted.get(day, 0), active.get(day, 0)) for day in dates]


def _by_day(rows: QuerySet[Any], moment: str, number: Count | Sum) -> Mapping[date, int]:
    return dict(rows.order_by().values_list(TruncDate(moment)).annotate(number=number))


def _median_ms(own: QuerySet[Annotation]) -> int | None:
    """Over the answers that were handed in and whose time is known."""
    handed_in = own.exclude(submitted_at=None).values("pk")
    times = ActivityTotal.objects.filter(annotation__in=handed_in, active_ms__gt=0)
    known = list(times.values_list("active_ms", flat=True))
    return round(median(known)) if known else None
