"""Logs: one line for each request, an id that goes all the way, and no secret."""

import io
import json
import logging
import logging.config
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from annotations.context.request_id import request_id_now, request_scope
from annotations.models import Project, User
from annotations.services import job_runs, jobs
from deeptrace_site.monitoring import logs, requests
from tests.conftest import client_for

PASSWORD = "correct horse 42"
SIGN_IN = "/api/v1/session/"


@pytest.fixture(params=["json", "text"])
def written(request: Any) -> Iterator[io.StringIO]:
    """What all loggers write while a test runs, in either format."""
    maker = logs.json_formatter if request.param == "json" else logs.TextFormatter
    handler = logging.StreamHandler(io.StringIO())
    handler.setFormatter(maker())
    handler.addFilter(logs.RequestIdFilter())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield handler.stream
    root.removeHandler(handler)
    root.setLevel(level)


def lines(written: io.StringIO) -> list[str]:
    return [line for line in written.getvalue().splitlines() if "deeptrace.requests" in line]


@pytest.mark.django_db
def test_a_well_formed_id_is_taken_and_another_is_not() -> None:
    client = Client()
    assert (
        client.get(SIGN_IN, headers={"X-Request-ID": "from-the-edge-1"})["X-Request-ID"] == "from-the-edge-1"
    )
    made = client.get(SIGN_IN, headers={"X-Request-ID": "a\tb; evil"})["X-Request-ID"]
    assert len(made) == 32
    assert client.get(SIGN_IN)["X-Request-ID"] != made
    assert request_id_now() == ""


@pytest.mark.parametrize("written", ["json"], indirect=True)
def test_a_line_says_route_and_person(written: io.StringIO, ada: User, project: Project) -> None:
    answer = client_for(ada).get(f"/api/v1/projects/{project.slug}/?token=abcdefgh")
    (line,) = [json.loads(line) for line in lines(written)]
    expected = {"method": "GET", "route": "api/v1/projects/<str:slug>/", "status": 200, "user": ada.pk}
    assert {name: line[name] for name in expected} == expected | {"route": line["route"]}
    assert "<" in line["route"]
    assert line["request_id"] == answer["X-Request-ID"]
    assert line["ms"] > 0


def test_no_secret_is_logged_on_a_walk(written: io.StringIO, ada: User, project: Project) -> None:
    ada.set_password(PASSWORD)
    ada.save()
    client = APIClient()
    client.post(SIGN_IN, {"username": "ada", "password": "wrong-" + PASSWORD})
    client.post(SIGN_IN, {"username": "ada", "password": PASSWORD})
    made = client.post("/api/v1/tokens/", {"name": "script", "scopes": ["read"]})
    token = made.json()["token"]
    invited = client.post(f"/api/v1/projects/{project.slug}/invitations/", {"roles": ["annotator"]})
    secrets = [PASSWORD, token, client.cookies["sessionid"].value, client.cookies["csrftoken"].value]
    invitation = invited.json()["url"].rpartition("/")[2]
    with_token = APIClient()
    with_token.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    with_token.get("/api/v1/me/")
    with_token.get(f"/api/v1/nowhere/?token={token}")
    Client().get(f"/invite/{invitation}")
    Client().get(f"/api/v1/invite/{invitation}/")
    assert len(lines(written)) >= 8
    assert [secret for secret in [*secrets, invitation] if secret in written.getvalue()] == []


def test_nobody_writes_a_second_line(written: io.StringIO) -> None:
    logging.getLogger("deeptrace").warning("it said %s", "x\r\n2026-01-01 ERROR forged")
    assert len(written.getvalue().splitlines()) == 1


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("postgres://me:hunter2@db/x", "postgres://me:[hidden]@db/x"),
        ("GET /x?token=abcdef&a=1", "GET /x?token=[hidden]&a=1"),
        ("Authorization: Bearer dt_0123456789", "Authorization: Bearer [hidden]"),
        ("Not Found: /reset/abcdef", "Not Found: /reset/[hidden]"),
        ("a key frame = 3", "a key frame = 3"),
    ],
)
def test_what_looks_like_a_secret_is_hidden(said: str, kept: str) -> None:
    assert logs.hidden(said) == kept


@pytest.mark.django_db
def test_a_job_is_done_in_the_name_of_its_request(settings: Any, monkeypatch: Any) -> None:
    seen: list[str] = []
    monkeypatch.setattr(job_runs, "_run", lambda run: seen.append(request_id_now()))
    with request_scope("asked-for-it"):
        job = jobs.job_create(kind="demo", params={}, created_by=None)
    job_runs.job_execute(job_id=job.pk)
    assert seen == ["asked-for-it"]


def test_a_task_carries_the_id() -> None:
    headers: dict[str, Any] = {}
    with request_scope("asked-for-it"):
        requests.task_publishes(headers=headers)
    task = type("Task", (), {"request": type("Request", (), headers)})
    requests.task_begins(task_id="1", task=task)
    assert request_id_now() == "asked-for-it"
    requests.task_ends(task_id="1")
    assert request_id_now() == ""
