"""Who is asking: a browser's session or a program's bearer token."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from rest_framework import exceptions
from rest_framework.authentication import (
    BaseAuthentication,
    get_authorization_header,
)
from rest_framework.authentication import (
    SessionAuthentication as DrfSessionAuthentication,
)
from rest_framework.request import Request

from annotations.models import ApiToken, User
from annotations.tokens import token_digest

LAST_USED_EVERY = timedelta(minutes=10)


class SessionAuthentication(DrfSessionAuthentication):
    """Django's session with CSRF; names a scheme so that a missing sign-in is 401, not 403."""

    def authenticate_header(self, request: Request) -> str:
        """The WWW-Authenticate value of a 401."""
        return "Session"


class ApiTokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer <token>`; `request.auth` is the ApiToken."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """The token's person, None without a bearer header, 401 for a token that does not count."""
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != b"bearer":
            return None
        if len(words) != 2:  # noqa: PLR2004
            raise exceptions.AuthenticationFailed("The Authorization header is not 'Bearer <token>'.")
        token = self._token(words[1].decode("latin-1"))
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        """The WWW-Authenticate value of a 401."""
        return "Bearer"

    def _token(self, text: str) -> ApiToken:
        now = timezone.now()
        token = (
            ApiToken.objects.select_related("user")
            .filter(Q(expires_at=None) | Q(expires_at__gt=now), digest=token_digest(text), revoked_at=None)
            .filter(user__is_active=True)
            .first()
        )
        if token is None:
            raise exceptions.AuthenticationFailed("This token is unknown, expired or revoked.")
        if token.last_used_at is None or now - token.last_used_at > LAST_USED_EVERY:
            ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
        return token
