"""How far a project is, and what happened on each day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from annotations.models import (
    ActivitySlice,
    Annotation,
    AnnotationRevision,
    Assignment,
    Project,
    Purpose,
    Video,
)
from annotations.selectors.annotations import abandoned
from reviewers.models import Gold, Review
from reviewers.selectors.stats.counted import HANDED_IN, UtcDay, counted

ROWS = Count("pk")


class VideoState(StrEnum):
    """How far a video is; the first that fits counts."""

    GOLD = "gold"
    TO_REVIEW = "to_review"
    UNDER_WAY = "under_way"
    WAITING = "waiting"
    PREPARING = "preparing"
    UNPLAYABLE = "unplayable"


@dataclass(frozen=True, slots=True)
class Day:
    """What happened on one UTC day."""

    date: date
    submitted: int
    accepted: int
    returned: int
    gold: int
    active_ms: int


def video_states(*, project: Project) -> dict[str, int]:
    """How many videos are in each state, gold clips apart: 1 query."""
    handed_in = Annotation.objects.filter(
        video=OuterRef("pk"), assignment__purpose=Purpose.ANNOTATE, status__in=HANDED_IN
    )
    number = Subquery(handed_in.order_by().values("video").values(n=Count("pk")), output_field=IntegerField())
    rows = Video.objects.filter(project=project, taken_down_at=None, gold_clip=False)
    rows = rows.annotate(handed_in=Coalesce(number, 0)).annotate(state=_state(project))
    found = dict(rows.order_by().values_list("state").annotate(n=Count("pk")))
    return {state.value: found.get(state.value, 0) for state in VideoState}


def answer_states(*, project: Project) -> dict[str, int]:
    """How many answers are in each state: 1 query."""
    rows = Annotation.objects.filter(counted(project=project)).exclude(abandoned()).order_by()
    found = dict(rows.values_list("status").annotate(n=Count("pk")))
    return {status.value: found.get(status.value, 0) for status in Annotation.Status}


def days_of(*, project: Project) -> list[Day]:
    """Every day from the first on which anything happened to today: 5 queries.

    An answer counts on the day of its first hand-over; imports do not count.
    """
    by_name = {
        "submitted": _by_day(_first_hand_overs(project), "made_at"),
        "accepted": _by_day(_reviews(project, Review.Decision.ACCEPT), "at"),
        "returned": _by_day(_reviews(project, Review.Decision.RETURN), "at"),
        "gold": _by_day(_first_golds(project), "made_at"),
        "active_ms": _by_day(_slices(project), "started_at", Sum("active_ms")),
    }
    return [
        Day(date=day, **{name: found.get(day, 0) for name, found in by_name.items()})
        for day in _days(day for found in by_name.values() for day in found)
    ]


def _state(project: Project) -> Case:
    answers = Annotation.objects.filter(video=OuterRef("pk"), assignment__purpose=Purpose.ANNOTATE)
    begun = answers.filter(Q(revision__gt=0) | Q(assignment__status=Assignment.Status.ACTIVE))
    states = {
        VideoState.GOLD: Q(Exists(Gold.objects.filter(video=OuterRef("pk")))),
        VideoState.TO_REVIEW: Q(handed_in__gte=project.overlap),
        VideoState.UNDER_WAY: Q(handed_in__gt=0) | Q(Exists(begun)),
        VideoState.UNPLAYABLE: Q(status=Video.Status.FAILED) | Q(metadata_only=True),
        VideoState.PREPARING: Q(status=Video.Status.PROCESSING),
    }
    return Case(
        *(When(fits, then=Value(state.value)) for state, fits in states.items()),
        default=Value(VideoState.WAITING.value),
        output_field=CharField(),
    )


def _first_hand_overs(project: Project) -> QuerySet[AnnotationRevision]:
    rows = AnnotationRevision.objects.filter(status=Annotation.Status.SUBMITTED)
    earlier = rows.filter(annotation=OuterRef("annotation"), pk__lt=OuterRef("pk"))
    return rows.filter(
        ~Exists(earlier),
        annotation__project=project,
        annotation__assignment__purpose=Purpose.ANNOTATE,
        annotation__video__gold_clip=False,
    )


def _reviews(project: Project, decision: Review.Decision) -> QuerySet[Review]:
    ordinary = Q(annotation__assignment__purpose=Purpose.ANNOTATE, annotation__video__gold_clip=False)
    return Review.objects.filter(ordinary, annotation__project=project, decision=decision)


def _first_golds(project: Project) -> QuerySet[Gold]:
    rows = Gold.objects.filter(
        video__project=project, video__taken_down_at=None, video__gold_clip=False, version=1
    )
    return rows.exclude(rule=Gold.Rule.IMPORT)


def _slices(project: Project) -> QuerySet[ActivitySlice]:
    return ActivitySlice.objects.filter(
        annotation__project=project,
        annotation__assignment__purpose=Purpose.ANNOTATE,
        annotation__video__gold_clip=False,
        active_ms__gt=0,
    )


def _by_day(rows: QuerySet[Any], moment: str, number: Count | Sum = ROWS) -> Mapping[date, int]:
    return dict(rows.order_by().values_list(UtcDay(moment)).annotate(number=number))


def _days(busy: Iterable[date]) -> list[date]:
    """All days from the first busy one to today, or to the last busy one where a clock runs ahead."""
    known = sorted(set(busy))
    if not known:
        return []
    last = max(known[-1], timezone.now().date())
    return [known[0] + timedelta(days=number) for number in range((last - known[0]).days + 1)]
