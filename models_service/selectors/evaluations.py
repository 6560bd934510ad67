"""Reading evaluations: those of projects whose releases the viewer may read."""

from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q, QuerySet

from annotations.errors import NotFoundError
from annotations.models import Project, User
from annotations.selectors.access import project_get, projects_where, role_require
from annotations.selectors.videos import video_list
from models_service.models import Evaluation, EvaluationRow
from reviewers.selectors.releases import READERS

LEADERBOARD_MAX = 200
FOUND = Q(is_right=True, is_fake=True, bbox_iou__isnull=False)
# What counts as a failure: label wrong; label right, but box, onset or explanation off.
FAILURES = {
    "missing": Q(predicted=None),
    "label": Q(is_right=False, predicted__isnull=False),
    "box": FOUND & Q(bbox_iou__lt=10),
    "time": FOUND & Q(time_distance__gt=20),
    "explanation": FOUND & (Q(judged__lt=0.5) | Q(predicted__explanation="")),
}


def evaluation_list(*, viewer: User, project: str = "") -> QuerySet[Evaluation]:
    """Evaluations without their reports: 1 query for any page."""
    if project:
        role_require(project=project_get(slug=project, viewer=viewer), user=viewer, roles=READERS)
    visible = Evaluation.objects.filter(projects_where(user=viewer, roles=READERS))
    chosen = visible.filter(project__slug=project) if project else visible
    return chosen.select_related("project", "release", "model_version", "job__project", "created_by").defer(
        "report"
    )


def evaluation_get(*, evaluation_id: UUID, viewer: User) -> Evaluation:
    """One evaluation; of a project whose releases one may not read it is as absent as a missing one."""
    found = evaluation_list(viewer=viewer).filter(pk=evaluation_id).defer(None).first()
    if found is None:
        raise NotFoundError("There is no such evaluation.", id=str(evaluation_id))
    return found


def rows_visible(*, viewer: User) -> QuerySet[EvaluationRow]:
    """What came of the rows of finished evaluations, less videos that the viewer must answer blind yet."""
    videos = video_list(viewer=viewer).filter(Q(sees_provenance=True), taken_down_at=None)
    rows = EvaluationRow.objects.filter(video__in=videos.values("pk"), evaluation__finished_at__isnull=False)
    return rows.select_related("video")


def failures_of(*, evaluation: Evaluation, viewer: User, kind: str = "") -> QuerySet[EvaluationRow]:
    """The rows that the model failed, of one kind where one is named, in the order of the release."""
    failed = FAILURES[kind] if kind else reduce(or_, FAILURES.values())
    return rows_visible(viewer=viewer).filter(failed, evaluation=evaluation)


def leaderboard_list(*, project: Project, viewer: User, release: int | None) -> list[Evaluation]:
    """The newest finished evaluations of a project, of one release where one is named: 1 query."""
    role_require(project=project, user=viewer, roles=READERS)
    rows = evaluation_list(viewer=viewer).filter(project=project, finished_at__isnull=False).defer(None)
    chosen = rows if release is None else rows.filter(release__version=release)
    return list(chosen[:LEADERBOARD_MAX])
