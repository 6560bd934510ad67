"""Ranks the queue anew when a model has looked at videos, an answer came in or the order was changed."""

from collections.abc import Sequence
from uuid import UUID

from annotations.models import Event, Project
from annotations.services.queue import queue_priorities_set
from models_service.services.ranking.scores import priorities_of

RANKED_BY = {"queue_order", "queue_random_share"}
LOOKS = "suggest"


class QueueOrder:
    """The order is written into the queue's entries, which is all that claiming reads."""

    name = "queue_order"
    actions = frozenset({"project.changed", "job.done", "annotation.submitted", "video.ready"})

    def prepare(self, events: Sequence[Event]) -> list[tuple[Project, dict[UUID, int]]]:
        """The places of everything that waits in the projects concerned."""
        changed = {event.project_id for event in events if _changes_the_order(event)}
        news = {event.project_id for event in events if event.action != "project.changed" and _is_news(event)}
        concerned = [pk for pk in changed | news if pk is not None]
        projects = Project.objects.filter(pk__in=concerned)
        ranked = [
            each for each in projects if each.pk in changed or each.queue_order != Project.QueueOrder.NONE
        ]
        return [(project, priorities_of(project=project)) for project in ranked]

    def apply(self, prepared: list[tuple[Project, dict[UUID, int]]]) -> None:
        """Write them; what is taken or given to somebody meanwhile stays."""
        for project, priorities in prepared:
            queue_priorities_set(project=project, priorities=priorities)


QUEUE_ORDER = QueueOrder()


def _changes_the_order(event: Event) -> bool:
    return event.action == "project.changed" and bool(RANKED_BY & set(event.facts.get("after", {})))


def _is_news(event: Event) -> bool:
    return event.action != "job.done" or event.facts.get("kind") == LOOKS
