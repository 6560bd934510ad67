"""Deciding about a suggestion: it is recorded, and nothing else happens."""

from uuid import UUID

from django.db import transaction

from annotations.errors import AnnotationNotDraftError
from annotations.models import Annotation, User
from annotations.selectors.queue import UNFINISHED
from annotations.services.events import event_record
from models_service.models import Suggestion, SuggestionDecision
from models_service.selectors.suggestions.decided import decisions_of

Decision = SuggestionDecision.Decision


@transaction.atomic
def suggestion_decide(
    *,
    suggestion: Suggestion,
    annotation: Annotation,
    actor: User,
    decision: str,
    reason: str,
    trace: UUID | None,
) -> SuggestionDecision:
    """Record what the annotator made of a suggestion; again replaces it until the answer is handed in.

    The trace itself comes with the answer, perhaps later: its id is taken as the client made it.
    """
    if annotation.status not in UNFINISHED:
        raise AnnotationNotDraftError("Only a draft can be changed.", state=annotation.status)
    made = SuggestionDecision.objects.create(
        suggestion=suggestion,
        annotation=annotation,
        decision=decision,
        reason=reason,
        trace=trace,
        made_by=actor,
    )
    facts = {"decision": decision, "annotation": str(annotation.pk)}
    project = annotation.project
    event_record(action="suggestion.decided", subject=suggestion, actor=actor, project=project, facts=facts)
    return made


def decision_undo(*, suggestion: Suggestion, annotation: Annotation, actor: User) -> None:
    """Take the decision back; where none stands, nothing happens."""
    if suggestion.pk in decisions_of(annotation_id=annotation.pk):
        suggestion_decide(
            suggestion=suggestion,
            annotation=annotation,
            actor=actor,
            decision=Decision.UNDONE,
            reason="",
            trace=None,
        )
