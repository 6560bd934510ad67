"""From which address a request comes, where proxies stand before the site."""

from django.conf import settings
from django.http import HttpRequest


def client_ip(request: HttpRequest) -> str:
    """The address that the outermost trusted proxy saw; what a client wrote before it counts for nothing."""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
    if 0 < settings.PROXY_COUNT <= len(hops) and hops[-settings.PROXY_COUNT]:
        return hops[-settings.PROXY_COUNT]
    return str(request.META.get("REMOTE_ADDR", ""))
