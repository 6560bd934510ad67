"""Keeps what is known of each video - nothing, answers, gold - in a column that a list can be found by."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Case, Exists, OuterRef, Value, When

from annotations.models import Annotation, Event, Video
from annotations.selectors.queue import JUDGEABLE
from reviewers.models import Gold
from reviewers.services.reactions.subjects import videos_concerned

# Every event after which an answer is there to be judged that was not before, or the other way round.
OF_ANSWERS = frozenset(f"annotation.{word}" for word in ("submitted", "withdrawn", "resumed", "locked"))
OF_VIDEOS = frozenset({"gold.made", "video.imported"})


class Standings:
    """One statement for all videos that anything has happened to."""

    name = "standings"
    actions = OF_ANSWERS | OF_VIDEOS

    def prepare(self, events: Sequence[Event]) -> set[UUID]:
        """The videos concerned."""
        return videos_concerned(events)

    def apply(self, prepared: set[UUID]) -> None:
        """Derive their standing anew; what changes meanwhile comes with its own event."""
        judgeable = Annotation.objects.filter(video=OuterRef("pk"), status__in=JUDGEABLE)
        standing = Case(
            When(Exists(Gold.objects.filter(video=OuterRef("pk"))), then=Value(Video.Standing.GOLD)),
            When(Exists(judgeable), then=Value(Video.Standing.ANSWERED)),
            default=Value(Video.Standing.UNANSWERED),
        )
        Video.objects.filter(pk__in=prepared).update(standing=standing)


STANDINGS = Standings()
