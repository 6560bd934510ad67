"""One-time links to a new password."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from annotations.models import Event, PasswordReset, Project, User
from tests import factories
from tests.conftest import client_for

NEW = "a fresh new passphrase"


def link(client: APIClient, person: User, **fields: Any) -> Any:
    return client.post(f"/api/v1/projects/demo/members/{person.pk}/reset-link/", fields)


def reset(client: APIClient, token: str, password: str = NEW) -> Any:
    return client.post("/api/v1/password-resets/", {"token": token, "password": password})


def token_of(response: Any) -> str:
    return str(response.json()["url"].removeprefix("/reset/"))


def test_a_link_sets_a_new_password_once_and_ends_sessions(
    ada_client: APIClient, alice: User, alice_client: APIClient, anonymous_client: APIClient
) -> None:
    created = link(ada_client, alice)
    assert created.status_code == 201
    token = token_of(created)
    assert reset(anonymous_client, token).status_code == 204
    alice.refresh_from_db()
    assert alice.check_password(NEW)
    assert alice_client.get("/api/v1/me/").status_code == 401
    again = reset(anonymous_client, token)
    assert again.status_code == 404
    assert again.json()["code"] == "invitation_invalid"
    actions = set(Event.objects.filter(subject_id=str(alice.pk)).values_list("action", flat=True))
    assert {"person.reset_link_created", "person.password_reset"} <= actions


def test_using_one_link_closes_the_others(
    ada_client: APIClient, alice: User, anonymous_client: APIClient
) -> None:
    first, second = token_of(link(ada_client, alice)), token_of(link(ada_client, alice))
    assert reset(anonymous_client, second).status_code == 204
    assert reset(anonymous_client, first).status_code == 404


def test_a_weak_password_does_not_use_the_link_up(
    ada_client: APIClient, alice: User, anonymous_client: APIClient
) -> None:
    token = token_of(link(ada_client, alice))
    assert reset(anonymous_client, token, "short").status_code == 400
    assert reset(anonymous_client, token).status_code == 204


def test_an_expired_link_is_gone(ada_client: APIClient, alice: User, anonymous_client: APIClient) -> None:
    token = token_of(link(ada_client, alice, expires_in_hours=72))
    PasswordReset.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert reset(anonymous_client, token).status_code == 404


@pytest.mark.parametrize("hours", [23, 73])
def test_a_link_lasts_one_to_three_days(ada_client: APIClient, alice: User, hours: int) -> None:
    assert link(ada_client, alice, expires_in_hours=hours).status_code == 400


def test_a_project_admin_cannot_reset_a_site_admin(ada_client: APIClient, project: Project) -> None:
    root = factories.member_make(project, factories.user_make("root", is_staff=True), "annotator")
    assert link(ada_client, root).status_code == 403
    assert link(client_for(factories.user_make("boss", is_staff=True)), root).status_code == 201


def test_a_project_admin_gains_no_foreign_project_by_a_reset(ada_client: APIClient, alice: User) -> None:
    factories.member_make(factories.project_make("other"), alice, "admin")
    assert link(ada_client, alice).status_code == 403


@pytest.mark.parametrize("fixture", ["alice_client", "bob_client", "rita_client"])
def test_only_admins_make_links(fixture: str, request: pytest.FixtureRequest, alice: User) -> None:
    assert link(request.getfixturevalue(fixture), alice).status_code == 403


def test_it_refuses_an_outsider(charlie_client: APIClient, alice: User) -> None:
    assert link(charlie_client, alice).status_code == 404


def test_a_person_who_is_no_member_is_404(ada_client: APIClient, charlie: User) -> None:
    assert link(ada_client, charlie).status_code == 404
