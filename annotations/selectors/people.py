"""Who somebody is, who is in a project, and the open links and tokens."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from annotations.errors import InvitationInvalidError, NotFoundError
from annotations.models import ApiToken, Invitation, Membership, Project, SecondFactor, User
from annotations.selectors.access import Role, project_list, role_require
from annotations.tokens import token_digest


@dataclass(frozen=True, slots=True)
class ProjectRoles:
    """One project of a person and what they are in it."""

    slug: str
    name: str
    roles: list[str]


@dataclass(frozen=True, slots=True)
class Profile:
    """Who am I: the body of `me/`."""

    id: int
    username: str
    is_staff: bool
    projects: list[ProjectRoles]
    settings: dict[str, Any]


def profile_get(*, person: User) -> Profile:
    """A person's projects, roles and settings: 2 queries."""
    projects = list(project_list(viewer=person).order_by("name", "id"))
    return Profile(
        id=person.pk,
        username=person.get_username(),
        is_staff=person.is_staff,
        projects=projects_with_roles(projects=projects, person=person),
        settings=person.settings,
    )


def projects_with_roles(*, projects: Iterable[Project], person: User) -> list[ProjectRoles]:
    """These projects with the person's roles in each: 1 query."""
    roles: dict[int, set[str]] = defaultdict(set)
    for project_id, role in Membership.objects.filter(user=person).values_list("project", "role"):
        roles[project_id].add(role)
    always = {Role.ADMIN.value} if person.is_staff else set()
    return [
        ProjectRoles(slug=project.slug, name=project.name, roles=sorted(roles[project.pk] | always))
        for project in projects
    ]


def token_list(*, viewer: User) -> QuerySet[ApiToken]:
    """The viewer's own tokens that are not revoked."""
    return ApiToken.objects.filter(user=viewer, revoked_at=None)


def token_get(*, token_id: UUID, viewer: User) -> ApiToken:
    """One of the viewer's own tokens."""
    token = ApiToken.objects.filter(user=viewer, pk=token_id).first()
    if token is None:
        raise NotFoundError("There is no such token.")
    return token


def invitations_open() -> QuerySet[Invitation]:
    """Links that still count."""
    return Invitation.objects.filter(used_at=None, revoked_at=None, expires_at__gt=timezone.now())


def invitation_list(*, project: Project, viewer: User) -> QuerySet[Invitation]:
    """The project's open links, for its admins."""
    role_require(project=project, user=viewer, roles=[Role.ADMIN])
    return invitations_open().filter(project=project)


def invitation_get(*, project: Project, invitation_id: UUID, viewer: User) -> Invitation:
    """One link of the project, for its admins."""
    role_require(project=project, user=viewer, roles=[Role.ADMIN])
    invitation = (
        Invitation.objects.select_related("project").filter(project=project, pk=invitation_id).first()
    )
    if invitation is None:
        raise NotFoundError("There is no such invitation.")
    return invitation


def invitation_by_token(*, token: str) -> Invitation:
    """The open invitation that a link's token stands for."""
    found = invitations_open().select_related("project").filter(digest=token_digest(token)).first()
    if found is None:
        raise InvitationInvalidError("This invitation is unknown, used or expired.")
    return found


def members_of(*, project: Project) -> QuerySet[User]:
    """The project's people with their roles in `project_memberships`: 2 queries."""
    roles = Membership.objects.filter(project=project).order_by("role")
    return User.objects.filter(pk__in=roles.order_by().values("user")).prefetch_related(
        Prefetch("memberships", queryset=roles, to_attr="project_memberships")
    )


def member_list(*, project: Project, viewer: User) -> QuerySet[User]:
    """The project's people, for its admins."""
    role_require(project=project, user=viewer, roles=[Role.ADMIN])
    return members_of(project=project)


def member_get(*, project: Project, user_id: int, viewer: User) -> User:
    """One person of the project, for its admins."""
    member = member_list(project=project, viewer=viewer).filter(pk=user_id).first()
    if member is None:
        raise NotFoundError("There is no such member.")
    return member


@dataclass(frozen=True, slots=True)
class FactorState:
    """Whether a second factor is asked for, and how many recovery codes are left."""

    enabled: bool
    recovery_left: int


def second_factor_get(*, person: User) -> FactorState:
    """One's own second factor."""
    factor = SecondFactor.objects.filter(user=person).exclude(confirmed_at=None).first()
    return FactorState(factor is not None, len(factor.recovery) if factor else 0)
