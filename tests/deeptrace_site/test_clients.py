"""Whose address counts when failed sign-ins are counted."""

from typing import Any

import pytest
from django.test import RequestFactory

from deeptrace_site.clients import client_ip


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "6.6.6.6", "127.0.0.1"),
        (1, "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (2, "6.6.6.6, 1.2.3.4, 10.0.0.1", "1.2.3.4"),
        (2, "1.2.3.4", "127.0.0.1"),
        (1, "", "127.0.0.1"),
        (0, "", "127.0.0.1"),
    ],
)
def test_only_trusted_proxies_count(settings: Any, proxies: int, forwarded: str, expected: str) -> None:
    settings.PROXY_COUNT = proxies
    assert client_ip(RequestFactory().get("/", headers={"x-forwarded-for": forwarded})) == expected
