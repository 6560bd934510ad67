"""What is stored now, in a form that can be compared."""

import hashlib
from typing import Any

from django.conf import settings
from django.db.models import Count

from annotations.models import Annotation, Event, QueueEntry, Video
from reviewers.models import Gold
from reviewers.services.reactions.standings import STANDINGS


def annotations_now() -> dict[str, dict[str, Any]]:
    """Every answer with its traces, whole."""
    rows = Annotation.objects.prefetch_related("traces")
    return {
        str(row.pk): {
            "status": row.status,
            "revision": row.revision,
            "verdict": row.verdict,
            "assignment": row.assignment_id,
            "traces": [(trace.pk, trace.onset_frame, trace.keyframes) for trace in row.traces.all()],
        }
        for row in rows
    }


def gold_now() -> dict[tuple[str, int], Any]:
    """What stands in every version of the gold of every video."""
    rows = Gold.objects.prefetch_related("traces")
    return {
        (str(row.video_id), row.version): (
            row.verdict,
            row.rule,
            row.made_by_id,
            [(trace.pk, trace.onset_frame, trace.categories, trace.keyframes) for trace in row.traces.all()],
        )
        for row in rows
    }


def events_now() -> list[int]:
    """The ids of all events, oldest first."""
    return list(Event.objects.order_by("pk").values_list("pk", flat=True))


def standings_settle(after: int) -> int:
    """React to the events after that one; returns the last one there is."""
    events = Event.objects.filter(pk__gt=after)
    STANDINGS.apply(STANDINGS.prepare(list(events.filter(action__in=STANDINGS.actions))))
    return max([after, *events.values_list("pk", flat=True)])


def standings_now() -> dict[str, str]:
    """What is known of each video, by its id."""
    return {str(key): standing for key, standing in Video.objects.values_list("pk", "standing")}


def holders_twice() -> list[Any]:
    """Who holds two slots of one video."""
    taken = QueueEntry.objects.filter(status="taken", purpose="annotate")
    counted = taken.values("video", "holder").order_by().annotate(n=Count("pk"))
    return list(counted.filter(n__gt=1))


def slots_over(overlap: int) -> list[Any]:
    """The videos with more slots than they ask answers for."""
    counted = QueueEntry.objects.filter(purpose="annotate").values("video").order_by().annotate(n=Count("pk"))
    return list(counted.filter(n__gt=overlap))


def release_hashes() -> dict[str, str]:
    """Every stored release file by its path."""
    folder = settings.DATA_DIR / "releases"
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
