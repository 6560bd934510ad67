"""The qualification round: begun by the annotator, settled when its last clip is done, eased by an admin."""

from __future__ import annotations

from importlib import import_module
from math import ceil

from django.db import IntegrityError, transaction
from django.utils import timezone

from annotations.models import Membership, Project, Purpose, User, Video
from annotations.selectors.access import Role, role_require
from annotations.services.calibration.clips import MIXED_PRIORITY, entry_bind
from annotations.services.calibration.members import member_disqualify, member_qualify
from annotations.services.events import event_record
from reviewers.errors import QualificationClosedError
from reviewers.models import ExtraAttempt, QualificationRound
from reviewers.selectors.calibration.clips import clips_new_to
from reviewers.selectors.calibration.qualification import (
    ClipResult,
    attempts_left,
    qualify_answers,
    round_results,
    rounds_of,
)
from reviewers.services.calibration.secrets import secret_of, shuffled

Status = QualificationRound.Status
PENDING = ("waiting", "under_way")
EPSILON = 1e-9


def qualification_start(*, project: Project, person: User) -> QualificationRound:
    """Begin the person's next round with clips that they have never had."""
    role_require(project=project, user=person, roles=[Role.ANNOTATOR])
    used = rounds_of(project=project, person=person).count()
    _open_require(project, person, used)
    draw = f"{person.pk}:round-{used + 1}"
    clips = shuffled(secret_of(project), draw, clips_new_to(project=project, person=person))
    clips = clips[: project.qualify_clips]
    if len(clips) < project.qualify_clips:
        raise _closed("There are too few gold clips that you have not seen yet.", "too_few_gold_clips")
    try:
        with transaction.atomic():
            attempt = _round_create(project, person, used + 1, [str(clip) for clip in clips])
            _clips_bind(attempt)
    except IntegrityError as error:
        raise _closed("A round is under way already.", "running") from error
    return attempt


def qualification_refresh(*, project: Project, person: User) -> None:
    """Check what is handed in of the round under way, and settle it when nothing of it is left to do."""
    attempt = rounds_of(project=project, person=person).filter(status=Status.RUNNING).first()
    if attempt is None:
        return
    for answer in qualify_answers(attempt):
        import_module("reviewers.services.calibration.checks").clip_check_ensure(annotation=answer)
    round_settle(attempt=attempt)


@transaction.atomic
def round_settle(*, attempt: QualificationRound) -> None:
    """End a round whose clips are all done: passed or failed by the marks it began with, once."""
    results = round_results(attempt)
    if any(result.state in PENDING for result in results):
        return
    passed = round_passed(attempt=attempt, results=results)
    status = Status.PASSED if passed else Status.FAILED
    running = QualificationRound.objects.filter(pk=attempt.pk, status=Status.RUNNING)
    if not running.update(status=status, ended_at=timezone.now()):
        return
    facts = {"person": attempt.person_id, "attempt": attempt.attempt}
    event_record(
        action=f"qualification.{status}",
        subject=attempt,
        actor=attempt.person,
        project=attempt.project,
        facts=facts,
    )
    if passed:
        member_qualify(project=attempt.project, person=attempt.person, actor=None, how="round")


def round_passed(*, attempt: QualificationRound, results: list[ClipResult]) -> bool:
    """Whether the share of right clips is reached; a clip that was taken down counts for nobody."""
    counted = [result for result in results if result.state != "void"]
    right = sum(bool(result.check and result.check.passed) for result in counted)
    return bool(counted) and right >= ceil(attempt.share * len(counted) - EPSILON)


@transaction.atomic
def qualification_decide(*, project: Project, person: User, decision: str, actor: User) -> None:
    """An admin lets somebody pass, grants another attempt, or asks for the round again."""
    role_require(project=project, user=actor, roles=[Role.ADMIN])
    if decision == "pass":
        member_qualify(project=project, person=person, actor=actor, how="admin")
        _round_close(project, person)
    elif decision == "attempt":
        ExtraAttempt.objects.create(project=project, person=person, granted_by=actor)
        facts = {"person": person.pk}
        event_record(
            action="qualification.attempt_granted", subject=project, actor=actor, project=project, facts=facts
        )
    else:
        member_disqualify(project=project, person=person, actor=actor)


def _open_require(project: Project, person: User, used: int) -> None:
    own = Membership.objects.filter(project=project, user=person, role=Role.ANNOTATOR)
    if not project.qualify_clips:
        raise _closed("This project asks for no qualification.", "not_required")
    if own.exclude(qualified_at=None).exists():
        raise _closed("You have qualified already.", "qualified")
    if rounds_of(project=project, person=person).filter(status=Status.RUNNING).exists():
        raise _closed("A round is under way already.", "running")
    if not attempts_left(project=project, person=person, used=used):
        raise _closed("You have no attempt left. Ask an admin of the project.", "no_attempts_left")


def _closed(detail: str, why: str) -> QualificationClosedError:
    return QualificationClosedError(detail, why=why)


def _round_create(project: Project, person: User, attempt: int, clips: list[str]) -> QualificationRound:
    made = QualificationRound.objects.create(
        project=project,
        person=person,
        attempt=attempt,
        clips=clips,
        share=project.qualify_share,
        tiou=project.qualify_tiou,
        viou=project.qualify_viou,
    )
    facts = {"person": person.pk, "attempt": attempt, "clips": len(clips)}
    event_record(action="qualification.started", subject=made, actor=person, project=project, facts=facts)
    return made


def _clips_bind(attempt: QualificationRound) -> None:
    """In the round's order: the first clip has the highest priority."""
    for place, video_id in enumerate(attempt.clips):
        video = Video.objects.get(pk=video_id)
        priority = MIXED_PRIORITY + len(attempt.clips) - place
        if not entry_bind(video=video, person=attempt.person, purpose=Purpose.QUALIFY, priority=priority):
            raise _closed("A gold clip was taken meanwhile. Try again.", "busy")


def _round_close(project: Project, person: User) -> None:
    """A round under way ends with being let pass."""
    running = rounds_of(project=project, person=person).filter(status=Status.RUNNING)
    running.update(status=Status.PASSED, ended_at=timezone.now())
