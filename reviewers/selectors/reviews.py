"""What needs judging."""

from typing import Any

from django.db.models import Count, QuerySet

from annotations.models import Annotation, Project, User
from annotations.selectors.access import Role, role_require
from annotations.selectors.annotations import annotation_list

SEES_QUEUE = (Role.REVIEWER, Role.ADMIN)


def review_list(*, project: Project, viewer: User, status: str, verdict: str | None = None) -> QuerySet[Any]:
    """Answers of others in this state, for the project's reviewers and admins; never own ones."""
    role_require(project=project, user=viewer, roles=SEES_QUEUE)
    return annotation_list(viewer=viewer, project=project, mine=False, status=status, verdict=verdict)


def review_counts(*, project: Project, viewer: User) -> dict[str, int]:
    """How many answers of others the viewer would find in each state: 1 query."""
    rows = annotation_list(viewer=viewer, project=project, mine=False)
    counted = rows.order_by().values("status").annotate(n=Count("pk", distinct=True))
    states = (Annotation.Status.SUBMITTED, Annotation.Status.RETURNED, Annotation.Status.ACCEPTED)
    found = {row["status"]: row["n"] for row in counted.values("status", "n")}
    return {state.value: found.get(state.value, 0) for state in states}
