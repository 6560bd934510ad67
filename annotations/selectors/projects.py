"""Projects as a member sees them."""

from dataclasses import dataclass

from django.db.models import Count, Q

from annotations.errors import NotFoundError
from annotations.media.serve import MediaSource
from annotations.models import Annotation, Category, Project, Purpose, QueueEntry, RawTag, User, Video
from annotations.selectors.access import Role, role_require, roles_of

SEES_COUNTS = (Role.ADMIN.value, Role.REVIEWER.value)


@dataclass(frozen=True, slots=True)
class ProjectDetail:
    """A project with its categories and, for admins and reviewers, its counts."""

    project: Project
    roles: list[str]
    categories: list[Category]
    counts: dict[str, int] | None


def project_describe(*, project: Project, viewer: User) -> ProjectDetail:
    """All that the project's pages need at once: at most 5 queries."""
    roles = roles_of(project=project, user=viewer)
    return ProjectDetail(
        project=project,
        roles=sorted(roles),
        categories=list(Category.objects.filter(project=project)),
        counts=_counts(project) if roles & set(SEES_COUNTS) else None,
    )


def _counts(project: Project) -> dict[str, int]:
    """Of ordinary work: gold clips and the answers on them are left out."""
    ready = Q(status=Video.Status.READY)
    failed = Q(status=Video.Status.FAILED)
    videos = Video.objects.filter(project=project, taken_down_at=None, gold_clip=False).aggregate(
        videos=Count("pk"), videos_ready=Count("pk", filter=ready), videos_failed=Count("pk", filter=failed)
    )
    answers = Annotation.objects.filter(project=project, video__gold_clip=False).aggregate(
        **{status.value: Count("pk", filter=Q(status=status)) for status in Annotation.Status}
    )
    open_slots = QueueEntry.objects.filter(
        project=project, status=QueueEntry.Status.OPEN, video__gold_clip=False
    )
    waiting = open_slots.filter(purpose=Purpose.ANNOTATE).count()
    return {**videos, **answers, "queue_open": waiting}


def category_list(*, project: Project, viewer: User) -> list[Category]:
    """The project's categories in order, archived ones too, for every member."""
    role_require(project=project, user=viewer, roles=Role.values)
    return list(Category.objects.filter(project=project))


def category_get(*, project: Project, key: str) -> Category:
    """One category of the project."""
    category = Category.objects.select_related("project").filter(project=project, key=key).first()
    if category is None:
        raise NotFoundError("There is no such category.", category=key)
    return category


def category_example(*, project: Project, key: str, viewer: User) -> MediaSource:
    """A category's example clip, for every member of the project."""
    role_require(project=project, user=viewer, roles=Role.values)
    path = category_get(project=project, key=key).example_clip
    try:
        facts = path.stat()
    except FileNotFoundError:
        raise NotFoundError("This category has no example clip.", category=key) from None
    return MediaSource(path, sha256=f"{facts.st_mtime_ns:x}-{facts.st_size:x}", name=path.name)


def raw_tag_list(*, project: Project, viewer: User) -> list[RawTag]:
    """What the raw tags of imported files mean here, for project admins."""
    role_require(project=project, user=viewer, roles=[Role.ADMIN])
    return list(RawTag.objects.filter(project=project))
