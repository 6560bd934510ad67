"""Answers on gold clips follow ordinary ones: accepted when the same person's other work is.

Nobody judges them, yet an answer that waits for ever would tell its annotator what it was. The record names
the answer along with which each was accepted; the annotator sees what they see of any acceptance.
"""

from annotations.errors import StaleRevisionError, WrongStateError
from annotations.models import Annotation, Purpose, User
from annotations.selectors.annotations import with_traces
from annotations.services.annotations import annotation_accept
from reviewers.services.calibration.secrets import number_of, secret_of

State = Annotation.Status
# Of two answers on gold clips that could follow, one does: no acceptance brings all that waited with it.
SHARE = 0.5


def gold_clips_follow(*, accepted: Annotation, actor: User) -> None:
    """Accept of the person's waiting answers on gold clips those that this acceptance takes along.

    Which ones is drawn by the project's secret, among those handed in no later than the accepted answer;
    where no ordinary answer of the person is left to judge, all of them are taken along.
    """
    if accepted.video.gold_clip:
        return
    own = Annotation.objects.filter(
        project=accepted.project_id, annotator=accepted.annotator_id, status=State.SUBMITTED
    ).exclude(assignment__purpose=Purpose.QUALIFY)
    waiting = own.filter(video__gold_clip=True)
    if own.filter(video__gold_clip=False).exists():
        waiting = waiting.filter(submitted_at__lte=accepted.submitted_at)
        rows = [each for each in with_traces(waiting) if _is_drawn(accepted, each)]
    else:
        rows = list(with_traces(waiting))
    for annotation in rows:
        _accept(annotation, actor, along_with=accepted)


def _is_drawn(accepted: Annotation, waiting: Annotation) -> bool:
    return number_of(secret_of(accepted.project), f"{accepted.pk}:{waiting.pk}") < SHARE


def _accept(annotation: Annotation, actor: User, *, along_with: Annotation) -> None:
    """Its annotator may have taken it back this very moment: then there is nothing to accept."""
    try:
        annotation_accept(
            annotation=annotation, actor=actor, revision=annotation.revision, along_with=along_with.pk
        )
    except (StaleRevisionError, WrongStateError):
        return
