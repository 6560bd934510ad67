"""API tokens."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from annotations.models import ApiToken, Event, Project, User

URL = "/api/v1/tokens/"


def make(client: APIClient, **fields: Any) -> Any:
    return client.post(URL, {"name": "laptop", "scopes": ["read"], "expires_at": None} | fields)


def program(token: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client


def test_a_token_is_shown_once_and_kept_as_a_hash(alice_client: APIClient, alice: User) -> None:
    response = make(alice_client, scopes=["annotate", "read"])
    assert response.status_code == 201
    text = response.json()["token"]
    assert text.startswith("dt_")
    stored = ApiToken.objects.get()
    assert text not in str(stored.__dict__)
    listed = alice_client.get(URL).json()["results"]
    assert [row["name"] for row in listed] == ["laptop"]
    assert listed[0]["scopes"] == ["read", "annotate"]
    assert text not in str(listed)
    assert Event.objects.get(action="token.created").actor == alice


def test_a_token_signs_its_owner_in(alice_client: APIClient) -> None:
    text = make(alice_client).json()["token"]
    assert program(text).get("/api/v1/me/").json()["username"] == "alice"


def test_a_token_cannot_make_or_list_tokens(alice_client: APIClient) -> None:
    scopes = ["read", "annotate", "review", "manage", "reward"]
    client = program(make(alice_client, scopes=scopes).json()["token"])
    assert make(client).status_code == 403
    assert client.get(URL).status_code == 403


def test_a_token_that_may_only_read_cannot_write(ada_client: APIClient, project: Project) -> None:
    client = program(make(ada_client).json()["token"])
    assert client.get("/api/v1/projects/demo/").status_code == 200
    assert client.patch("/api/v1/projects/demo/", {"name": "x"}).status_code == 403


def test_a_token_with_the_scope_can_write(ada_client: APIClient, project: Project) -> None:
    client = program(make(ada_client, scopes=["manage"]).json()["token"])
    assert client.patch("/api/v1/projects/demo/", {"name": "x"}).status_code == 200


def test_a_revoked_token_ends(alice_client: APIClient) -> None:
    created = make(alice_client).json()
    assert alice_client.delete(f"{URL}{created['id']}/").status_code == 204
    assert program(created["token"]).get("/api/v1/me/").status_code == 401
    assert alice_client.get(URL).json()["results"] == []
    assert alice_client.delete(f"{URL}{created['id']}/").status_code == 204
    assert Event.objects.filter(action="token.revoked").count() == 1


def test_an_expired_token_ends(alice_client: APIClient) -> None:
    text = make(alice_client).json()["token"]
    ApiToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert program(text).get("/api/v1/me/").status_code == 401


@pytest.mark.parametrize("text", ["", "wrong", "dt_ é", "a b"])
def test_an_unknown_token_is_401(db: None, text: str) -> None:
    assert program(text).get("/api/v1/me/").status_code == 401


def test_it_refuses_an_outsider(alice_client: APIClient, bob_client: APIClient) -> None:
    created = make(alice_client).json()
    assert bob_client.delete(f"{URL}{created['id']}/").status_code == 404
    assert bob_client.get(URL).json()["results"] == []


@pytest.mark.parametrize(
    "fields",
    [
        {"scopes": []},
        {"scopes": ["root"]},
        {"name": ""},
        {"name": "x" * 101},
        {"expires_at": "2001-01-01T00:00:00Z"},
        {"expires_at": "soon"},
    ],
)
def test_bad_input_is_400(alice_client: APIClient, fields: dict[str, Any]) -> None:
    assert make(alice_client, **fields).status_code == 400
