"""What needs judging."""

from typing import Any

from django.db.models import QuerySet

from annotations.models import Annotation, Project, User
from annotations.selectors.access import Role, role_require
from annotations.selectors.annotations import annotation_list

SEES_QUEUE = (Role.REVIEWER, Role.ADMIN)
COUNTED_UP_TO = 1000  # answers in one state: a page of them must not wait until a million are counted


def review_list(*, project: Project, viewer: User, status: str, verdict: str | None = None) -> QuerySet[Any]:
    """Answers of others in this state, for the project's reviewers and admins; never own ones."""
    role_require(project=project, user=viewer, roles=SEES_QUEUE)
    return annotation_list(viewer=viewer, project=project, mine=False, status=status, verdict=verdict)


def review_counts(*, project: Project, viewer: User) -> dict[str, int]:
    """How many answers of others the viewer would find in each state, COUNTED_UP_TO at most: 1 query each."""
    rows = annotation_list(viewer=viewer, project=project, mine=False).order_by()
    states = (Annotation.Status.SUBMITTED, Annotation.Status.RETURNED, Annotation.Status.ACCEPTED)
    return {state.value: rows.filter(status=state).values("pk")[:COUNTED_UP_TO].count() for state in states}
