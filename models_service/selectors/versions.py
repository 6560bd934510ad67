"""Model versions as those who work with them see them, and which one speaks in a project."""

from uuid import UUID

from django.db.models import Q, QuerySet

from annotations.errors import NotFoundError
from annotations.models import Membership, Project, User
from annotations.selectors.access import Role, role_require
from models_service.models import ModelVersion

READERS = (Role.REVIEWER, Role.RESEARCHER, Role.ADMIN)
HEURISTICS = frozenset({"motion"})  # back ends without weights: any worker runs them


def model_list(*, viewer: User, project: Project | None = None) -> QuerySet[ModelVersion]:
    """The versions that the viewer may use: those of their projects and the site's own; never an annotator's.

    With a project: what may speak there.
    """
    rows = ModelVersion.objects.select_related("project", "base").prefetch_related("active_in__project")
    if project is not None:
        role_require(project=project, user=viewer, roles=READERS)
        return rows.filter(Q(project=project) | Q(project=None))
    if viewer.is_staff:
        return rows
    member = Membership.objects.filter(user=viewer, role__in=READERS)
    if not member.exists():
        return rows.none()
    return rows.filter(Q(project__in=member.values("project")) | Q(project=None))


def model_get(*, model_id: UUID, viewer: User) -> ModelVersion:
    """One version that the viewer may use."""
    model = model_list(viewer=viewer).filter(pk=model_id).first()
    if model is None:
        raise NotFoundError("There is no such model version.")
    return model


def models_usable(*, project: Project) -> QuerySet[ModelVersion]:
    """The versions that may be asked about the project's videos, newest first."""
    rows = ModelVersion.objects.exclude(status=ModelVersion.Status.DISCARDED)
    return rows.filter(Q(project=project) | Q(project=None)).order_by("-created_at", "id")


def model_active(*, project: Project) -> ModelVersion | None:
    """The version that speaks in the project."""
    return ModelVersion.objects.filter(active_in__project=project).first()
