"""Who is in a project and what they are in it."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from annotations.models import Event, Membership, Project, QueueEntry, User
from annotations.services.queue import queue_entries_open
from tests import factories

URL = "/api/v1/projects/demo/members/"


def roles(project: Project, person: User) -> list[str]:
    rows = Membership.objects.filter(project=project, user=person)
    return sorted(rows.values_list("role", flat=True))


def test_the_list_has_one_row_a_person(ada_client: APIClient, alice: User, project: Project) -> None:
    factories.member_make(project, alice, "reviewer")
    body = ada_client.get(URL).json()
    assert [(row["username"], row["roles"]) for row in body["results"]] == [
        ("ada", ["admin"]),
        ("alice", ["annotator", "reviewer"]),
    ]


@pytest.mark.parametrize("people", [1, 20])
def test_the_list_costs_the_same_for_many(
    people: int, ada_client: APIClient, project: Project, django_assert_num_queries: Any
) -> None:
    for _ in range(people):
        factories.member_make(project, factories.user_make(), "annotator")
    # session, user, project, own roles, people, their roles
    with django_assert_num_queries(6):
        ada_client.get(URL)


def test_an_account_is_added(ada_client: APIClient, charlie: User, project: Project) -> None:
    response = ada_client.post(URL, {"username": "charlie", "roles": ["annotator", "annotator"]})
    assert response.status_code == 201
    assert roles(project, charlie) == ["annotator"]
    assert Event.objects.get(action="member.roles_changed").facts == {"before": [], "after": ["annotator"]}


def test_adding_a_member_again_keeps_what_they_have(
    ada_client: APIClient, alice: User, project: Project
) -> None:
    ada_client.post(URL, {"username": "alice", "roles": ["reviewer"]})
    assert roles(project, alice) == ["annotator", "reviewer"]


def test_roles_are_replaced(ada_client: APIClient, alice: User, project: Project) -> None:
    response = ada_client.patch(f"{URL}{alice.pk}/", {"roles": ["researcher", "reviewer"]})
    assert response.json()["roles"] == ["researcher", "reviewer"]
    assert roles(project, alice) == ["researcher", "reviewer"]


def test_a_member_is_taken_out(
    ada_client: APIClient, alice: User, alice_client: APIClient, project: Project
) -> None:
    assert ada_client.delete(f"{URL}{alice.pk}/").status_code == 204
    assert alice_client.get("/api/v1/projects/demo/").status_code == 404


def test_the_last_admin_stays(ada_client: APIClient, ada: User, project: Project) -> None:
    for response in (
        ada_client.delete(f"{URL}{ada.pk}/"),
        ada_client.patch(f"{URL}{ada.pk}/", {"roles": ["annotator"]}),
    ):
        assert response.status_code == 409
        assert response.json()["code"] == "last_admin"
    assert roles(project, ada) == ["admin"]


def test_an_admin_may_leave_when_there_is_another(
    ada_client: APIClient, ada: User, alice: User, project: Project
) -> None:
    ada_client.post(URL, {"username": "alice", "roles": ["admin"]})
    assert ada_client.patch(f"{URL}{ada.pk}/", {"roles": ["annotator"]}).status_code == 200
    assert ada_client.get(URL).status_code == 403


@pytest.mark.parametrize("fixture", ["alice_client", "bob_client", "rita_client"])
def test_nobody_else_changes_roles_their_own_least_of_all(
    fixture: str, request: pytest.FixtureRequest, alice: User, project: Project
) -> None:
    client = request.getfixturevalue(fixture)
    assert client.patch(f"{URL}{alice.pk}/", {"roles": ["admin"]}).status_code == 403
    assert client.post(URL, {"username": "alice", "roles": ["admin"]}).status_code == 403
    assert client.delete(f"{URL}{alice.pk}/").status_code == 403
    assert roles(project, alice) == ["annotator"]


def test_it_refuses_an_outsider(charlie_client: APIClient, project: Project) -> None:
    assert charlie_client.get(URL).status_code == 404


def test_a_missing_one_is_404(ada_client: APIClient) -> None:
    assert ada_client.patch(f"{URL}999999/", {"roles": ["admin"]}).status_code == 404


@pytest.mark.parametrize(
    "body", [{"username": "nobody", "roles": ["annotator"]}, {"username": "ada", "roles": []}, {}]
)
def test_bad_input_is_400(ada_client: APIClient, body: dict[str, Any]) -> None:
    assert ada_client.post(URL, body).status_code == 400


def test_what_waited_for_a_member_who_leaves_is_for_everybody(
    ada_client: APIClient, alice: User, project: Project
) -> None:
    queue_entries_open(video=factories.video_make(project))
    QueueEntry.objects.update(person=alice)
    ada_client.delete(f"{URL}{alice.pk}/")
    assert QueueEntry.objects.get().person is None
