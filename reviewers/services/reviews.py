"""A reviewer's decisions: accept, return, reopen. Nobody judges own work."""

from collections.abc import Sequence

from django.db import transaction

from annotations.models import Annotation, User
from annotations.selectors.access import Role, role_require
from annotations.services import annotations as answers
from reviewers.errors import GoldClipError, OwnWorkError
from reviewers.models import Review
from reviewers.services.gold import gold_from_annotation


@transaction.atomic
def review_accept(*, annotation: Annotation, actor: User, revision: int) -> Annotation:
    """Accept a submitted answer; where one answer a video is asked for, it becomes the video's gold."""
    judge_require(annotation=annotation, actor=actor)
    answers.annotation_accept(annotation=annotation, actor=actor, revision=revision)
    _review_keep(annotation, actor, Review.Decision.ACCEPT, revision)
    if annotation.project.overlap == 1 and annotation.project.auto_gold_accepted:
        gold_from_annotation(annotation=annotation, actor=actor)
    return annotation


@transaction.atomic
def review_return(
    *, annotation: Annotation, actor: User, revision: int, reasons: Sequence[str], text: str
) -> Annotation:
    """Send a submitted answer back to its annotator."""
    judge_require(annotation=annotation, actor=actor)
    answers.annotation_return(
        annotation=annotation, actor=actor, revision=revision, reasons=reasons, text=text
    )
    _review_keep(annotation, actor, Review.Decision.RETURN, revision, reasons=list(reasons), text=text)
    return annotation


@transaction.atomic
def review_reopen(
    *, annotation: Annotation, actor: User, revision: int, reasons: Sequence[str], text: str
) -> Annotation:
    """Take back an acceptance; gold made from it stays until somebody changes it."""
    judge_require(annotation=annotation, actor=actor)
    answers.annotation_reopen(
        annotation=annotation, actor=actor, revision=revision, reasons=reasons, text=text
    )
    _review_keep(annotation, actor, Review.Decision.REOPEN, revision, reasons=list(reasons), text=text)
    return annotation


def judge_require(*, annotation: Annotation, actor: User) -> None:
    """Only reviewers of the project, and never the annotator themselves."""
    if annotation.annotator_id == actor.pk:
        raise OwnWorkError("Somebody else must judge your work.")
    role_require(project=annotation.project, user=actor, roles=[Role.REVIEWER])
    if annotation.video.gold_clip:
        raise GoldClipError("This answer checks a person on a gold clip: it is not judged.")


def _review_keep(annotation: Annotation, actor: User, decision: str, revision: int, **fields: object) -> None:
    Review.objects.create(
        annotation=annotation, reviewer=actor, decision=decision, revision=revision, **fields
    )
