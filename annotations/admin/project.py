"""Projects with their members, categories, raw tags and groups."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from annotations.admin.base import StaffAdmin, TabularInline, actor_of, history_of, is_staff
from annotations.models import Category, Group, Membership, Project, RawTag
from annotations.services.categories import category_update
from annotations.services.events import event_record
from annotations.services.projects import project_create, project_update


class MembersInline(TabularInline):
    """Who has which role; one person may hold several."""

    model = Membership
    extra = 0
    fields = ["user", "role"]
    autocomplete_fields = ["user"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With the people's names."""
        return super().get_queryset(request).select_related("user")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Staff may look."""
        return is_staff(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Staff may add one."""
        return is_staff(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Staff may change one."""
        return is_staff(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Staff may take somebody out."""
        return is_staff(request)


@admin.register(Project)
class ProjectAdmin(StaffAdmin):
    """A project; making one here copies the template categories and raw tags into it."""

    can_add = can_change = True
    list_display = ["name", "slug", "overlap", "suggestion_policy", "lease_seconds", "created_at"]
    search_fields = ["name", "slug"]
    fields = [
        *("name", "slug", "guideline", "overlap"),
        *("suggestion_policy", "lease_seconds", "viewing_aids", "skip_support"),
        *("gold_rate", "qualify_clips", "qualify_share", "qualify_tiou", "qualify_viou"),
        *("qualify_attempts", "history"),
    ]
    inlines = [MembersInline]
    prepopulated_fields = {"slug": ["name"]}
    readonly_fields = ["history"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """The short name stands in addresses, so it stays."""
        return ["history"] if obj is None else ["slug", "history"]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        """Only a new project's short name follows its name."""
        return {"slug": ["name"]} if obj is None else {}

    @admin.display(description="history")
    def history(self, project: Project) -> str:
        """What happened to it."""
        return history_of(project)

    def save_model(self, request: HttpRequest, obj: Project, form: Any, change: bool) -> None:
        """Write through the services: a new project gets its categories, a changed one its event."""
        values = {name: form.cleaned_data[name] for name in form.changed_data if name in form.cleaned_data}
        if change:
            stored = Project.objects.get(pk=obj.pk)
            project_update(project=stored, actor=actor_of(request), **values)
        else:
            made = project_create(actor=actor_of(request), **values)
            obj.pk, obj._state.adding = made.pk, False

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Keep the members and who changed them."""
        formset.save()
        rows = [*formset.new_objects, *(row for row, _ in formset.changed_objects), *formset.deleted_objects]
        for row in rows:
            facts = {"role": row.role, "gone": row in formset.deleted_objects}
            event_record(
                action="member.roles_changed",
                subject=row.user,
                actor=actor_of(request),
                project=form.instance,
                facts=facts,
            )


@admin.register(Category)
class CategoryAdmin(StaffAdmin):
    """Categories are archived, never deleted: answers name them. Those without a project are templates."""

    can_add = can_change = True
    list_display = ["name", "key", "project", "position", "is_open"]
    list_filter = ["project", ("archived_at", admin.EmptyFieldListFilter)]
    list_select_related = ["project"]
    search_fields = ["name", "key", "definition"]
    fields = ["project", "key", "name", "definition", "example", "position", "archived_at"]
    actions = ["archive", "unarchive"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """The key stands in answers and exports, so it stays; archiving is an action."""
        return ["archived_at"] if obj is None else ["archived_at", "key", "project"]

    @admin.display(boolean=True, description="in use")
    def is_open(self, category: Category) -> bool:
        """Whether it can be chosen."""
        return category.archived_at is None

    @admin.action(description="Archive the chosen categories")
    def archive(self, request: HttpRequest, categories: QuerySet[Category]) -> None:
        """Offer them no longer; answers that name them keep them."""
        self._archived_set(request, categories, archived=True)

    @admin.action(description="Take the chosen categories back into use")
    def unarchive(self, request: HttpRequest, categories: QuerySet[Category]) -> None:
        """Offer them again."""
        self._archived_set(request, categories, archived=False)

    def save_model(self, request: HttpRequest, obj: Category, form: Any, change: bool) -> None:
        """Keep it and who changed it."""
        super().save_model(request, obj, form, change)
        action = "category.changed" if change else "category.created"
        event_record(
            action=action, subject=obj, actor=actor_of(request), facts={"changed": form.changed_data}
        )

    def _archived_set(self, request: HttpRequest, rows: QuerySet[Category], *, archived: bool) -> None:
        def act(category: Category) -> None:
            changes = {"archived": archived}
            category_update(category=category, actor=actor_of(request), changes=changes)

        in_projects = rows.select_related("project").exclude(project=None)
        self.each(request, in_projects, "Archived" if archived else "In use again", act)


@admin.register(RawTag)
class RawTagAdmin(StaffAdmin):
    """What the raw tags of imported files mean; the tags themselves stay verbatim in the records."""

    can_add = can_change = can_delete = True
    list_display = ["tag", "category_key", "project"]
    list_editable = ["category_key"]
    list_filter = ["project", "category_key"]
    list_select_related = ["project"]
    search_fields = ["tag"]


@admin.register(Group)
class GroupAdmin(StaffAdmin):
    """Videos that share a split."""

    list_display = ["name", "project", "split"]
    list_filter = ["project", "split"]
    list_select_related = ["project"]
    search_fields = ["name"]
