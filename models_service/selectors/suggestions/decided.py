"""The decisions that count: of each suggestion and answer the newest row, unless it was undone."""

from collections.abc import Iterable
from uuid import UUID

from models_service.models import SuggestionDecision


def decisions_of(*, annotation_id: UUID) -> dict[UUID, SuggestionDecision]:
    """The decisions of one answer by suggestion: 1 query."""
    return standing(SuggestionDecision.objects.filter(annotation=annotation_id).order_by("id"))


def standing(rows: Iterable[SuggestionDecision]) -> dict[UUID, SuggestionDecision]:
    """Of rows about one answer, oldest first: what stands about each suggestion."""
    newest = {row.suggestion_id: row for row in rows}
    undone = SuggestionDecision.Decision.UNDONE
    return {suggestion: row for suggestion, row in newest.items() if row.decision != undone}
