"""Who may see and do what in a project: the one place where roles are read."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from annotations.errors import NotFoundError, NotYoursError
from annotations.models import Membership, Project, User

Role = Membership.Role


def project_list(*, viewer: User) -> QuerySet[Project]:
    """The projects that a person belongs to; a site admin sees all."""
    if viewer.is_staff:
        return Project.objects.all()
    return Project.objects.filter(pk__in=Membership.objects.filter(user=viewer).values("project"))


def project_get(*, slug: str, viewer: User) -> Project:
    """One project that the viewer belongs to; a stranger's project is as absent as a missing one."""
    project = project_list(viewer=viewer).filter(slug=slug).first()
    if project is None:
        raise NotFoundError("There is no such project.", project=slug)
    return project


def roles_of(*, project: Project, user: User) -> frozenset[str]:
    """The person's roles in the project; a site admin holds `admin` everywhere."""
    roles = set(Membership.objects.filter(project=project, user=user).values_list("role", flat=True))
    return frozenset(roles | {Role.ADMIN.value} if user.is_staff else roles)


def role_require(*, project: Project, user: User, roles: Iterable[str]) -> frozenset[str]:
    """The roles held, with one of `roles` among them; strangers: NotFoundError, others: NotYoursError."""
    held = roles_of(project=project, user=user)
    if not held:
        raise NotFoundError("There is no such project.", project=project.slug)
    if not held & set(roles):
        raise NotYoursError("Your role in this project does not allow this.", project=project.slug)
    return held


def site_admin_require(user: User) -> None:
    """NotYoursError for everybody but site admins."""
    if not user.is_staff:
        raise NotYoursError("Only a site admin may see and do this.")


def projects_where(*, user: User, roles: Iterable[str]) -> Q:
    """A condition on `project` for rows of projects in which the person holds one of `roles`."""
    if user.is_staff:
        return Q()
    return Q(project__in=Membership.objects.filter(user=user, role__in=list(roles)).values("project"))
