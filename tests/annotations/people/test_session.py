"""Signing in and out."""

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from rest_framework.test import APIClient

from annotations.models import Event, Project, User
from tests import factories

URL = "/api/v1/session/"


@pytest.fixture
def dora(project: Project) -> User:
    return factories.member_make(project, factories.user_make("dora", with_password=True), "annotator")


@pytest.fixture
def visitor() -> APIClient:
    return APIClient(enforce_csrf_checks=True)


def sign_in(visitor: APIClient, username: str = "dora", password: str = factories.PASSWORD) -> Any:
    token = visitor.get(URL).cookies["csrftoken"].value
    return visitor.post(URL, {"username": username, "password": password}, headers={"x-csrftoken": token})


def test_it_says_that_nobody_is_signed_in_and_sets_the_csrf_cookie(visitor: APIClient, db: None) -> None:
    response = visitor.get(URL)
    assert response.status_code == 200
    assert response.json() == {"authenticated": False, "provider": None}
    assert response.cookies["csrftoken"].value


def test_it_signs_in_and_out(visitor: APIClient, dora: User) -> None:
    response = sign_in(visitor)
    assert response.status_code == 200
    assert response.json() == {
        "id": dora.pk,
        "username": "dora",
        "is_staff": False,
        "projects": [{"slug": "demo", "name": "Demo", "roles": ["annotator"]}],
        "settings": {},
    }
    assert visitor.get(URL).json() == {"authenticated": True, "provider": None}
    assert Event.objects.get(action="person.signed_in").actor == dora
    token = visitor.cookies["csrftoken"].value
    assert visitor.delete(URL, headers={"x-csrftoken": token}).status_code == 204
    assert visitor.get("/api/v1/me/").status_code == 401


def test_signing_in_needs_the_csrf_token(visitor: APIClient, dora: User) -> None:
    response = visitor.post(URL, {"username": "dora", "password": factories.PASSWORD})
    assert response.status_code == 403


@pytest.mark.parametrize(("username", "password"), [("dora", "wrong"), ("nobody", factories.PASSWORD)])
def test_a_wrong_name_and_a_wrong_password_look_the_same(
    visitor: APIClient, dora: User, username: str, password: str
) -> None:
    response = sign_in(visitor, username, password)
    assert response.status_code == 400
    assert response.json()["code"] == "sign_in_failed"


def test_an_inactive_person_cannot_sign_in(visitor: APIClient, dora: User) -> None:
    User.objects.filter(pk=dora.pk).update(is_active=False)
    assert sign_in(visitor).json()["code"] == "sign_in_failed"


def test_too_many_failures_are_throttled_even_with_the_right_password(
    visitor: APIClient, dora: User, settings: Any
) -> None:
    settings.AXES_FAILURE_LIMIT = 3
    codes = [sign_in(visitor, "dora", "wrong").json()["code"] for _ in range(3)]
    assert codes == ["sign_in_failed", "sign_in_failed", "sign_in_throttled"]
    response = sign_in(visitor)
    assert response.status_code == 429
    assert response.json()["code"] == "sign_in_throttled"
    assert response["content-type"] == "application/problem+json"


def test_the_admin_page_is_throttled_too(visitor: APIClient, dora: User, settings: Any) -> None:
    settings.AXES_FAILURE_LIMIT = 1
    sign_in(visitor, "dora", "wrong")
    token = visitor.get("/admin/login/").cookies["csrftoken"].value
    form = {"username": "dora", "password": factories.PASSWORD, "csrfmiddlewaretoken": token}
    response = visitor.post("/admin/login/", form, format="multipart")
    assert response.status_code == 429


@pytest.mark.parametrize("body", [{}, {"username": "dora"}, {"username": ["a"], "password": "b"}, []])
def test_a_malformed_body_is_400(anonymous_client: APIClient, body: Any) -> None:
    response = anonymous_client.post(URL, body)
    assert response.status_code == 400
    assert response.json()["code"] == "invalid"


def test_only_signing_out_takes_the_cookie_away(visitor: APIClient, dora: User) -> None:
    """A late answer to a request of an expired session must not take away the cookie of the next one."""
    sign_in(visitor)
    Session.objects.all().delete()
    late = visitor.get("/api/v1/me/")
    assert (late.status_code, "sessionid" in late.cookies) == (401, False)
    sign_in(visitor)
    left = visitor.delete(URL, headers={"x-csrftoken": visitor.cookies["csrftoken"].value})
    assert (left.status_code, left.cookies["sessionid"].value) == (204, "")
