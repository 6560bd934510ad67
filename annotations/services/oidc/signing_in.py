"""The steps of a sign-in by the provider: away, back, and the code where the account asks for one."""

import time
from dataclasses import dataclass

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from annotations.errors import NotFoundError, OidcCancelledError, OidcExpiredError, SignInThrottledError
from annotations.models import SecondFactor, User
from annotations.services.oidc.accounts import claims_read, oidc_person, person_require
from annotations.services.personal.second_factor import second_factor_check

WAITING = "oidc_waiting"
WAITING_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Return:
    """Who came back from the provider and where they were going; `person` None waits for their code."""

    person: User | None
    after: str


def oidc_require() -> None:
    """Without a provider there is nothing of this."""
    if settings.OIDC is None:
        raise NotFoundError("Nobody signs in by a provider here.")


def oidc_begin(*, request: HttpRequest, after: str) -> str:
    """The provider's address for this browser."""
    oidc_require()
    from annotations.services.oidc import client  # noqa: PLC0415 - allauth is installed only with a provider

    return client.address_make(request, after=path_safe(after))


def oidc_return(*, request: HttpRequest) -> Return:
    """Check what the browser came back with, and find the account."""
    oidc_require()
    from annotations.services.oidc import client  # noqa: PLC0415

    state = client.state_take(request)
    if "code" not in request.GET:
        raise OidcCancelledError("The provider did not let you in.")
    person = oidc_person(claims=claims_read(client.claims_fetch(request, state)))
    after = path_safe(state.get("next") or "")
    if not SecondFactor.objects.filter(user=person).exclude(confirmed_at=None).exists():
        return Return(person, after)
    request.session[WAITING] = {"person": person.pk, "until": time.time() + WAITING_SECONDS}
    return Return(None, after)


def oidc_finish(*, request: HttpRequest, code: str) -> User:
    """The second factor of whoever came back; wrong codes count as they do after a password."""
    oidc_require()
    waiting = request.session.get(WAITING) or {}
    person = User.objects.filter(pk=waiting.get("person", 0)).first()
    if person is None or waiting["until"] < time.time():
        raise OidcExpiredError("This sign-in is over: begin again.")
    person_require(person)
    if not AxesProxyHandler.is_allowed(request, {"username": person.get_username()}):
        raise SignInThrottledError("Too many failed sign-ins: wait a while, or ask an admin.")
    second_factor_check(request=request, person=person, code=code)
    del request.session[WAITING]
    return person


def path_safe(path: str) -> str:
    """A path of our own, never another site."""
    own = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if own else "/"
