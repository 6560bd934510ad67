"""People and their API tokens."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group as AuthGroup
from django.db.models import QuerySet
from django.http import HttpRequest

from annotations.admin.base import ReadOnlyInline, StaffAdmin, actor_of
from annotations.models import ApiToken, Invitation, Membership, User
from annotations.services.events import event_record
from annotations.services.invitations import invitation_revoke
from annotations.services.people import token_revoke

admin.site.unregister(AuthGroup)


class RolesInline(ReadOnlyInline):
    """The person's roles; they are given on the project's page."""

    model = Membership
    fields = ["project", "role", "created_at"]
    readonly_fields = ["project", "role", "created_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With the projects' names."""
        return super().get_queryset(request).select_related("project")


@admin.register(User)
class PersonAdmin(StaffAdmin, UserAdmin):  # type: ignore[type-arg]
    """Accounts are closed (`active` off), not deleted: their work stays theirs."""

    can_add = can_change = True
    list_display = ["username", "is_active", "is_staff", "date_joined", "last_login"]
    list_filter = ["is_active", "is_staff", "memberships__project", "memberships__role"]
    search_fields = ["username", "email"]
    inlines = [RolesInline]
    fieldsets = [
        (None, {"fields": ["username", "password", "email"]}),
        ("Access", {"fields": ["is_active", "is_staff"]}),
        ("Dates", {"fields": ["date_joined", "last_login"]}),
    ]
    readonly_fields = ["date_joined", "last_login"]
    filter_horizontal = []

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Keep the account and who changed it."""
        obj.is_superuser = obj.is_staff
        super().save_model(request, obj, form, change)
        facts = {"changed": [name for name in form.changed_data if "password" not in name]}
        action = "person.changed" if change else "person.created"
        event_record(action=action, subject=obj, actor=actor_of(request), facts=facts)


@admin.register(ApiToken)
class ApiTokenAdmin(StaffAdmin):
    """Tokens can be looked at and ended; nobody can read one here."""

    list_display = [
        "name",
        "user",
        "prefix",
        "scopes",
        "created_at",
        "expires_at",
        "last_used_at",
        "revoked_at",
    ]
    list_filter = [("revoked_at", admin.EmptyFieldListFilter), "user"]
    list_select_related = ["user"]
    search_fields = ["name", "prefix", "user__username"]
    actions = ["revoke"]
    exclude = ["digest"]

    @admin.action(description="Revoke the chosen tokens")
    def revoke(self, request: HttpRequest, tokens: QuerySet[ApiToken]) -> None:
        """End them."""
        self.each(
            request, tokens, "Revoked", lambda token: token_revoke(token=token, actor=actor_of(request))
        )


@admin.register(Invitation)
class InvitationAdmin(StaffAdmin):
    """One-time links; they are made in the product, where their text is shown once."""

    list_display = ["project", "roles", "created_by", "created_at", "expires_at", "used_by", "revoked_at"]
    list_filter = ["project", ("used_at", admin.EmptyFieldListFilter)]
    list_select_related = ["project", "created_by", "used_by"]
    actions = ["revoke"]
    exclude = ["digest"]

    @admin.action(description="Revoke the chosen invitations")
    def revoke(self, request: HttpRequest, invitations: QuerySet[Invitation]) -> None:
        """End them."""
        self.each(
            request,
            invitations,
            "Revoked",
            lambda invitation: invitation_revoke(invitation=invitation, actor=actor_of(request)),
        )
