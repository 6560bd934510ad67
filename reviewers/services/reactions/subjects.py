"""What events are about."""

from collections.abc import Iterable
from uuid import UUID

from annotations.models import Annotation, Event


def videos_concerned(events: Iterable[Event]) -> set[UUID]:
    """The videos that events about answers and about videos concern: 1 query."""
    subjects = [(event.subject_type, event.subject_id) for event in events]
    answers = {subject for kind, subject in subjects if kind == "annotation"}
    videos = {UUID(subject) for kind, subject in subjects if kind == "video"}
    return videos | {answer.video_id for answer in Annotation.objects.filter(pk__in=answers).only("video")}
