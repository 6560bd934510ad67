"""What went wrong is told to whoever repairs it: never a trace to a client, never a secret to a log."""

import logging
from typing import Any

import pytest
from django.conf import settings as site
from rest_framework.test import APIClient

from annotations.models import Event, Project, User
from annotations.services.people import token_create
from tests import factories

pytestmark = pytest.mark.django_db
PASSWORD = "an-unlikely-password-9431"
TRACE = ("Traceback", 'File "', "/annotations/", "/site-packages/", "RuntimeError")


@pytest.fixture
def token(ada: User) -> str:
    return token_create(person=ada, name="program", scopes=["read", "manage"], expires_at=None)[1]


def broken(*args: Any, **kwargs: Any) -> None:
    raise RuntimeError(f"the database said {site.SECRET_KEY}")


def test_a_failure_tells_the_client_nothing(
    token: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("annotations.views.videos.filtered", broken)
    client = APIClient(raise_request_exception=False, headers={"Authorization": f"Bearer {token}"})
    with caplog.at_level(logging.DEBUG):
        response = client.get("/api/v1/videos/", {"q": "x"})
    assert response.status_code == 500
    assert not any(word in response.content.decode() for word in (*TRACE, site.SECRET_KEY))
    assert token not in caplog.text


def test_neither_passwords_nor_tokens_are_logged_or_recorded(
    token: str, caplog: pytest.LogCaptureFixture, project: Project
) -> None:
    """Over signing in, changing a password, making and using a token, an invitation and a reset."""
    person = factories.user_make("dora", with_password=True)
    factories.member_make(project, person, "admin")
    browser = APIClient()
    told = []
    with caplog.at_level(logging.DEBUG):
        for password in (PASSWORD, factories.PASSWORD):
            browser.post("/api/v1/session/", {"username": "dora", "password": password})
        for path, body in (
            ("me/password/", {"current_password": factories.PASSWORD, "new_password": PASSWORD}),
            ("tokens/", {"name": "mine", "scopes": ["read"], "expires_at": None}),
            ("projects/demo/invitations/", {"roles": ["annotator"], "expires_in_days": 1}),
        ):
            response = browser.post(f"/api/v1/{path}", body)
            assert response.status_code in (201, 204), (path, response.content)
            told.append(response.json() if response.content else {})
        APIClient(headers={"Authorization": f"Bearer {token}x"}).get("/api/v1/videos/")
        browser.get(f"/api/v1/invitations/lookup/?token={PASSWORD}")
    link = told[2]["url"].removeprefix("/invite/")
    everything = caplog.text + str(list(Event.objects.values()))
    secrets = (PASSWORD, factories.PASSWORD, token, told[1]["token"], link, site.SECRET_KEY)
    assert [secret for secret in secrets if secret in everything] == []


def test_nobody_writes_lines_of_their_own_into_the_log(
    ada_client: APIClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        ada_client.get("/api/v1/nothing/%0d%0aERROR root a made-up line")
        ada_client.get("/api/v1/videos/", {"kind": "x\r\nERROR root a made-up line"})
    assert not any("\n" in record.getMessage() or "\r" in record.getMessage() for record in caplog.records)
