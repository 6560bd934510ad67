"""A reviewer's word on proposed wordings: accepted, rejected, or taken back."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from annotations.errors import NotFoundError
from annotations.models import Event, Project, User
from annotations.selectors.access import Role, role_require
from annotations.services.events import event_record
from models_service.selectors.explanations import explanation_list
from reviewers.models import StandardisedExplanation

Status = StandardisedExplanation.Status
DECIDERS = (Role.REVIEWER,)
DECIDED = "explanation.decided"
INSTEAD_OF = "instead_of"


@transaction.atomic
def explanations_decide(
    *, project: Project, ids: Sequence[UUID], decision: str, actor: User
) -> list[StandardisedExplanation]:
    """Decide about all of them or, where one is not visible, about none; `proposed` takes a decision back.

    Of several wordings of one explanation the one accepted last counts: an earlier one becomes rejected, and
    counts again once that acceptance is taken back.
    """
    role_require(project=project, user=actor, roles=DECIDERS)
    chosen = list(explanation_list(project=project, viewer=actor).filter(pk__in=set(ids)))
    if len(chosen) != len(set(ids)):
        raise NotFoundError("There is no such explanation.")
    decided = {"decided_by": actor, "decided_at": timezone.now()}
    if decision == Status.PROPOSED:
        decided = dict.fromkeys(decided)
    for each in chosen:
        facts = {"explanation": str(each.pk), "decision": decision, "before": each.status}
        if decision == Status.ACCEPTED and (other := _supersede(each)) is not None:
            facts[INSTEAD_OF] = str(other.pk)
        StandardisedExplanation.objects.filter(pk=each.pk).update(status=decision, **decided)
        event_record(action=DECIDED, subject=each.video, actor=actor, facts=facts)
        if decision == Status.PROPOSED and each.status == Status.ACCEPTED:
            _restore(each, actor)
    return list(explanation_list(project=project, viewer=actor).filter(pk__in=set(ids)))


def _supersede(each: StandardisedExplanation) -> StandardisedExplanation | None:
    """The wording that counted until now, rejected: it keeps who had accepted it, and when."""
    others = StandardisedExplanation.objects.filter(video=each.video_id, raw_sha256=each.raw_sha256)
    other = others.filter(status=Status.ACCEPTED).exclude(pk=each.pk).first()
    if other is not None:
        others.filter(pk=other.pk).update(status=Status.REJECTED)
    return other


def _restore(each: StandardisedExplanation, actor: User) -> None:
    """Let the wording count again that this one's acceptance put aside, unless it was decided on since."""
    asked = {"facts__explanation": str(each.pk), "facts__decision": Status.ACCEPTED.value}
    told = Event.objects.filter(action=DECIDED, subject_id=str(each.video_id), **asked)
    accepted = told.order_by("-id").first()
    if accepted is None or INSTEAD_OF not in accepted.facts:
        return
    aside = StandardisedExplanation.objects.filter(
        pk=accepted.facts[INSTEAD_OF], status=Status.REJECTED, decided_at__lte=accepted.at
    )
    if aside.update(status=Status.ACCEPTED):
        facts = {"explanation": accepted.facts[INSTEAD_OF], "decision": "restored", "before": "rejected"}
        event_record(action=DECIDED, subject=each.video, actor=actor, facts=facts)
