"""Every unsafe method, asked by a signed-in browser without the CSRF token: refused, and nothing is done."""

from typing import Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.middleware.csrf import REASON_NO_CSRF_COOKIE
from rest_framework.test import APIClient

from annotations.models import Event, Project
from tests.permissions.people import World
from tests.permissions.table import LINES
from tests.permissions.walk import answer, calls

pytestmark = pytest.mark.django_db
SAFE = ("GET", "HEAD")


@pytest.fixture
def world(project: Project, settings: Any) -> World:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return World(project)


def forged(world: World, role: str) -> APIClient:
    """The browser of this person as another site's page would use it: cookies, but no token."""
    client = APIClient(enforce_csrf_checks=True)
    client.cookies[settings.SESSION_COOKIE_NAME] = world.client(role, "-").cookies[
        settings.SESSION_COOKIE_NAME
    ]
    return client


def test_every_write_of_the_api_needs_the_token(world: World) -> None:
    unsafe = [call for call in calls() if not call.startswith(SAFE) and "/api/" not in call]
    assert len(unsafe) > 60
    client, known = forged(world, "everybody"), world.examples("everybody", "mine")
    wrong = []
    for call in unsafe:
        response, marked = answer(client, call, known)
        if response.status_code != 403 or marked or REASON_NO_CSRF_COOKIE not in str(response.json()):
            wrong.append(f"{call}: {response.status_code}")
    assert wrong == []


def test_every_write_of_the_admin_needs_the_token(world: World) -> None:
    client = forged(world, "staff")
    before = Event.objects.count()
    for model in admin.site._registry:
        at = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        assert client.post(at, {}, format="multipart").status_code == 403
        assert client.post(f"{at}add/", {}, format="multipart").status_code == 403
    assert Event.objects.count() == before


def test_a_program_needs_no_token_but_has_the_same_gates(world: World) -> None:
    """A bearer token is no cookie: no other site can make a browser send it."""
    lines = [line for line in LINES if line.token == "session" and line.cells.get("admin") == "ok"]
    assert lines
    for line in lines:
        for scope in ("read", "manage"):
            if line.call.startswith("GET"):
                continue
            response, _ = answer(world.program(scope), line.call, world.examples("everybody", "mine"))
            assert response.status_code == 403, (line.call, scope)
