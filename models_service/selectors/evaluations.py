"""Reading evaluations: those of projects whose releases the viewer may read."""

from uuid import UUID

from django.db.models import QuerySet

from annotations.errors import NotFoundError
from annotations.models import User
from annotations.selectors.access import project_get, projects_where, role_require
from models_service.models import Evaluation
from reviewers.selectors.releases import READERS


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
