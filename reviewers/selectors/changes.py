"""What an annotator changed after work was sent back."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from annotations.models import Annotation, AnnotationRevision

RETURNED = Annotation.Status.RETURNED.value
SUBMITTED = Annotation.Status.SUBMITTED.value
Change = dict[str, int]


def changes_since_return(*, annotations: Iterable[Annotation]) -> dict[UUID, Change]:
    """Of each answer that was handed in again after a return: from and to which revision. 1 query."""
    kept: dict[UUID, list[tuple[int, str]]] = {}
    rows = AnnotationRevision.objects.filter(annotation__in=[answer.pk for answer in annotations])
    for annotation, revision, status in rows.order_by("revision").values_list(
        "annotation", "revision", "status"
    ):
        kept.setdefault(annotation, []).append((revision, status))
    changes = {annotation: _last_change(revisions) for annotation, revisions in kept.items()}
    return {annotation: change for annotation, change in changes.items() if change}


def _last_change(revisions: Sequence[tuple[int, str]]) -> Change | None:
    returned = [revision for revision, status in revisions if status == RETURNED]
    submitted = [revision for revision, status in revisions if status == SUBMITTED]
    if not returned or not submitted or submitted[-1] < returned[-1]:
        return None
    return {"from": returned[-1], "to": submitted[-1]}
