"""How far somebody is with qualifying: their rounds, what came of each clip, what is left to them."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from annotations.models import Annotation, Assignment, Membership, Project, Purpose, User, Video
from annotations.selectors.access import Role, role_require
from annotations.selectors.people import members_of
from annotations.selectors.queue import READS_GOLD
from reviewers.models import ClipCheck, ExtraAttempt, QualificationRound
from reviewers.selectors.gold import JUDGES

RoundStatus = QualificationRound.Status


@dataclass(frozen=True, slots=True)
class ClipResult:
    """One clip of a round as the person may know it: nothing of a clip before it is begun."""

    clip: int
    state: str
    annotation: UUID | None
    check: ClipCheck | None


@dataclass(frozen=True, slots=True)
class Qualification:
    """Where a person stands in a project."""

    required: bool
    state: str
    clips: int
    done: int
    passed: int
    attempts_left: int
    marks: dict[str, float]
    attempt: int
    results: list[ClipResult] = field(default_factory=list)
    earlier: list[QualificationRound] = field(default_factory=list)


def qualification_get(*, project: Project, viewer: User) -> Qualification:
    """Where the viewer stands; for the project's annotators."""
    roles = role_require(project=project, user=viewer, roles=[Role.ANNOTATOR])
    membership = Membership.objects.get(project=project, user=viewer, role=Role.ANNOTATOR)
    rounds = list(rounds_of(project=project, person=viewer))
    latest = rounds[-1] if rounds else None
    results = round_results(latest) if latest else []
    return Qualification(
        required=project.qualify_clips > 0 and not roles & set(READS_GOLD),
        state=_state(membership, latest),
        clips=len(latest.clips) if latest else project.qualify_clips,
        done=sum(result.state in ("checked", "skipped") for result in results),
        passed=sum(bool(result.check and result.check.passed) for result in results),
        attempts_left=attempts_left(project=project, person=viewer, used=len(rounds)),
        marks=_marks(project, latest),
        attempt=latest.attempt if latest else 0,
        results=results,
        earlier=rounds[:-1],
    )


def rounds_of(*, project: Project, person: User) -> QuerySet[QualificationRound]:
    """A person's rounds, oldest first."""
    return QualificationRound.objects.filter(project=project, person=person).order_by("attempt")


def attempts_left(*, project: Project, person: User, used: int) -> int:
    """How many rounds the person may still begin."""
    extra = ExtraAttempt.objects.filter(project=project, person=person).count()
    return max(0, project.qualify_attempts + extra - used)


def round_results(attempt: QualificationRound) -> list[ClipResult]:
    """What came of each clip of a round, in its order: 4 queries."""
    answers = {
        str(answer.video_id): answer
        for answer in Annotation.objects.filter(
            annotator=attempt.person_id, video__in=attempt.clips, assignment__purpose=Purpose.QUALIFY
        ).select_related("assignment")
    }
    checks = {str(check.video_id): check for check in ClipCheck.objects.filter(round=attempt)}
    gone = Video.objects.filter(pk__in=attempt.clips).exclude(taken_down_at=None)
    void = {str(pk) for pk in gone.values_list("pk", flat=True)}
    return [
        _result(number, answers.get(video), checks.get(video), is_void=video in void)
        for number, video in enumerate(attempt.clips, start=1)
    ]


def qualify_answers(attempt: QualificationRound) -> QuerySet[Annotation]:
    """The answers of a round that are handed in but not checked yet."""
    return Annotation.objects.filter(
        annotator=attempt.person_id,
        video__in=attempt.clips,
        assignment__purpose=Purpose.QUALIFY,
        submitted_at__isnull=False,
        clip_check=None,
    ).select_related("video", "project", "assignment", "annotator")


def annotators_qualifying(*, project: Project, viewer: User) -> QuerySet[User]:
    """The project's annotators, for reviewers and admins, with their memberships."""
    role_require(project=project, user=viewer, roles=JUDGES)
    own = Membership.objects.filter(project=project, role=Role.ANNOTATOR)
    return members_of(project=project).filter(pk__in=own.values("user"))


def rounds_by_person(*, project: Project) -> tuple[dict[int, list[QualificationRound]], dict[int, int]]:
    """Everybody's rounds, oldest first, and how many each may still begin: 2 queries."""
    rounds: dict[int, list[QualificationRound]] = defaultdict(list)
    for each in QualificationRound.objects.filter(project=project).order_by("attempt"):
        rounds[each.person_id].append(each)
    extra = Counter(ExtraAttempt.objects.filter(project=project).values_list("person", flat=True))
    left: dict[int, int] = defaultdict(lambda: project.qualify_attempts)
    for person in {*rounds, *extra}:
        left[person] = max(0, project.qualify_attempts + extra[person] - len(rounds[person]))
    return rounds, left


def _result(number: int, answer: Annotation | None, check: ClipCheck | None, *, is_void: bool) -> ClipResult:
    if answer is None:
        return ClipResult(number, "void" if is_void else "waiting", None, None)
    if check is not None:
        return ClipResult(number, "checked", answer.pk, check)
    skipped = answer.assignment and answer.assignment.status == Assignment.Status.SKIPPED
    state = "void" if is_void else "skipped" if skipped else "under_way"
    return ClipResult(number, state, answer.pk, None)


def _state(membership: Membership, latest: QualificationRound | None) -> str:
    if membership.qualified_at is not None:
        return "passed"
    if latest is None:
        return "none"
    return "failed" if latest.status == RoundStatus.FAILED else "running"


def _marks(project: Project, latest: QualificationRound | None) -> dict[str, Any]:
    """Those of a round under way are the ones that it began with."""
    if latest is not None and latest.status == RoundStatus.RUNNING:
        return {"share": latest.share, "tiou": latest.tiou, "viou": latest.viou}
    return {
        "share": project.qualify_share,
        "tiou": project.qualify_tiou,
        "viou": project.qualify_viou,
    }
