"""Reading releases and the imports of a project."""

from uuid import UUID

from django.db.models import QuerySet

from annotations.errors import NotFoundError
from annotations.models import Job, User, Video
from annotations.selectors.access import Role, project_get, projects_where, role_require
from reviewers.models import Release

READERS = (Role.REVIEWER, Role.RESEARCHER, Role.ADMIN)


def release_list(*, viewer: User, project: str = "") -> QuerySet[Release]:
    """Releases of the projects in which the viewer may read them: 1 query for any page."""
    if project:
        role_require(project=project_get(slug=project, viewer=viewer), user=viewer, roles=READERS)
    visible = Release.objects.filter(projects_where(user=viewer, roles=READERS))
    chosen = visible.filter(project__slug=project) if project else visible
    return chosen.select_related("project", "job__project", "made_by")


def release_get(*, project: str, version: int, viewer: User) -> Release:
    """One release."""
    found = release_list(viewer=viewer, project=project).filter(version=version).first()
    if found is None:
        raise NotFoundError("There is no such release.", project=project, version=version)
    return found


def release_taken_down(*, release: Release) -> list[str]:
    """The `video_id`s of videos that were taken down since the release was built."""
    if release.finished_at is None:
        return []
    gone = Video.objects.filter(project=release.project, taken_down_at__gt=release.finished_at)
    return sorted(gone.values_list("video_id", flat=True))


def import_get(*, job_id: UUID, viewer: User) -> Job:
    """One import of a project that the viewer administers."""
    jobs = Job.objects.filter(projects_where(user=viewer, roles=[Role.ADMIN]), kind="import")
    job = jobs.select_related("project").filter(pk=job_id).first()
    if job is None:
        raise NotFoundError("There is no such import.", id=str(job_id))
    return job
