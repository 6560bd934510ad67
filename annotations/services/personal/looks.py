"""Remembering who has seen others' answers: who has cannot answer that video blind any more."""

from collections.abc import Iterable
from typing import TypeVar

from annotations.models import Annotation, Look, User
from annotations.selectors.queue import JUDGEABLE

Seen = TypeVar("Seen", bound=Annotation)


def look_record(*, viewer: User, annotations: Iterable[Seen]) -> list[Seen]:
    """Note that the viewer is shown these answers, and give them back: 2 queries where one is another's.

    Nothing is noted for videos that the viewer has answered already.
    """
    shown = list(annotations)
    videos = {answer.video_id for answer in shown if answer.annotator_id != viewer.pk}
    if videos:
        answered = Annotation.objects.filter(video__in=videos, annotator=viewer, status__in=JUDGEABLE)
        known = Look.objects.filter(person=viewer, video__in=videos).values_list("video", flat=True)
        new = videos - set(answered.values_list("video", flat=True)) - set(known)
        Look.objects.bulk_create(
            (Look(person=viewer, video_id=video) for video in new), ignore_conflicts=True
        )
    return shown
