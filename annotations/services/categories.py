"""Categories of a project: added, edited, reordered and archived, never deleted."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from annotations.errors import InvalidInputError
from annotations.models import Category, Project, User
from annotations.selectors.access import Role, role_require
from annotations.services.events import event_record


@transaction.atomic
def category_create(*, project: Project, actor: User, key: str, name: str, **texts: str) -> Category:
    """A new category at the end of the list."""
    role_require(project=project, user=actor, roles=[Role.ADMIN])
    siblings = _siblings(project)
    if any(sibling.key == key for sibling in siblings):
        taken = {"field": "key", "code": "key_taken", "detail": "Another category has this key."}
        raise InvalidInputError([taken])
    category = Category.objects.create(
        project=project, key=key, name=name, position=len(siblings) + 1, **texts
    )
    _renumber([*siblings, category])
    event_record(action="category.created", subject=category, actor=actor, facts={"key": key, "name": name})
    return category


@transaction.atomic
def category_update(*, category: Category, actor: User, changes: dict[str, Any]) -> Category:
    """Change texts, place (`position`, from 1) or whether it is archived (`archived`)."""
    project = category.project
    if project is None:
        raise InvalidInputError([{"field": "", "code": "template", "detail": "This is a template."}])
    role_require(project=project, user=actor, roles=[Role.ADMIN])
    siblings = _siblings(project)
    category = next(sibling for sibling in siblings if sibling.pk == category.pk)
    before = _facts(category)
    for name in ("name", "definition", "example"):
        setattr(category, name, changes.get(name, getattr(category, name)))
    if "archived" in changes:
        _archive(category, archived=changes["archived"])
    category.save(update_fields=["name", "definition", "example", "archived_at"])
    if "position" in changes:
        others = [sibling for sibling in siblings if sibling.pk != category.pk]
        _renumber([*others[: changes["position"] - 1], category, *others[changes["position"] - 1 :]])
    after = _facts(category)
    if before != after:
        facts = {"before": before, "after": after}
        event_record(action="category.changed", subject=category, actor=actor, facts=facts)
    return category


def _siblings(project: Project) -> list[Category]:
    """All categories in order; the project's row is the lock for changes of the order."""
    Project.objects.select_for_update().get(pk=project.pk)
    return list(Category.objects.filter(project=project).select_related("project"))


def _archive(category: Category, *, archived: bool) -> None:
    if archived != (category.archived_at is not None):
        category.archived_at = timezone.now() if archived else None


def _renumber(categories: list[Category]) -> None:
    for position, category in enumerate(categories, start=1):
        category.position = position
    Category.objects.bulk_update(categories, ["position"])


def _facts(category: Category) -> dict[str, Any]:
    return {
        "key": category.key,
        "name": category.name,
        "definition": category.definition,
        "example": category.example,
        "position": category.position,
        "archived": category.archived_at is not None,
    }
