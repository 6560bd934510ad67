"""Jobs as their makers and project admins see them."""

from uuid import UUID

from django.db.models import Q, QuerySet

from annotations.errors import NotFoundError
from annotations.models import Job, Membership, User
from annotations.selectors.access import Role, projects_where


def job_list(*, viewer: User) -> QuerySet[Job]:
    """The jobs of projects that the viewer administers; a site admin sees all."""
    return Job.objects.filter(projects_where(user=viewer, roles=[Role.ADMIN])).select_related("project")


def job_get(*, job_id: UUID, viewer: User) -> Job:
    """A job that the viewer made (while a member of its project) or that is of a project they administer."""
    member = Membership.objects.filter(user=viewer).values("project")
    own = Q(created_by=viewer) & (Q(project=None) | Q(project__in=member))
    visible = Q() if viewer.is_staff else projects_where(user=viewer, roles=[Role.ADMIN]) | own
    job = Job.objects.filter(visible, pk=job_id).select_related("project").first()
    if job is None:
        raise NotFoundError("There is no such job.")
    return job
