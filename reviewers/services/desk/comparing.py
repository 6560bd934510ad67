"""Comparing the answers about videos for the review queue; takes numpy, so it is loaded on first use."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch

from annotations.models import Annotation, Trace, Video
from reviewers.disagreement import Comparison, compared
from reviewers.selectors.panel import COMPARED, person_answer


@dataclass(frozen=True, slots=True)
class ComparedVideo:
    """A video, its answers as they were read, and what they have in common."""

    video: Video
    answers: list[Annotation]
    comparison: Comparison


def videos_compared(*, video_ids: Iterable[UUID]) -> list[ComparedVideo]:
    """These videos with their comparisons, by id: 3 queries."""
    answers = Annotation.objects.filter(status__in=COMPARED).order_by("submitted_at", "pk")
    answers = answers.prefetch_related(
        Prefetch("traces", queryset=Trace.objects.all(), to_attr="trace_rows")  # type: ignore[no-redef]
    )
    videos = Video.objects.filter(pk__in=set(video_ids)).select_related("project").order_by("pk")
    rows = videos.prefetch_related(Prefetch("annotations", queryset=answers, to_attr="answers"))
    return [_compared(video, getattr(video, "answers", [])) for video in rows]


def _compared(video: Video, answers: Sequence[Annotation]) -> ComparedVideo:
    people = [person_answer(answer, str(answer.annotator_id)) for answer in answers]
    return ComparedVideo(video, list(answers), compared(people))
