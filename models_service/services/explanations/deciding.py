"""A reviewer's word on proposed wordings: accepted, rejected, or taken back."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from annotations.errors import NotFoundError
from annotations.models import Project, User
from annotations.selectors.access import Role, role_require
from annotations.services.events import event_record
from models_service.selectors.explanations import explanation_list
from reviewers.models import StandardisedExplanation

Status = StandardisedExplanation.Status
DECIDERS = (Role.REVIEWER,)


@transaction.atomic
def explanations_decide(
    *, project: Project, ids: Sequence[UUID], decision: str, actor: User
) -> list[StandardisedExplanation]:
    """Decide about all of them or, where one is not visible, about none; `proposed` takes a decision back.

    Of several wordings of one explanation the one accepted last counts: an earlier one becomes rejected.
    """
    role_require(project=project, user=actor, roles=DECIDERS)
    chosen = list(explanation_list(project=project, viewer=actor).filter(pk__in=set(ids)))
    if len(chosen) != len(set(ids)):
        raise NotFoundError("There is no such explanation.")
    decided = {"decided_by": actor, "decided_at": timezone.now()}
    if decision == Status.PROPOSED:
        decided = dict.fromkeys(decided)
    for each in chosen:
        if decision == Status.ACCEPTED:
            others = StandardisedExplanation.objects.filter(video=each.video_id, raw_sha256=each.raw_sha256)
            others.filter(status=Status.ACCEPTED).exclude(pk=each.pk).update(status=Status.REJECTED)
        StandardisedExplanation.objects.filter(pk=each.pk).update(status=decision, **decided)
        facts = {"explanation": str(each.pk), "decision": decision, "before": each.status}
        event_record(action="explanation.decided", subject=each.video, actor=actor, facts=facts)
    return list(explanation_list(project=project, viewer=actor).filter(pk__in=set(ids)))
