"""What follows from claims, answers and acceptances: gold clips drawn, answers on them checked and accepted,
rounds settled.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module

from annotations.models import Annotation, Assignment, Event, Project, Purpose, User
from reviewers.models import ClipCheck, QualificationRound
from reviewers.services.calibration.failures import gold_failures_tell
from reviewers.services.calibration.following import gold_clips_follow
from reviewers.services.calibration.mixing import gold_clip_draw
from reviewers.services.calibration.qualification import round_settle

CLAIMED, SUBMITTED, QUALIFIED = "assignment.claimed", "annotation.submitted", "member.qualified"
ACCEPTED = "annotation.accepted"
# The first two places after qualifying: a claim can only bring a gold clip to the place after the next.
FIRST_PLACES = 2


@dataclass(frozen=True, slots=True)
class Draw:
    """A chance for a gold clip in somebody's queue."""

    project_id: int
    person_id: int
    occasion: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """What `apply` writes."""

    draws: list[Draw]
    checks: list[ClipCheck]
    accepted: list[Event]


class CalibrationReaction:
    """Reads the record once: no claim draws twice, no answer is checked twice."""

    name = "calibration"
    actions = frozenset({CLAIMED, SUBMITTED, QUALIFIED, ACCEPTED})

    def prepare(self, events: Sequence[Event]) -> Prepared:
        """Compare the answers with their gold before any row is locked."""
        submitted = [event.subject_id for event in events if event.action == SUBMITTED]
        accepted = [event for event in events if event.action == ACCEPTED and event.actor_id]
        return Prepared(draws=[*_draws(events)], checks=[*_checks(submitted)], accepted=accepted)

    def apply(self, prepared: Prepared) -> None:
        """Keep the checks, settle the rounds that they end, put gold clips into queues, and let answers on
        them follow those that were accepted.
        """
        if prepared.checks:
            import_module("reviewers.services.calibration.checks").clip_checks_keep(checks=prepared.checks)
        rounds = {check.round_id for check in prepared.checks if check.round_id}
        for attempt in QualificationRound.objects.filter(pk__in=rounds).select_related("project", "person"):
            round_settle(attempt=attempt)
        for check in prepared.checks:
            if check.round_id is None:
                gold_failures_tell(project=check.project, people=[check.person_id])
        for draw in prepared.draws:
            _draw(draw)
        for event in prepared.accepted:
            _follow(event)


def _draws(events: Sequence[Event]) -> Iterable[Draw]:
    claims = {event.subject_id for event in events if event.action == CLAIMED and not event.facts["again"]}
    wanted = Assignment.objects.filter(pk__in=claims, purpose=Purpose.ANNOTATE, project__gold_rate__gt=0)
    for key, project_id, person_id in wanted.values_list("pk", "project", "person").order_by("created_at"):
        yield Draw(project_id, person_id, str(key))
    for event in events:
        if event.action == QUALIFIED and event.project and event.project.gold_rate > 0:
            for place in range(FIRST_PLACES):
                yield Draw(event.project.pk, event.facts["person"], f"qualified-{event.pk}-{place}")


def _checks(submitted: Sequence[str]) -> Iterable[ClipCheck]:
    answers = Annotation.objects.filter(pk__in=submitted, video__gold_clip=True, clip_check=None)
    for answer in answers.select_related("video", "project", "assignment", "annotator"):
        module = import_module("reviewers.services.calibration.checks")
        check: ClipCheck | None = module.clip_check_make(annotation=answer)
        if check is not None:
            yield check


def _draw(draw: Draw) -> None:
    person = User.objects.filter(pk=draw.person_id).first()
    project = Project.objects.filter(pk=draw.project_id).first()
    if person is not None and project is not None:
        gold_clip_draw(project=project, person=person, occasion=draw.occasion)


def _follow(event: Event) -> None:
    accepted = Annotation.objects.filter(pk=event.subject_id).select_related("video", "project").first()
    if accepted is not None and event.actor is not None:
        gold_clips_follow(accepted=accepted, actor=event.actor)


CALIBRATION = CalibrationReaction()
