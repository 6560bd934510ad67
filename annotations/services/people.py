"""Accounts: signing in, passwords, settings and API tokens."""

import json
from datetime import datetime
from typing import Any

from django.contrib.auth import authenticate
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from annotations.errors import InvalidInputError, SignInFailedError, SignInThrottledError
from annotations.models import ApiToken, User
from annotations.services.events import event_record
from annotations.tokens import API_PREFIX, token_digest, token_new

SETTINGS_MAX_BYTES = 64 * 1024
PREFIX_LENGTH = 8


def person_authenticate(*, request: HttpRequest, username: str, password: str) -> User:
    """The person with this name and password; repeated failures are throttled by django-axes."""
    user = authenticate(request, username=username, password=password)
    if getattr(request, "axes_locked_out", False):
        raise SignInThrottledError("Too many failed sign-ins: wait a while, or ask an admin.")
    if not isinstance(user, User):
        raise SignInFailedError("The name or the password is wrong.")
    return user


def password_check(*, password: str, user: User, field: str) -> None:
    """Refuse a weak password with one error per broken rule."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        found = [
            {"field": field, "code": each.code or "invalid", "detail": " ".join(each.messages)}
            for each in error.error_list
        ]
        raise InvalidInputError(found) from error


def password_set(*, user: User, password: str, actor: User, action: str) -> None:
    """Store a checked password; every session made with the old one ends."""
    hashed = make_password(password)  # slow on purpose, so it stays outside the transaction
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(password=hashed)
        event_record(action=action, subject=user, actor=actor)
    user.password = hashed


def password_confirm(*, request: HttpRequest, person: User, current: str, field: str) -> None:
    """Ask for the present password again before something that cannot be undone."""
    try:
        person_authenticate(request=request, username=person.get_username(), password=current)
    except SignInFailedError as error:
        wrong = {"field": field, "code": "wrong_password", "detail": "This is not your password."}
        raise InvalidInputError([wrong]) from error


def password_change(*, request: HttpRequest, person: User, current: str, password: str) -> None:
    """Give oneself a new password; the present one is asked for again."""
    password_confirm(request=request, person=person, current=current, field="current_password")
    password_check(password=password, user=person, field="new_password")
    password_set(user=person, password=password, actor=person, action="person.password_changed")


@transaction.atomic
def settings_replace(*, person: User, settings: dict[str, Any]) -> dict[str, Any]:
    """Store a person's own settings: any JSON object of up to 64 KiB."""
    if len(json.dumps(settings).encode()) > SETTINGS_MAX_BYTES:
        too_large = {"field": "", "code": "too_large", "detail": "Settings hold at most 64 KiB of JSON."}
        raise InvalidInputError([too_large])
    User.objects.filter(pk=person.pk).update(settings=settings)
    event_record(action="person.settings_changed", subject=person, actor=person)
    person.settings = settings
    return settings


@transaction.atomic
def token_create(
    *, person: User, name: str, scopes: list[str], expires_at: datetime | None
) -> tuple[ApiToken, str]:
    """A new API token and its text, which is not stored and cannot be shown again."""
    text = token_new(API_PREFIX)
    token = ApiToken.objects.create(
        user=person,
        name=name,
        digest=token_digest(text),
        prefix=text[:PREFIX_LENGTH],
        scopes=scopes,
        expires_at=expires_at,
    )
    facts = {"name": name, "scopes": scopes, "expires_at": expires_at.isoformat() if expires_at else None}
    event_record(action="token.created", subject=token, actor=person, facts=facts)
    return token, text


@transaction.atomic
def token_revoke(*, token: ApiToken, actor: User) -> None:
    """End a token; doing it twice changes nothing."""
    if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now()):
        event_record(action="token.revoked", subject=token, actor=actor, facts={"name": token.name})
