"""Which ordinary answers come from people who failed gold clips lately: the review queue is told."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import OuterRef, Subquery

from annotations.models import Annotation, Project
from reviewers.models import ClipCheck, ReviewCase
from reviewers.services.desk.cases import case_gold_failures_set

HANDED_IN = (Annotation.Status.SUBMITTED, Annotation.Status.ACCEPTED)


def gold_failures_tell(*, project: Project, people: Iterable[int]) -> None:
    """Refresh the open cases of the videos that these people answered."""
    answers = Annotation.objects.filter(project=project, annotator__in=list(people), status__in=HANDED_IN)
    cases = ReviewCase.objects.filter(project=project, is_open=True, video__in=answers.values("video"))
    failing = _failing(project)
    for case in cases.select_related("video"):
        case_gold_failures_set(video=case.video, failures=_failures(case.video_id, failing))


def _failures(video_id: UUID, failing: set[int]) -> int:
    answers = Annotation.objects.filter(video=video_id, status__in=HANDED_IN, annotator__in=failing)
    return answers.count()


def _failing(project: Project) -> set[int]:
    """The people whose latest checked answer on a clip mixed into their queue was not right."""
    own = ClipCheck.objects.filter(project=project, person=OuterRef("person"), round=None)
    latest = Subquery(own.order_by("-handed_in_at", "-annotation").values("pk")[:1])
    rows = ClipCheck.objects.filter(project=project, round=None, passed=False, pk=latest)
    return set(rows.values_list("person", flat=True))
