"""What each annotator of a project has done: counts and hours, for reliability and for pay."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from annotations.models import ActivitySlice, ActivityTotal, Annotation, Membership, Project, Purpose, User
from annotations.selectors.access import Role
from reviewers.models import ClipCheck, Review

HANDED_IN = Q(submitted_at__isnull=False)


@dataclass(slots=True)
class PersonWork:
    """One annotator's handed-in answers, judgements, checks and times; times in ms of activity."""

    person: User
    submitted: int = 0
    judged: int = 0
    returned: int = 0
    active_ms: list[int] = field(default_factory=list)
    checks: list[ClipCheck] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PersonPay:
    """What one annotator did within a period."""

    person: User
    submitted: int
    accepted: int
    gold_clips: int
    qualification_clips: int
    active_ms: int


def annotators_of(*, project: Project) -> QuerySet[User]:
    """Everybody who annotates in the project or has handed in an answer there."""
    members = Membership.objects.filter(project=project, role=Role.ANNOTATOR).values("user")
    answers = Annotation.objects.filter(HANDED_IN, project=project, assignment__isnull=False)
    return User.objects.filter(Q(pk__in=members) | Q(pk__in=answers.values("annotator"))).order_by("pk")


def work_of(
    *, project: Project, people: Iterable[User], checked_before: datetime | None = None
) -> dict[int, PersonWork]:
    """What these people did, by user id: 5 queries.

    Checks are those of clips mixed into the queue, not of qualification rounds; with `checked_before` only
    those of answers handed in before that moment.
    """
    found = {person.pk: PersonWork(person) for person in people}
    ordinary = Annotation.objects.filter(annotator__in=found, project=project).exclude(
        assignment__purpose=Purpose.QUALIFY
    )
    for person, count in _counted(ordinary.filter(HANDED_IN), "annotator"):
        found[person].submitted = count
    _judged_put(found, project)
    times = ActivityTotal.objects.filter(
        annotation__in=ordinary.filter(HANDED_IN).values("pk"), active_ms__gt=0
    )
    for person, active_ms in times.values_list("annotation__annotator", "active_ms"):
        found[person].active_ms.append(active_ms)
    checks = ClipCheck.objects.filter(project=project, person__in=found, round=None).order_by("handed_in_at")
    for check in checks if checked_before is None else checks.filter(handed_in_at__lt=checked_before):
        found[check.person_id].checks.append(check)
    return found


def pay_of(*, project: Project, since: date | None, until: date | None) -> list[PersonPay]:
    """Counts and active time per annotator between two days (UTC), both included: 5 queries."""
    between = _between(since, until)
    answers = Annotation.objects.filter(between("submitted_at"), HANDED_IN, project=project)
    qualify = Q(assignment__purpose=Purpose.QUALIFY)
    gold = Q(video__gold_clip=True) & ~qualify
    submitted = dict(_counted(answers.filter(assignment__isnull=False).exclude(qualify), "annotator"))
    accepted = dict(_counted(answers.filter(status=Annotation.Status.ACCEPTED), "annotator"))
    gold_clips = dict(_counted(answers.filter(gold), "annotator"))
    rounds = dict(_counted(answers.filter(qualify), "annotator"))
    slices = ActivitySlice.objects.filter(between("started_at"), annotation__project=project)
    active = _active_by_person(slices)
    return [
        PersonPay(
            person=person,
            submitted=submitted.get(person.pk, 0),
            accepted=accepted.get(person.pk, 0),
            gold_clips=gold_clips.get(person.pk, 0),
            qualification_clips=rounds.get(person.pk, 0),
            active_ms=active.get(person.pk, 0),
        )
        for person in annotators_of(project=project)
    ]


def _judged_put(found: Mapping[int, PersonWork], project: Project) -> None:
    """How many answers were judged, and how many of them came back at least once."""
    reviews = Review.objects.filter(
        annotation__project=project, annotation__annotator__in=found, annotation__video__gold_clip=False
    )
    returns: dict[Any, bool] = defaultdict(bool)
    for person, annotation, decision in reviews.values_list(
        "annotation__annotator", "annotation", "decision"
    ):
        returns[person, annotation] |= decision == Review.Decision.RETURN
    for (person, _), is_returned in returns.items():
        found[person].judged += 1
        found[person].returned += is_returned


def _counted(rows: QuerySet[Any], by: str) -> list[tuple[int, int]]:
    return list(rows.order_by().values_list(by).annotate(n=Count("pk")))


def _active_by_person(slices: QuerySet[ActivitySlice]) -> dict[int, int]:
    by_person = slices.order_by().values_list("annotation__annotator").annotate(ms=Sum("active_ms"))
    return dict(by_person)


def _between(since: date | None, until: date | None) -> Any:
    def condition(moment: str) -> Q:
        wanted = Q()
        if since:
            wanted &= Q(**{f"{moment}__gte": _start_of(since)})
        if until:
            wanted &= Q(**{f"{moment}__lte": _end_of(until)})
        return wanted

    return condition


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone())


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time.max, tzinfo=timezone.get_default_timezone())
