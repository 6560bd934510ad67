"""What the variables of an OpenID provider say; without an issuer there is none."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from deeptrace_site import env

#: allauth's tables stay empty: who signs in by the provider stands in annotations.OutsideIdentity.
APPS = ["allauth.account", "allauth.socialaccount", "allauth.socialaccount.providers.openid_connect"]
MIDDLEWARE = ["allauth.account.middleware.AccountMiddleware"]
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True)
class Provider:
    """Where people sign in besides here, and who of them may come."""

    issuer: str
    name: str
    client_id: str
    client_secret: str = field(repr=False)
    allowed_domains: frozenset[str]
    auto_create: bool


def provider_read() -> Provider | None:
    """The provider of DEEPTRACE_OIDC_ISSUER; raises SettingError where what it needs is missing or unsafe."""
    issuer = env.env_str("DEEPTRACE_OIDC_ISSUER")
    if not issuer:
        return None
    parts = urlsplit(issuer)
    if parts.scheme != "https" and parts.hostname not in LOOPBACK:
        raise env.SettingError("DEEPTRACE_OIDC_ISSUER must begin with https://")
    client_id = env.env_str("DEEPTRACE_OIDC_CLIENT_ID")
    client_secret = env.env_str("DEEPTRACE_OIDC_CLIENT_SECRET")
    if not client_id or not client_secret:
        raise env.SettingError("DEEPTRACE_OIDC_ISSUER needs DEEPTRACE_OIDC_CLIENT_ID and _CLIENT_SECRET")
    auto_create = env.env_bool("DEEPTRACE_OIDC_AUTO_CREATE", default=False)
    domains = frozenset(each.lower() for each in env.env_list("DEEPTRACE_OIDC_ALLOWED_DOMAINS"))
    if auto_create and not domains:
        raise env.SettingError("DEEPTRACE_OIDC_AUTO_CREATE needs DEEPTRACE_OIDC_ALLOWED_DOMAINS")
    name = env.env_str("DEEPTRACE_OIDC_NAME", parts.hostname or issuer)
    return Provider(issuer, name, client_id, client_secret, domains, auto_create)
