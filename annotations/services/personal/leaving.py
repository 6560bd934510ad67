"""Leaving for good: the account goes, the labels stay."""

import secrets

from axes.utils import reset as failures_forget
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from annotations.models import (
    ApiToken,
    Invitation,
    Membership,
    OutsideIdentity,
    PasswordReset,
    Project,
    SecondFactor,
    User,
)
from annotations.services.events import event_record
from annotations.services.people import password_confirm
from annotations.services.projects import LastAdminError, other_admin_require
from annotations.services.queue import queue_person_clear

Role = Membership.Role
NAME_BYTES = 6


def account_delete(*, request: HttpRequest, person: User, password: str) -> None:
    """Take away who the person is: name, address, password, roles, tokens, settings, sign-ins under way.

    Answers, reviews and gold stay, under the pseudonym that they had in releases. The last admin of a project
    or of the site is refused with `last_admin`.
    """
    password_confirm(request=request, person=person, current=password, field="password")
    name = person.get_username()
    with transaction.atomic():
        _replacement_require(person)
        for project in Project.objects.filter(memberships__user=person).distinct():
            queue_person_clear(project=project, person=person)
        _keys_take(person)
        User.objects.filter(pk=person.pk).update(
            username=f"left-{secrets.token_hex(NAME_BYTES)}",
            first_name="",
            last_name="",
            email="",
            password=make_password(None),
            is_active=False,
            is_staff=False,
            is_superuser=False,
            last_login=None,
            settings={},
        )
        event_record(action="person.left", subject=person, actor=person)
    failures_forget(username=name)


def _replacement_require(person: User) -> None:
    for project in Project.objects.filter(memberships__user=person, memberships__role=Role.ADMIN):
        other_admin_require(project, person)
    site_admins = User.objects.filter(is_active=True, is_staff=True)
    if person.is_staff and not site_admins.exclude(pk=person.pk).exists():
        raise LastAdminError("You are the last admin of the site: name another one first.")


def _keys_take(person: User) -> None:
    now = timezone.now()
    Membership.objects.filter(user=person).delete()
    SecondFactor.objects.filter(user=person).delete()
    OutsideIdentity.objects.filter(user=person).delete()
    ApiToken.objects.filter(user=person, revoked_at=None).update(revoked_at=now)
    made = Q(created_by=person, used_at=None)
    PasswordReset.objects.filter(Q(user=person, used_at=None) | made).update(used_at=now)
    Invitation.objects.filter(made, revoked_at=None).update(revoked_at=now)
