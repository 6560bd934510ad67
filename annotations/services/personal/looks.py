"""Remembering who has seen others' answers: who has cannot answer that video blind any more."""

from collections.abc import Iterable
from typing import TypeVar
from uuid import UUID

from annotations.models import Annotation, Look, User
from annotations.selectors.queue import JUDGEABLE

Seen = TypeVar("Seen", bound=Annotation)


def look_record(*, viewer: User, annotations: Iterable[Seen]) -> list[Seen]:
    """Note that the viewer is shown these answers, and give them back: 2 queries where one is another's.

    Nothing is noted for videos that the viewer has answered already.
    """
    shown = list(annotations)
    look_at_videos(viewer=viewer, videos={row.video_id for row in shown if row.annotator_id != viewer.pk})
    return shown


def look_at_videos(*, viewer: User, videos: set[UUID]) -> None:
    """Note that the viewer is shown something of others about these videos: 2 queries, none without any."""
    if not videos:
        return
    answered = Annotation.objects.filter(video__in=videos, annotator=viewer, status__in=JUDGEABLE)
    known = Look.objects.filter(person=viewer, video__in=videos).values_list("video", flat=True)
    new = videos - set(answered.values_list("video", flat=True)) - set(known)
    Look.objects.bulk_create((Look(person=viewer, video_id=video) for video in new), ignore_conflicts=True)
