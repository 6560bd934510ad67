"""What a person learns about their answer on a qualification clip, once it is handed in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from annotations.errors import NotFoundError, WrongStateError
from annotations.models import Annotation, AnnotationRevision, Look, Purpose, User
from annotations.selectors.annotations import annotation_get_own
from reviewers.models import Gold
from reviewers.selectors.calibration.feedback import Feedback
from reviewers.selectors.gold import gold_trace_body
from reviewers.services.calibration.checks import clip_check_ensure


def feedback_get(*, annotation_id: UUID, viewer: User) -> Feedback:
    """The feedback on an own qualification clip; who reads it has seen the answer, which is noted."""
    annotation = annotation_get_own(annotation_id=annotation_id, viewer=viewer)
    if annotation.assignment is None or annotation.assignment.purpose != Purpose.QUALIFY:
        raise NotFoundError("There is no feedback on this answer.")
    check = clip_check_ensure(annotation=annotation)
    if check is None or check.round is None:
        raise WrongStateError("Hand this answer in first.", state=annotation.status)
    Look.objects.get_or_create(person=viewer, video=annotation.video)
    kept = AnnotationRevision.objects.get(
        annotation=annotation, revision=check.revision, status=Annotation.Status.SUBMITTED
    )
    clips = check.round.clips
    return Feedback(
        annotation=annotation,
        check=check,
        clip=clips.index(str(annotation.video_id)) + 1,
        clips=len(clips),
        own=kept.answer,
        expected=_expected(check.gold),
    )


def _expected(gold: Gold) -> dict[str, Any]:
    return {"verdict": gold.verdict, "traces": [gold_trace_body(trace) for trace in gold.traces.all()]}
