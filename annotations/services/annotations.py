"""Answers: saved by compare-and-set, handed in, taken back, judged.

Everything that changes an answer carries the revision it was based on, and the UPDATE compares it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from annotations.errors import (
    AnnotationNotDraftError,
    DeepTraceError,
    FirstPassLockedError,
    IncompleteError,
    LeaseLostError,
    NotYoursError,
    StaleRevisionError,
    WrongStateError,
)
from annotations.models import Annotation, AnnotationRevision, Assignment, Purpose, QueueEntry, User
from annotations.selectors.annotations import Policy, suggestion_policy_of
from annotations.selectors.queue import UNFINISHED
from annotations.services.assignments import lease_renew
from annotations.services.events import event_record
from annotations.services.traces import TraceBody, answer_missing, trace_body, traces_write
from annotations.texts import filled

State = Annotation.Status
LEASE_LOST = "The right to work on this video has gone to somebody else or was given back."


@transaction.atomic
def annotation_save(
    *,
    annotation: Annotation,
    actor: User,
    revision: int,
    verdict: str | None,
    note: str,
    traces: Sequence[TraceBody],
) -> Annotation:
    """Replace the whole answer; the first save of returned work makes it a draft again."""
    _owner_require(annotation, actor)
    was = annotation.status
    if was not in UNFINISHED:
        raise AnnotationNotDraftError("Only a draft can be changed.", state=was)
    until = _lease_keep(annotation)
    now = timezone.now()
    fields = {"verdict": verdict, "note": note, "updated_at": now}
    _compare_and_set(annotation, revision=revision, states=UNFINISHED, status=State.DRAFT, **fields)
    annotation.trace_rows = traces_write(annotation=annotation, traces=traces)
    _lease_show(annotation, until)
    if was == State.RETURNED:
        event_record(
            action="annotation.resumed", subject=annotation, actor=actor, facts={"revision": revision + 1}
        )
    return annotation


@transaction.atomic
def annotation_submit(*, annotation: Annotation, actor: User, revision: int) -> Annotation:
    """Hand a complete draft to the reviewers and finish its slot."""
    _owner_require(annotation, actor)
    if annotation.status != State.DRAFT:
        raise AnnotationNotDraftError("Only a draft can be handed in.", state=annotation.status)
    _slot_move(annotation, QueueEntry.Status.DONE, Assignment.Status.DONE)
    missing = answer_missing(verdict=annotation.verdict, traces=annotation.trace_rows)
    if missing and annotation.revision == revision:
        raise IncompleteError(missing)
    now = timezone.now()
    _compare_and_set(
        annotation,
        revision=revision,
        states=[State.DRAFT],
        status=State.SUBMITTED,
        submitted_at=now,
        updated_at=now,
    )
    facts = {"verdict": annotation.verdict, "traces": len(annotation.trace_rows)}
    return _hand_over(annotation, actor, "submitted", facts)


@transaction.atomic
def annotation_lock(*, annotation: Annotation, actor: User, revision: int) -> Annotation:
    """Freeze a complete draft as the first pass, made before any suggestion was seen; work on it goes on."""
    _owner_require(annotation, actor)
    if annotation.status not in UNFINISHED:
        raise AnnotationNotDraftError("Only a draft can be changed.", state=annotation.status)
    if annotation.first_pass_revision is not None:
        raise FirstPassLockedError("The first pass has been locked already.")
    if suggestion_policy_of(annotation) != Policy.BLIND_FIRST:
        raise WrongStateError("Here no first pass is asked for.")
    until = _lease_keep(annotation)
    missing = answer_missing(verdict=annotation.verdict, traces=annotation.trace_rows)
    if missing and annotation.revision == revision:
        raise IncompleteError(missing)
    now = timezone.now()
    frozen = {"status": State.DRAFT, "first_pass_revision": revision + 1, "updated_at": now}
    _compare_and_set(annotation, revision=revision, states=UNFINISHED, **frozen)
    _lease_show(annotation, until)
    return _hand_over(annotation, actor, "locked", {"verdict": annotation.verdict})


@transaction.atomic
def annotation_withdraw(*, annotation: Annotation, actor: User, revision: int) -> Annotation:
    """Take a submitted answer back before a reviewer has decided; the slot is under way again.

    A qualification clip stays handed in: its expected answer may have been shown.
    """
    _owner_require(annotation, actor)
    if annotation.assignment and annotation.assignment.purpose == Purpose.QUALIFY:
        raise WrongStateError("A clip of the qualification round cannot be taken back.")
    _state_require(annotation, State.SUBMITTED)
    _slot_move(annotation, QueueEntry.Status.TAKEN, Assignment.Status.ACTIVE)
    until = _lease_keep(annotation)
    _transition(annotation, revision=revision, before=State.SUBMITTED, after=State.DRAFT, submitted_at=None)
    _lease_show(annotation, until)
    return _hand_over(annotation, actor, "withdrawn", {})


@transaction.atomic
def annotation_accept(
    *, annotation: Annotation, actor: User, revision: int, along_with: UUID | None = None
) -> Annotation:
    """A reviewer's yes; who may say it is the caller's business.

    `along_with`: the answer that they looked at, where this one is accepted because that one was.
    """
    _transition(annotation, revision=revision, before=State.SUBMITTED, after=State.ACCEPTED)
    facts = {"along_with": str(along_with)} if along_with else {}
    return _hand_over(annotation, actor, "accepted", facts)


@transaction.atomic
def annotation_return(
    *, annotation: Annotation, actor: User, revision: int, reasons: Sequence[str], text: str
) -> Annotation:
    """A reviewer's not yet: back to the same annotator, with the reasons on top."""
    reason = {"reasons": list(reasons), "text": text}
    _send_back(annotation, revision=revision, before=State.SUBMITTED, reason=reason)
    return _hand_over(annotation, actor, "returned", reason)


@transaction.atomic
def annotation_reopen(
    *, annotation: Annotation, actor: User, revision: int, reasons: Sequence[str], text: str
) -> Annotation:
    """A reviewer takes back an acceptance; gold and releases stay as they are."""
    reason = {"reasons": list(reasons), "text": text}
    _send_back(annotation, revision=revision, before=State.ACCEPTED, reason=reason)
    return _hand_over(annotation, actor, "reopened", reason)


def answer_body(annotation: Annotation) -> dict[str, Any]:
    """The answer alone, as plain JSON values: what a revision keeps."""
    traces = [trace_body(trace) for trace in annotation.trace_rows]
    return {"verdict": annotation.verdict, "note": annotation.note, "traces": traces}


def _send_back(annotation: Annotation, *, revision: int, before: str, reason: dict[str, Any]) -> None:
    reasons = [*annotation.return_reasons, {**reason, "at": timezone.now().isoformat()}]
    _transition(annotation, revision=revision, before=before, after=State.RETURNED, return_reasons=reasons)


def _transition(annotation: Annotation, *, revision: int, before: str, after: str, **fields: Any) -> None:
    _state_require(annotation, before)
    _compare_and_set(
        annotation, revision=revision, states=[before], status=after, updated_at=timezone.now(), **fields
    )


def _compare_and_set(annotation: Annotation, *, revision: int, states: Sequence[str], **fields: Any) -> None:
    """The one UPDATE that lets exactly one writer of a revision through; the instance follows it."""
    unchanged = Annotation.objects.filter(pk=annotation.pk, revision=revision, status__in=states)
    if annotation.revision != revision or not unchanged.update(revision=F("revision") + 1, **fields):
        raise _why_refused(annotation, states)
    annotation.revision = revision + 1
    for name, value in fields.items():
        setattr(annotation, name, value)


def _why_refused(annotation: Annotation, states: Sequence[str]) -> DeepTraceError:
    now = Annotation.objects.values("revision", "status").get(pk=annotation.pk)
    if now["status"] not in states:
        refused = AnnotationNotDraftError if State.DRAFT in states else WrongStateError
        return refused("The answer has changed hands meanwhile.", state=now["status"])
    return StaleRevisionError("The answer was changed since you loaded it.", revision=now["revision"])


def _hand_over(annotation: Annotation, actor: User, word: str, facts: dict[str, Any]) -> Annotation:
    """Keep the whole answer as it changed hands, and say so in the record."""
    AnnotationRevision.objects.create(
        annotation=annotation,
        revision=annotation.revision,
        status=annotation.status,
        answer=answer_body(annotation),
        made_by=actor,
    )
    facts = {"revision": annotation.revision, **facts}
    event_record(action=f"annotation.{word}", subject=annotation, actor=actor, facts=facts)
    return annotation


def _owner_require(annotation: Annotation, actor: User) -> None:
    if annotation.annotator_id != actor.pk:
        raise NotYoursError("Only its annotator can do this.")


def _state_require(annotation: Annotation, state: str) -> None:
    if annotation.status != state:
        raise WrongStateError(
            filled("This is for {state} answers only.", state=state), state=annotation.status
        )


def _lease_keep(annotation: Annotation) -> datetime:
    """Renew the lease, also one that ran out as long as nobody else took the slot."""
    assignment = annotation.assignment
    if assignment is None:
        raise LeaseLostError(LEASE_LOST)
    assignment.project = annotation.project
    until = lease_renew(assignment=assignment)
    if until is None:
        raise LeaseLostError(LEASE_LOST)
    return until


def _lease_show(annotation: Annotation, until: datetime) -> None:
    entry = annotation.assignment and annotation.assignment.entry
    if entry:
        entry.lease_until = until if entry.status == QueueEntry.Status.TAKEN else None


def _slot_move(annotation: Annotation, entry_status: str, assignment_status: str) -> None:
    """Move the slot and the assignment on together; the slot must still be this assignment's."""
    held = QueueEntry.objects.filter(claim=annotation.assignment_id)
    closed = timezone.now() if assignment_status == Assignment.Status.DONE else None
    if not annotation.assignment_id or not held.update(status=entry_status, lease_until=None):
        raise LeaseLostError(LEASE_LOST)
    Assignment.objects.filter(pk=annotation.assignment_id).update(status=assignment_status, closed_at=closed)
    assignment = annotation.assignment
    if assignment and assignment.entry:
        assignment.status, assignment.entry.status = assignment_status, entry_status
        assignment.entry.lease_until = None
