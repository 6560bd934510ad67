"""What a person hears of decisions on their own answers."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from annotations.models import AnnotationRevision, Membership, Project, User
from annotations.services.annotations import annotation_reopen
from tests import factories, work
from tests.conftest import client_for

pytestmark = [pytest.mark.django_db, pytest.mark.data_layer]
URL = "/api/v1/me/notices/"


def notices(client: APIClient) -> dict[str, Any]:
    response = client.get(URL)
    assert response.status_code == 200
    body: dict[str, Any] = response.json()
    return body


def see(client: APIClient, until: Any) -> int:
    return client.post(f"{URL}seen/", {"until": until}).status_code


def test_returned_work_is_told_with_its_reasons(
    alice: User, alice_client: APIClient, project: Project
) -> None:
    annotation = work.returned(project, alice)
    body = notices(alice_client)
    assert body["unseen"] == 1
    (notice,) = body["results"]
    assert notice.pop("at").startswith(str(timezone.now().year))
    assert notice == {
        "kind": "returned",
        "annotation": str(annotation.pk),
        "thread": None,
        "project": "demo",
        "reasons": ["box_inaccurate"],
        "text": "The box is too large.",
        "seen": False,
    }


def test_acceptance_and_its_taking_back_are_told(
    alice: User, bob: User, alice_client: APIClient, project: Project
) -> None:
    annotation = work.accepted(project, alice)
    reason: dict[str, Any] = {"reasons": ["other"], "text": "Look again."}
    annotation_reopen(annotation=annotation, actor=bob, revision=annotation.revision, **reason)
    results = notices(alice_client)["results"]
    assert [(row["kind"], row["text"]) for row in results] == [("returned", "Look again."), ("accepted", "")]


def test_what_was_shown_is_seen_and_stays_so(alice: User, alice_client: APIClient, project: Project) -> None:
    for _ in range(2):
        work.returned(project, alice)
    newest, older = notices(alice_client)["results"]
    assert see(alice_client, older["at"]) == 204
    assert [row["seen"] for row in notices(alice_client)["results"]] == [False, True]
    in_milliseconds = newest["at"][:23] + "Z"
    assert see(alice_client, in_milliseconds) == 204
    assert notices(alice_client)["unseen"] == 0
    assert see(alice_client, "2020-01-01T00:00:00Z") == 204
    assert notices(alice_client)["unseen"] == 0


def test_the_future_cannot_be_seen(alice: User, alice_client: APIClient, project: Project) -> None:
    assert see(alice_client, (timezone.now() + timedelta(days=1)).isoformat()) == 204
    work.returned(project, alice)
    assert notices(alice_client)["unseen"] == 1


@pytest.mark.parametrize("until", [None, "", "soon", 5])
def test_bad_input(alice_client: APIClient, until: Any) -> None:
    response = alice_client.post(f"{URL}seen/", {"until": until})
    assert response.status_code == 400
    assert response.json()["errors"][0]["field"] == "until"


def test_only_ones_own_answers_are_told_and_only_to_members(
    alice: User, alice_client: APIClient, bob_client: APIClient, charlie_client: APIClient, project: Project
) -> None:
    work.returned(project, alice)
    for client in (bob_client, charlie_client):
        assert notices(client) == {"unseen": 0, "results": []}
    Membership.objects.filter(user=alice).delete()
    assert notices(alice_client) == {"unseen": 0, "results": []}


def test_it_needs_a_sign_in(anonymous_client: APIClient) -> None:
    assert anonymous_client.get(URL).status_code == 401
    assert see(anonymous_client, "2020-01-01T00:00:00Z") in (401, 403)


def test_the_newest_fifty_are_listed_and_all_are_counted(
    alice: User, alice_client: APIClient, project: Project
) -> None:
    annotation = work.returned(project, alice)
    row = AnnotationRevision.objects.get(status="returned")
    AnnotationRevision.objects.bulk_create(
        AnnotationRevision(
            annotation=annotation,
            revision=number,
            status="returned",
            answer={},
            made_by=row.made_by,
            made_at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=number),
        )
        for number in range(10, 70)
    )
    body = notices(alice_client)
    assert (body["unseen"], len(body["results"])) == (61, 50)
    assert body["results"][0]["reasons"] == ["box_inaccurate"]


@pytest.mark.parametrize("count", [1, 20])
def test_it_costs_the_same_for_many(project: Project, django_assert_num_queries: Any, count: int) -> None:
    person = factories.member_make(project, factories.user_make("dora"), "annotator")
    for _ in range(count):
        work.returned(project, person)
    client = client_for(person)
    with django_assert_num_queries(7):  # session, user; newest, count, events; of threads: count, newest
        notices(client)
