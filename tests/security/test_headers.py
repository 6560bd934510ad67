"""What the server says about its answers: one strict policy for pages, a stricter one for media."""

import re
from typing import Any

import pytest
from django.contrib import admin
from django.http import HttpResponse
from rest_framework.test import APIClient

from annotations.models import Project
from deeptrace_site.middleware import PAGE_POLICY
from tests import factories
from tests.conftest import client_for
from tests.permissions.people import World
from tests.permissions.table import LINES
from tests.permissions.walk import answer

pytestmark = pytest.mark.django_db
INLINE = re.compile(
    rb"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>|<style|\son[a-z]+\s*=\s*[\"']|javascript:"
)
TYPES = {
    "application/json",
    "application/octet-stream",
    "application/problem+json",
    "application/zip",
    "image/jpeg",
    "image/png",
    "image/webp",
    "text/csv",
    "text/plain",
    "video/mp4",
}


@pytest.fixture
def world(project: Project, settings: Any) -> World:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return World(project)


@pytest.fixture
def staff(db: None) -> APIClient:
    return client_for(factories.user_make("staff", is_staff=True))


def policy(response: HttpResponse) -> dict[str, list[str]]:
    """The directives of an answer's policy."""
    words = [part.split() for part in response["Content-Security-Policy"].split(";")]
    return {name: sources for name, *sources in words}


def test_the_policy_lets_nothing_in_that_was_written_into_a_page() -> None:
    assert "unsafe" not in PAGE_POLICY
    response = HttpResponse(headers={"Content-Security-Policy": PAGE_POLICY})
    assert policy(response)["default-src"] == ["'none'"]
    assert policy(response)["script-src"] == ["'self'"]
    assert policy(response)["style-src"] == ["'self'"]
    assert "object-src" not in policy(response)  # nor any other that would loosen default-src
    assert policy(response)["frame-ancestors"] == policy(response)["base-uri"] == ["'none'"]


def test_every_page_has_it_and_needs_no_exception(staff: APIClient, project: Project) -> None:
    """Admin, the API's documentation and the frontend: no inline script, style or handler."""
    pages = ["/", "/sign-in", "/api/docs/", "/admin/", "/admin/login/", "/admin/password_change/"]
    for model in admin.site._registry:
        at = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        row = model._default_manager.first()
        pages += [at, f"{at}add/"] + ([f"{at}{row.pk}/change/", f"{at}{row.pk}/history/"] if row else [])
    for page in [*pages, "/no/such/page", "/api/v1/nothing/", "/static/nothing"]:
        response = staff.get(page)
        assert response["Content-Security-Policy"] == PAGE_POLICY, page
        assert response["X-Content-Type-Options"] == "nosniff", page
        assert response["X-Frame-Options"] == "DENY", page
        assert INLINE.search(response.content if not response.streaming else b"") is None, page


def test_every_answer_of_the_api_has_a_fixed_type_and_cannot_act_as_a_page(world: World) -> None:
    seen = set()
    for line in LINES:
        role = next((role for role in ("staff", "admin") if line.cells.get(role) in ("ok", "none")), None)
        if not line.call.startswith("GET") or role is None:
            continue
        response, _ = answer(world.client(role, line.whose), line.call, world.examples(role, line.whose))
        kind = response.get("Content-Type", "").partition(";")[0]
        assert kind in TYPES, (line.call, kind)
        assert response["X-Content-Type-Options"] == "nosniff", line.call
        if kind.startswith(("image/", "video/", "application/octet", "application/zip")):
            assert policy(response) == {"default-src": ["'none'"], "sandbox": []}, line.call
        seen.add(kind)
    assert {"application/json", "image/jpeg", "video/mp4"} <= seen
