"""The schema has no gaps, and its readable form needs no other host and no inline script."""

import re
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import Client

pytestmark = pytest.mark.django_db


def test_the_schema_has_no_warnings(tmp_path: Any) -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yaml"))


def test_the_schema_is_served(client: Client) -> None:
    assert "/api/v1/videos/" in client.get("/api/schema/").content.decode()


def test_the_docs_bring_their_own_files(client: Client) -> None:
    response = client.get("/api/docs/")
    page = response.content.decode()
    links = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert len(links) == 4
    assert [link for link in links if not link.startswith("/")] == []
    assert "<style" not in page and "<script>" not in page
    assert "script-src 'self';" in response["content-security-policy"]
    for link in links:
        if link.startswith("/static/"):
            assert finders.find(link.removeprefix("/static/"))
        else:
            assert client.get(link)["content-type"].startswith("application/javascript")
