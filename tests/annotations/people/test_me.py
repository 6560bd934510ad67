"""One's own profile, password and settings."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from annotations.models import Event, Project, User
from tests import factories
from tests.conftest import client_for

NEW = "a fresh new passphrase"


def test_me_needs_a_sign_in(anonymous_client: APIClient) -> None:
    response = anonymous_client.get("/api/v1/me/")
    assert response.status_code == 401
    assert response.json()["code"] == "not_authenticated"


def test_me_lists_all_roles_of_each_project(project: Project) -> None:
    person = factories.member_make(project, factories.user_make("dora"), "researcher", "annotator")
    body = client_for(person).get("/api/v1/me/").json()
    assert body["projects"] == [{"slug": "demo", "name": "Demo", "roles": ["annotator", "researcher"]}]


def test_a_site_admin_is_admin_everywhere(project: Project) -> None:
    staff = factories.user_make("root", is_staff=True)
    assert client_for(staff).get("/api/v1/me/").json()["projects"][0]["roles"] == ["admin"]


@pytest.mark.parametrize("projects", [1, 20])
def test_me_costs_the_same_for_many_projects(projects: int, db: None, django_assert_num_queries: Any) -> None:
    person = factories.user_make("dora")
    for _ in range(projects):
        factories.member_make(factories.project_make(), person, "annotator")
    client = client_for(person)
    # session, user, projects, memberships
    with django_assert_num_queries(4):
        client.get("/api/v1/me/")


@pytest.fixture
def dora(db: None) -> User:
    return factories.user_make("dorafitzgerald", with_password=True)


def change(client: APIClient, current: str, new: str) -> Any:
    return client.post("/api/v1/me/password/", {"current_password": current, "new_password": new})


def test_the_password_changes_and_other_sessions_end(dora: User) -> None:
    here, elsewhere = client_for(dora), client_for(dora)
    assert change(here, factories.PASSWORD, NEW).status_code == 204
    assert here.get("/api/v1/me/").status_code == 200
    assert elsewhere.get("/api/v1/me/").status_code == 401
    dora.refresh_from_db()
    assert dora.check_password(NEW)
    assert Event.objects.get(action="person.password_changed").actor == dora


def test_the_present_password_is_asked_for(dora: User) -> None:
    response = change(client_for(dora), "wrong", NEW)
    assert response.status_code == 400
    assert response.json()["errors"][0]["field"] == "current_password"


def test_guessing_the_present_password_is_throttled(dora: User, settings: Any) -> None:
    settings.AXES_FAILURE_LIMIT = 2
    client = client_for(dora)
    change(client, "wrong", NEW)
    assert change(client, "wrong", NEW).status_code == 429


@pytest.mark.parametrize(
    ("new", "code"),
    [
        ("short", "password_too_short"),
        ("dorafitzgerald1", "password_too_similar"),
        ("qwertyuiop", "password_too_common"),
        ("9182736450", "password_entirely_numeric"),
    ],
)
def test_a_weak_password_is_refused(dora: User, new: str, code: str) -> None:
    response = change(client_for(dora), factories.PASSWORD, new)
    assert response.status_code == 400
    assert {"field": "new_password", "code": code}.items() <= response.json()["errors"][0].items()


def test_settings_are_replaced_as_a_whole(alice_client: APIClient) -> None:
    alice_client.put("/api/v1/me/settings/", {"theme": "dark", "keymap": {"next": "n"}})
    response = alice_client.put("/api/v1/me/settings/", {"theme": "light"})
    assert response.json() == {"theme": "light"}
    assert alice_client.get("/api/v1/me/settings/").json() == {"theme": "light"}
    assert alice_client.get("/api/v1/me/").json()["settings"] == {"theme": "light"}


@pytest.mark.parametrize("body", [[], "dark", 1, {"a": "x" * 65_536}])
def test_settings_are_a_small_object(alice_client: APIClient, body: Any) -> None:
    assert alice_client.put("/api/v1/me/settings/", body, format="json").status_code == 400
