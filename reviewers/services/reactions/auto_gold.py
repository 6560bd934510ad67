"""Makes gold of answers that agree, where the project says from when on: rule `agreement`."""

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Max

from annotations.models import Annotation, Event
from reviewers.models import Gold
from reviewers.services.gold import gold_from_agreement

if TYPE_CHECKING:  # comparing takes numpy
    from reviewers.services.desk.auto_gold import AgreedGold

OF_ANSWERS = frozenset({"annotation.submitted", "annotation.accepted"})
OF_VIDEOS = frozenset({"review_case.due"})


class AutoGold:
    """Gold by agreement, unless somebody changed an answer or made gold since it was computed."""

    name = "auto_gold"
    actions = OF_ANSWERS | OF_VIDEOS

    def prepare(self, events: Sequence[Event]) -> "list[AgreedGold]":
        """What the answers about every video concerned agree on."""
        answers = {event.subject_id for event in events if event.action in OF_ANSWERS}
        videos = {UUID(event.subject_id) for event in events if event.action in OF_VIDEOS}
        rows = Annotation.objects.filter(pk__in=answers, project__auto_gold_agreement__isnull=False)
        videos |= {answer.video_id for answer in rows.only("video")}
        module = import_module("reviewers.services.desk.auto_gold")
        found: list[AgreedGold] = module.agreed_golds(video_ids=videos) if videos else []
        return found

    def apply(self, prepared: "list[AgreedGold]") -> None:
        """Write it; what has changed meanwhile comes again with its own event."""
        for agreed in prepared:
            if _is_current(agreed):
                gold_from_agreement(
                    video=agreed.video,
                    answers=agreed.answers,
                    traces=agreed.traces,
                    threshold=agreed.threshold,
                )


def _is_current(agreed: "AgreedGold") -> bool:
    """Whether the gold is still at that version and the very answers still stand.

    Accepting raises an answer's revision and changes nothing of what it says, so its events come again.
    """
    newest = Gold.objects.filter(video=agreed.video).aggregate(newest=Max("version"))["newest"] or 0
    now = set(
        Annotation.objects.filter(pk__in=[answer.pk for answer in agreed.answers]).values_list(
            "pk", "revision"
        )
    )
    return newest == agreed.version and now == {(answer.pk, answer.revision) for answer in agreed.answers}


AUTO_GOLD = AutoGold()
