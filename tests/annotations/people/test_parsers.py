"""Bodies that cannot be stored are refused, whatever the operation."""

from typing import Any

import pytest
from rest_framework.test import APIClient

URL = "/api/v1/me/settings/"


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"nonsense",
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": 1e999}',
        b'{"a": 1234567890123456789012345}',
        b'{"a": "\\u0000"}',
        b'{"\\u0000": 1}',
        b'{"a": "\\ud800"}',
        b"\xff\xfe",
        b'{"a":' * 40 + b"1" + b"}" * 40,
        b"[" * 100_000,
    ],
)
def test_it_is_400(alice_client: APIClient, body: bytes) -> None:
    response = alice_client.put(URL, body, content_type="application/json")
    assert response.status_code == 400
    assert response["content-type"] == "application/problem+json"


def test_a_huge_body_is_not_read_to_its_end(alice_client: APIClient, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    response = alice_client.put(URL, b'{"a": "' + b"x" * 1000 + b'"}', content_type="application/json")
    assert (response.status_code, response.json()["code"]) == (400, "too_large")


def test_another_content_type_is_415(alice_client: APIClient) -> None:
    assert alice_client.put(URL, b"a=1", content_type="text/plain").status_code == 415
