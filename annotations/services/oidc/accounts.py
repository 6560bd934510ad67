"""Whose account it is that somebody from the provider signs in to."""

import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from annotations.errors import (
    OidcAccountClosedError,
    OidcDomainError,
    OidcEmailUnverifiedError,
    OidcNoAccountError,
    OidcPasswordOnlyError,
)
from annotations.models import OutsideIdentity, User
from annotations.services.events import event_record

NAME_LENGTH = 100
NO_NAME = re.compile(r"[^\w.+-]")  # an @ would make the address the name that others read


@dataclass(frozen=True, slots=True)
class Claims:
    """What a provider says of a person, already verified."""

    issuer: str
    subject: str
    email: str
    name: str


def claims_read(told: dict[str, Any]) -> Claims:
    """The claims that count; refuses an address that is missing, unverified or of another domain."""
    email = str(told.get("email") or "").strip().lower()
    if "@" not in email or told.get("email_verified") not in (True, "true"):
        raise OidcEmailUnverifiedError("The provider has not verified your e-mail address.")
    domain = email.rpartition("@")[2]
    if settings.OIDC.allowed_domains and domain not in settings.OIDC.allowed_domains:
        raise OidcDomainError("Addresses of this domain cannot sign in here.")
    name = str(told.get("preferred_username") or email).partition("@")[0]
    return Claims(settings.OIDC.issuer, str(told["sub"]), email, NO_NAME.sub("", name)[:NAME_LENGTH])


@transaction.atomic
def oidc_person(*, claims: Claims) -> User:
    """The linked account; else the one with this address, linked from here on; else, where set, a new one."""
    linked = OutsideIdentity.objects.filter(issuer=claims.issuer, subject=claims.subject)
    identity = linked.select_related("user").first()
    if identity is not None:
        return person_require(identity.user)
    person = _person_with_address(claims) or _person_create(claims)
    OutsideIdentity.objects.create(user=person, issuer=claims.issuer, subject=claims.subject)
    event_record(action="person.identity_linked", subject=person, actor=person)
    return person


def person_require(person: User) -> User:
    """Refuse a closed account, and one that may do everything: no provider decides about those."""
    if not person.is_active:
        raise OidcAccountClosedError("This account is closed.")
    if person.is_staff or person.is_superuser:
        raise OidcPasswordOnlyError("Site admins sign in with their password.")
    return person


def _person_with_address(claims: Claims) -> User | None:
    """Addresses are entered by site admins alone; one that two accounts share decides nothing."""
    found = list(User.objects.filter(email__iexact=claims.email)[:2])
    if not found:
        return None
    if len(found) > 1 or found[0].outside_identities.filter(issuer=claims.issuer).exists():
        # Also where the provider gave the address to somebody new.
        raise OidcNoAccountError("No account here is yours: ask an admin.")
    return person_require(found[0])


def _person_create(claims: Claims) -> User:
    """A new account without any role and password; whoever owns it joins projects by invitation."""
    if not settings.OIDC.auto_create:
        raise OidcNoAccountError("No account here is yours: ask an admin.")
    try:
        with transaction.atomic():
            person = User.objects.create(
                username=_name_free(claims.name or "person"), email=claims.email, password=make_password(None)
            )
    except IntegrityError as error:
        raise OidcNoAccountError("Somebody took this name just now: begin again.") from error
    event_record(action="person.created", subject=person, actor=person, facts={"by": "oidc"})
    return person


def _name_free(name: str) -> str:
    taken = {
        each.lower()
        for each in User.objects.filter(username__istartswith=name).values_list("username", flat=True)
    }
    numbered = (f"{name}{number}" for number in range(2, len(taken) + 3))
    return name if name.lower() not in taken else next(each for each in numbered if each.lower() not in taken)
