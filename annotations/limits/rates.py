"""How often somebody may ask: requests of a person, uploads of a person, and requests without a sign-in.

A count for each window of time in the cache. Where that is the memory of a process, each web process counts
for itself.
"""

import time
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.utils.module_loading import import_string
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


class RateThrottle(BaseThrottle):
    """Lets a number of requests through in each window of time; `rate` names the setting (`600/min`)."""

    rate = ""
    _wait_s = 0.0

    def asks(self, request: Request) -> str | None:
        """Whose count it is; None where it is not counted."""
        return str(request.user.pk) if request.user.is_authenticated else None

    def allow_request(self, request: Request, view: Any) -> bool:
        """Count the request; False from the first that is too much."""
        who, rate = self.asks(request), str(getattr(settings, self.rate))
        if who is None or not rate:
            return True
        limit, seconds = rate_read(rate)
        now = time.time()
        window = int(now // seconds)
        self._wait_s = (window + 1) * seconds - now
        return _counted(f"rate:{self.rate}:{who}:{window}", seconds) <= limit

    def wait(self) -> float:
        """Seconds until the next window."""
        return self._wait_s


class PersonThrottle(RateThrottle):
    """All requests of a person."""

    rate = "API_RATE"


class UploadThrottle(RateThrottle):
    """Uploads of a person."""

    rate = "UPLOAD_RATE"

    def asks(self, request: Request) -> str | None:
        """Reading a list is no upload."""
        return None if request.method in SAFE_METHODS else super().asks(request)


class OpenThrottle(RateThrottle):
    """Requests of an address to what needs no sign-in."""

    rate = "OPEN_RATE"

    def asks(self, request: Request) -> str | None:
        """The address, as the outermost trusted proxy saw it."""
        if request.user.is_authenticated:
            return None
        address: str = import_string(settings.AXES_CLIENT_IP_CALLABLE)(request._request)
        return address


def rate_read(rate: str) -> tuple[int, int]:
    """`600/min` as (600, 60)."""
    count, _, period = rate.partition("/")
    return int(count), SECONDS[period[:1]]


def _counted(key: str, seconds: int) -> int:
    """The count after this request."""
    cache.add(key, 0, timeout=2 * seconds)
    try:
        return int(cache.incr(key))
    except ValueError:  # the cache has just put it away
        return 1
