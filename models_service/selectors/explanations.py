"""Reading proposed wordings, without those of videos about which one's own answer is still open."""

from uuid import UUID

from django.db.models import QuerySet

from annotations.errors import NotFoundError
from annotations.models import Annotation, Assignment, Project, Purpose, User
from annotations.selectors.access import Role, projects_where, role_require
from reviewers.models import StandardisedExplanation
from reviewers.selectors.gold import OPEN_STATES

READERS = (Role.REVIEWER, Role.RESEARCHER, Role.ADMIN)


def explanation_list(
    *, project: Project, viewer: User, status: str = ""
) -> QuerySet[StandardisedExplanation]:
    """The wordings of a project, oldest first: 1 query for any page."""
    role_require(project=project, user=viewer, roles=READERS)
    rows = _visible(viewer).filter(project=project)
    return rows.filter(status=status) if status else rows


def explanation_get(*, explanation_id: UUID, viewer: User) -> StandardisedExplanation:
    """One wording of a project in which the viewer may read them."""
    visible = _visible(viewer).filter(projects_where(user=viewer, roles=READERS))
    found = visible.select_related("project").filter(pk=explanation_id).first()
    if found is None:
        raise NotFoundError("There is no such explanation.")
    return found


def _visible(viewer: User) -> QuerySet[StandardisedExplanation]:
    own = Annotation.objects.filter(annotator=viewer, status__in=OPEN_STATES).values("video")
    work = Assignment.objects.filter(
        person=viewer, purpose=Purpose.ANNOTATE, status=Assignment.Status.ACTIVE
    ).values("video")
    rows = StandardisedExplanation.objects.exclude(video__in=own).exclude(video__in=work)
    return rows.filter(video__taken_down_at=None).select_related("video", "decided_by")
