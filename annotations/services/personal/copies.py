"""Work that cannot go where it belongs any more is kept beside the answer."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from annotations.errors import CopiesFullError, NotYoursError
from annotations.models import Annotation, AnnotationCopy, User
from annotations.services.events import event_record
from annotations.services.traces import TraceBody
from annotations.texts import filled

COPIES_MAX = 50


@transaction.atomic
def copy_create(
    *,
    annotation: Annotation,
    actor: User,
    base_revision: int,
    verdict: str | None,
    note: str,
    traces: Sequence[TraceBody],
) -> AnnotationCopy:
    """Keep a whole answer beside the stored one, which stays as it is; any state, no lease needed."""
    if annotation.annotator_id != actor.pk:
        raise NotYoursError("Only its annotator can do this.")
    if AnnotationCopy.objects.filter(annotation=annotation).count() >= COPIES_MAX:
        detail = filled("There are {limit} copies of this answer already.", limit=COPIES_MAX)
        raise CopiesFullError(detail, limit=COPIES_MAX)
    answer = {"verdict": verdict, "note": note, "traces": [_plain(trace) for trace in traces]}
    copy = AnnotationCopy.objects.create(annotation=annotation, base_revision=base_revision, answer=answer)
    facts = {"copy": str(copy.pk), "base_revision": base_revision}
    event_record(action="annotation.copied", subject=annotation, actor=actor, facts=facts)
    return copy


def _plain(trace: TraceBody) -> dict[str, Any]:
    """The trace as JSON values."""
    suggestion = trace["suggestion"]
    return {**trace, "id": str(trace["id"]), "suggestion": str(suggestion) if suggestion else None}
