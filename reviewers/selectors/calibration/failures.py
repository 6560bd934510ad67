"""Which ordinary answers come from people who failed gold clips lately."""

from uuid import UUID

from django.db.models import OuterRef, Subquery

from annotations.models import Annotation
from reviewers.models import ClipCheck

HANDED_IN = (Annotation.Status.SUBMITTED, Annotation.Status.ACCEPTED)


def failures_about(*, video_id: UUID) -> int:
    """How many answers about a video are by people whose latest checked answer on a clip mixed into their
    queue was not right: 1 query.
    """
    own = ClipCheck.objects.filter(project=OuterRef("project"), person=OuterRef("annotator"), round=None)
    latest = Subquery(own.order_by("-handed_in_at", "-annotation").values("passed")[:1])
    answers = Annotation.objects.filter(video=video_id, status__in=HANDED_IN)
    return answers.annotate(latest_passed=latest).filter(latest_passed=False).count()
