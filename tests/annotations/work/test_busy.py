"""A database that was busy for too long is no crash: nothing was written, the client may come again."""

import pytest
from django.db import OperationalError
from rest_framework.test import APIClient

from annotations.models import Project
from annotations.views import queue

pytestmark = pytest.mark.django_db


def test_a_locked_database_says_try_again(
    alice_client: APIClient, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(**_: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(queue, "queue_next", locked)
    response = alice_client.post("/api/v1/queue/next/", {"project": project.slug})
    assert (response.status_code, response.json()["code"]) == (503, "busy")
    assert response["Retry-After"] == "1"


def test_any_other_failure_of_the_database_is_told_and_logged(
    alice_client: APIClient,
    project: Project,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(**_: object) -> None:
        raise OperationalError("disk I/O error")

    monkeypatch.setattr(queue, "queue_next", broken)
    response = alice_client.post("/api/v1/queue/next/", {"project": project.slug})
    assert (response.status_code, response.json()["code"]) == (503, "database_away")
    assert "disk I/O" not in response.content.decode()
    assert "disk I/O error" in caplog.text
