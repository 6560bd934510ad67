"""Projects, their members and their table of raw tags."""

from typing import Any

from django.db import IntegrityError, transaction

from annotations.errors import DeepTraceError, InvalidInputError, NotYoursError
from annotations.models import Category, Membership, Project, RawTag, User
from annotations.selectors.access import Role, role_require
from annotations.services.events import event_record
from annotations.services.queue import queue_overlap_fit, queue_person_clear
from annotations.texts import filled


class LastAdminError(DeepTraceError):
    """A project must keep at least one admin."""

    code = "last_admin"
    http_status = 409


def project_create(*, actor: User | None, slug: str, name: str, **fields: Any) -> Project:
    """A project with the template categories and raw tags; its maker becomes its admin.

    No actor stands for the command line, which makes nobody its admin.
    """
    if actor is not None and not actor.is_staff:
        raise NotYoursError("Only a site admin can make a project.")
    try:
        with transaction.atomic():
            project = Project.objects.create(slug=slug, name=name, **fields)
            _templates_copy(project)
            if actor is not None:
                Membership.objects.create(project=project, user=actor, role=Role.ADMIN)
            event_record(action="project.created", subject=project, actor=actor, project=project)
    except IntegrityError as error:
        if not Project.objects.filter(slug=slug).exists():
            raise
        taken = {"field": "slug", "code": "slug_taken", "detail": "Another project has this short name."}
        raise InvalidInputError([taken]) from error
    return project


def _templates_copy(project: Project) -> None:
    categories = Category.objects.filter(project=None, archived_at=None)
    fields = ("key", "name", "definition", "example", "position")
    Category.objects.bulk_create(Category(project=project, **values) for values in categories.values(*fields))
    tags = RawTag.objects.filter(project=None).values("tag", "category_key")
    RawTag.objects.bulk_create(RawTag(project=project, **values) for values in tags)


@transaction.atomic
def project_update(*, project: Project, actor: User, **fields: Any) -> Project:
    """Change what a project admin may change."""
    role_require(project=project, user=actor, roles=[Role.ADMIN])
    project = _locked(project)
    before = {name: getattr(project, name) for name in fields}
    changed = {name: value for name, value in fields.items() if before[name] != value}
    if not changed:
        return project
    for name, value in changed.items():
        setattr(project, name, value)
    project.save(update_fields=[*changed])
    if "overlap" in changed:
        queue_overlap_fit(project=project)
    facts = {"before": {name: before[name] for name in changed}, "after": changed}
    event_record(action="project.changed", subject=project, actor=actor, project=project, facts=facts)
    return project


def _locked(project: Project) -> Project:
    """The row, locked on PostgreSQL; SQLite's transactions are alone from their start."""
    return Project.objects.select_for_update().get(pk=project.pk)


@transaction.atomic
def member_roles_set(*, project: Project, person: User, roles: list[str], actor: User) -> None:
    """Replace a person's roles in the project; no roles takes the person out of it."""
    role_require(project=project, user=actor, roles=[Role.ADMIN])
    _locked(project)
    held = Membership.objects.filter(project=project, user=person)
    before = sorted(held.values_list("role", flat=True))
    if Role.ADMIN in before and Role.ADMIN not in roles:
        other_admin_require(project, person)
    held.exclude(role__in=roles).delete()
    rows = [Membership(project=project, user=person, role=role) for role in roles if role not in before]
    Membership.objects.bulk_create(rows)
    if Role.ANNOTATOR in before and Role.ANNOTATOR not in roles:
        queue_person_clear(project=project, person=person)
    if before != sorted(roles):
        facts = {"before": before, "after": sorted(roles)}
        event_record(action="member.roles_changed", subject=person, actor=actor, project=project, facts=facts)


def other_admin_require(project: Project, person: User) -> None:
    """Refuse with `last_admin` where nobody else who is active administers the project."""
    admins = Membership.objects.filter(project=project, role=Role.ADMIN, user__is_active=True)
    if not admins.exclude(user=person).exists():
        raise LastAdminError("This is the project's last admin: name another one first.")


def member_add(*, project: Project, username: str, roles: list[str], actor: User) -> User:
    """Give an account roles in the project beside those that it has."""
    role_require(project=project, user=actor, roles=[Role.ADMIN])
    person = User.objects.filter(username=username, is_active=True).first()
    if person is None:
        unknown = {"field": "username", "code": "unknown_person", "detail": "Nobody has this name."}
        raise InvalidInputError([unknown])
    held = Membership.objects.filter(project=project, user=person).values_list("role", flat=True)
    member_roles_set(project=project, person=person, roles=sorted({*held, *roles}), actor=actor)
    return person


@transaction.atomic
def raw_tags_replace(*, project: Project, actor: User, tags: dict[str, str]) -> None:
    """Replace the table of what raw tags mean: tag -> category key."""
    role_require(project=project, user=actor, roles=[Role.ADMIN])
    known = set(Category.objects.filter(project=project).values_list("key", flat=True))
    unknown = [
        {
            "field": f"{index}.category",
            "code": "unknown_category",
            "detail": filled("There is no category {key}.", key=repr(key)),
        }
        for index, key in enumerate(tags.values())
        if key not in known
    ]
    if unknown:
        raise InvalidInputError(unknown)
    RawTag.objects.filter(project=project).delete()
    RawTag.objects.bulk_create(
        RawTag(project=project, tag=tag, category_key=key) for tag, key in tags.items()
    )
    facts = {"tags": len(tags)}
    event_record(
        action="project.raw_tags_replaced", subject=project, actor=actor, project=project, facts=facts
    )
