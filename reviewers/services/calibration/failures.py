"""Which ordinary answers come from people who failed gold clips lately: the review queue is told."""

from collections.abc import Iterable

from annotations.models import Annotation, Project
from reviewers.models import ReviewCase
from reviewers.selectors.calibration.failures import HANDED_IN, failures_about
from reviewers.services.desk.cases import case_gold_failures_set


def gold_failures_tell(*, project: Project, people: Iterable[int]) -> None:
    """Refresh the open cases of the videos that these people answered.

    What they hand in later is told with its own case, see `case_refresh`.
    """
    answers = Annotation.objects.filter(project=project, annotator__in=list(people), status__in=HANDED_IN)
    cases = ReviewCase.objects.filter(project=project, is_open=True, video__in=answers.values("video"))
    for case in cases.select_related("video"):
        case_gold_failures_set(video=case.video, failures=failures_about(video_id=case.video_id))
