"""Invitation links: made by project admins, used once."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from annotations.models import Event, Invitation, Membership, Project, User
from tests import factories

URL = "/api/v1/projects/demo/invitations/"
ACCEPT = "/api/v1/invitations/accept/"


def invite(client: APIClient, **fields: Any) -> Any:
    return client.post(URL, {"roles": ["annotator"], "expires_in_days": 7} | fields)


def token_of(response: Any) -> str:
    return str(response.json()["url"].removeprefix("/invite/"))


def accept(client: APIClient, token: str, **fields: Any) -> Any:
    return client.post(
        ACCEPT, {"token": token, "username": "newbie", "password": factories.PASSWORD} | fields
    )


def test_an_invitation_makes_an_account_with_its_roles_and_signs_in(
    ada_client: APIClient, anonymous_client: APIClient
) -> None:
    created = invite(ada_client, roles=["reviewer", "annotator"])
    assert created.status_code == 201
    token = token_of(created)
    assert token not in str(Invitation.objects.get().__dict__)
    looked = anonymous_client.get("/api/v1/invitations/lookup/", {"token": token}).json()
    assert looked["project"] == {"slug": "demo", "name": "Demo"}
    assert looked["roles"] == ["annotator", "reviewer"]
    response = accept(anonymous_client, token)
    assert response.status_code == 200
    assert response.json()["projects"][0]["roles"] == ["annotator", "reviewer"]
    assert anonymous_client.get("/api/v1/me/").json()["username"] == "newbie"
    assert Event.objects.filter(action="invitation.accepted").count() == 1


def test_a_link_counts_once(ada_client: APIClient, anonymous_client: APIClient) -> None:
    token = token_of(invite(ada_client))
    accept(anonymous_client, token)
    response = accept(APIClient(), token, username="second")
    assert response.status_code == 404
    assert response.json()["code"] == "invitation_invalid"
    assert not User.objects.filter(username="second").exists()


def test_a_failed_try_does_not_use_the_link_up(
    ada_client: APIClient, alice: User, anonymous_client: APIClient
) -> None:
    token = token_of(invite(ada_client))
    for username in ("alice", "ALICE", "new bie"):
        assert accept(anonymous_client, token, username=username).status_code == 400
    assert accept(anonymous_client, token, password="short").status_code == 400
    assert accept(anonymous_client, token).status_code == 200


def test_a_member_elsewhere_joins_with_the_account_they_have(
    ada_client: APIClient, charlie_client: APIClient, charlie: User
) -> None:
    token = token_of(invite(ada_client))
    response = charlie_client.post("/api/v1/invitations/join/", {"token": token})
    assert response.status_code == 200
    assert Membership.objects.get(user=charlie).role == "annotator"
    assert charlie_client.post("/api/v1/invitations/join/", {"token": token}).status_code == 404


def test_joining_needs_a_sign_in(ada_client: APIClient, anonymous_client: APIClient) -> None:
    token = token_of(invite(ada_client))
    assert anonymous_client.post("/api/v1/invitations/join/", {"token": token}).status_code == 401


def test_accepting_needs_the_csrf_token(ada_client: APIClient) -> None:
    assert accept(APIClient(enforce_csrf_checks=True), token_of(invite(ada_client))).status_code == 403


def test_an_expired_link_is_gone(ada_client: APIClient, anonymous_client: APIClient) -> None:
    token = token_of(invite(ada_client))
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert anonymous_client.get("/api/v1/invitations/lookup/", {"token": token}).status_code == 404
    assert accept(anonymous_client, token).status_code == 404


def test_a_revoked_link_is_gone(ada_client: APIClient, anonymous_client: APIClient) -> None:
    created = invite(ada_client)
    assert ada_client.delete(f"{URL}{created.json()['id']}/").status_code == 204
    assert accept(anonymous_client, token_of(created)).status_code == 404
    assert ada_client.get(URL).json()["results"] == []


def test_the_list_hides_the_tokens(ada_client: APIClient) -> None:
    created = invite(ada_client)
    listed = ada_client.get(URL).json()["results"]
    assert [row["id"] for row in listed] == [created.json()["id"]]
    assert token_of(created) not in str(listed)


@pytest.mark.parametrize("fixture", ["alice_client", "bob_client", "rita_client"])
def test_only_admins_invite(fixture: str, request: pytest.FixtureRequest) -> None:
    client = request.getfixturevalue(fixture)
    assert invite(client).status_code == 403
    assert client.get(URL).status_code == 403


def test_it_refuses_an_outsider(charlie_client: APIClient, project: Project) -> None:
    assert invite(charlie_client).status_code == 404


def test_a_missing_one_is_404(ada_client: APIClient) -> None:
    assert ada_client.delete(f"{URL}00000000-0000-0000-0000-000000000000/").status_code == 404


@pytest.mark.parametrize(
    "fields", [{"roles": []}, {"roles": ["root"]}, {"expires_in_days": 0}, {"expires_in_days": 31}]
)
def test_bad_input_is_400(ada_client: APIClient, fields: dict[str, Any]) -> None:
    assert invite(ada_client, **fields).status_code == 400
