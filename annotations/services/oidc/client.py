"""The protocol by django-allauth; imported on use, since only a site with a provider has its apps.

Stricter than allauth by itself: a nonce binds the token to this browser's sign-in, the signature is checked
although the token comes straight from the provider, and what the token must say is asked for by name.
"""

import hmac
from typing import Any

from allauth.core.internal.deferred import jwt
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.crypto import get_random_string
from requests import RequestException

from annotations.errors import OidcAwayError, OidcExpiredError, OidcUntrustedError

CALLBACK = "/api/v1/session/oidc/callback/"
PROVIDER_ID = "site"
NONCE_LENGTH = 32
# Signed by a key that only the provider has; a shared secret or none at all would be anybody's.
ALGORITHMS = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"})
NEEDED = ("sub", "exp", "iat", "nonce")
# What a provider's answer can make of the libraries that read it.
MALFORMED = (OAuth2Error, KeyError, TypeError, ValueError, AttributeError)


class Adapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """allauth's, for the one provider of the settings; no table is asked."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request, PROVIDER_ID)
        self._provider = Provider(request, app=_app())

    def get_provider(self) -> "Provider":
        """The one of the settings."""
        return self._provider

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """The one address that the provider may send people back to."""
        return str(request.build_absolute_uri(CALLBACK))


class Provider(OpenIDConnectProvider):  # type: ignore[misc]
    """allauth's, with our adapter."""

    def get_oauth2_adapter(self, request: HttpRequest) -> Adapter:
        """Ours."""
        return Adapter(request)


def _app() -> SocialApp:
    return SocialApp(
        provider="openid_connect",
        provider_id=PROVIDER_ID,
        name=settings.OIDC.name,
        client_id=settings.OIDC.client_id,
        secret=settings.OIDC.client_secret,
        settings={
            "server_url": settings.OIDC.issuer,
            "oauth_pkce_enabled": True,
            "scope": ["openid", "email", "profile"],
        },
    )


def address_make(request: HttpRequest, *, after: str) -> str:
    """Where to send the browser; state, nonce and PKCE verifier are kept in its session."""
    nonce = get_random_string(NONCE_LENGTH)
    provider = Adapter(request).get_provider()
    try:
        answer = provider.redirect(
            request, AuthProcess.LOGIN, next_url=after, auth_params={"nonce": nonce}, nonce=nonce
        )
    except (RequestException, *MALFORMED) as error:
        raise OidcAwayError("The provider does not answer: try again later.") from error
    return str(answer.url)


def state_take(request: HttpRequest) -> dict[str, Any]:
    """What was kept when this sign-in began; it counts once, in one browser, for ten minutes."""
    provider = Adapter(request).get_provider()
    try:
        return dict(provider.unstash_redirect_state(request, request.GET.get("state", "")))
    except PermissionDenied as error:
        raise OidcExpiredError("This sign-in is over: begin again.") from error


def claims_fetch(request: HttpRequest, state: dict[str, Any]) -> dict[str, Any]:
    """What the provider says of the person, for the code that it sent the browser back with."""
    adapter = Adapter(request)
    app = adapter.get_provider().app
    try:
        client = adapter.get_client(request, app)
        config = adapter.openid_config
    except (RequestException, *MALFORMED) as error:
        raise OidcAwayError("The provider does not answer: try again later.") from error
    try:
        answer = adapter.get_access_token_data(request, app, client, state.get("pkce_code_verifier"))
        claims = _verified(answer["id_token"], config, state["nonce"])
        return claims if "email" in claims else claims | _userinfo(adapter, answer, claims["sub"])
    except RequestException as error:
        raise OidcAwayError("The provider does not answer: try again later.") from error
    except MALFORMED as error:
        raise OidcUntrustedError("The provider's answer cannot be trusted: begin again.") from error


def _verified(id_token: str, config: dict[str, Any], nonce: str) -> dict[str, Any]:
    if config["issuer"].rstrip("/") != settings.OIDC.issuer.rstrip("/"):
        raise OAuth2Error("another issuer")
    if jwt.get_unverified_header(id_token).get("alg") not in ALGORITHMS:
        raise OAuth2Error("an algorithm without a key of the provider")
    claims: dict[str, Any] = jwtkit.verify_and_decode(
        credential=id_token,
        keys_url=config["jwks_uri"],
        issuer=config["issuer"],
        audience=settings.OIDC.client_id,
        lookup_kid=jwtkit.lookup_kid_jwk,
    )
    if (
        any(not claims.get(name) for name in NEEDED)
        or claims.get("azp", settings.OIDC.client_id) != settings.OIDC.client_id
    ):
        raise OAuth2Error("a token without what it must say")
    if not hmac.compare_digest(str(claims["nonce"]).encode(), nonce.encode()):
        raise OAuth2Error("a token of another sign-in")
    return claims


def _userinfo(adapter: Adapter, answer: dict[str, Any], subject: str) -> dict[str, Any]:
    """Some providers keep the address out of the token."""
    told: dict[str, Any] = adapter._fetch_user_info(answer["access_token"])
    if told.get("sub") != subject:
        raise OAuth2Error("somebody else's address")
    return {name: told[name] for name in ("email", "email_verified", "preferred_username") if name in told}
