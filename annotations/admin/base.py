"""What the admin pages share: staff may do what a page offers, pages offer what services can do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext

from annotations.errors import DeepTraceError
from annotations.models import Event, User
from annotations.texts import shown

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
    TabularInline = admin.TabularInline[Any, Any]
else:
    ModelAdmin, TabularInline = admin.ModelAdmin, admin.TabularInline

EVENTS_SHOWN = 50


def is_staff(request: HttpRequest) -> bool:
    """Site admins are the people who may come here; what they may do does not depend on groups."""
    return bool(request.user.is_active and request.user.is_staff)


def actor_of(request: HttpRequest) -> User:
    """The site admin who is doing this."""
    return cast(User, request.user)


class StaffAdmin(ModelAdmin):
    """A page for site admins. What may be added, changed and deleted is said by three flags."""

    can_add = False
    can_change = False
    can_delete = False
    show_full_result_count = False
    list_per_page = 50
    empty_value_display = "-"

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whether it is listed."""
        return is_staff(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether it can be looked at."""
        return is_staff(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether there is a page to add one."""
        return self.can_add and is_staff(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether it can be changed."""
        return self.can_change and is_staff(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether it can be deleted."""
        return self.can_delete and is_staff(request)

    def each(
        self, request: HttpRequest, rows: Iterable[Any], done: str, act: Callable[[Any], object]
    ) -> None:
        """Do something with every chosen row; what is refused is said and does not stop the rest."""
        count = 0
        for row in rows:
            try:
                act(row)
                count += 1
            except DeepTraceError as error:
                self.message_user(request, f"{row}: {shown(error.message)}", messages.ERROR)
        if count:
            self.message_user(request, f"{gettext(done)}: {count}", messages.SUCCESS)


class ReadOnlyInline(TabularInline):
    """Rows below a page that can only be looked at."""

    extra = 0
    max_num = 0
    can_delete = False
    show_change_link = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Staff may look."""
        return is_staff(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody adds one here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes one here."""
        return False


def history_of(row: Model) -> str:
    """The latest events about a row, newest first."""
    events: QuerySet[Event] = Event.objects.filter(
        subject_type=row._meta.model_name or "", subject_id=str(row.pk)
    ).select_related("actor")
    system = gettext("the system")
    lines = (
        (
            f"{event.at:%Y-%m-%d %H:%M:%S}",
            event.actor or system,
            event.action,
            event.facts or "",
        )
        for event in events[:EVENTS_SHOWN]
    )
    return format_html_join("", "<div>{} · {} · <b>{}</b> {}</div>", lines) or "-"


def link_to(row: Model | None, text: object = "") -> str:
    """A link to the row's own page."""
    if row is None:
        return "-"
    name = f"admin:{row._meta.app_label}_{row._meta.model_name}_change"
    return format_html('<a href="{}">{}</a>', reverse(name, args=[row.pk]), text or row)
