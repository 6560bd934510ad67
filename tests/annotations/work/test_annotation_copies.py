"""Work that is kept beside an answer."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from annotations.models import Annotation, AnnotationCopy, Event, Project, QueueEntry, User
from annotations.services.personal.copies import COPIES_MAX
from tests import factories, work
from tests.conftest import client_for

pytestmark = [pytest.mark.django_db, pytest.mark.data_layer]

STATES = {
    "draft": work.saved,
    "submitted": work.submitted,
    "returned": work.returned,
    "accepted": work.accepted,
}


def url_of(annotation: Annotation) -> str:
    return f"/api/v1/annotations/{annotation.pk}/copies/"


def body(**fields: Any) -> dict[str, Any]:
    return {
        "base_revision": 1,
        "verdict": "fake",
        "note": "mine",
        "traces": [factories.trace_body()],
    } | fields


def copy(client: APIClient, annotation: Annotation, key: str = "", **fields: Any) -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(url_of(annotation), body(**fields), headers=headers)


@pytest.mark.parametrize("state", STATES)
def test_it_keeps_the_work_in_any_state_and_leaves_the_answer_alone(
    alice: User, alice_client: APIClient, project: Project, state: str
) -> None:
    annotation = STATES[state](project, alice)
    sent = body()
    response = alice_client.post(url_of(annotation), sent)
    assert response.status_code == 201, response.json()
    assert set(response.json()) == {"id", "made_at"}
    kept = alice_client.get(f"{url_of(annotation)}{response.json()['id']}/").json()
    assert {name: kept[name] for name in sent} == sent
    after = work.fresh(annotation)
    assert (after.status, after.revision) == (annotation.status, annotation.revision)
    assert Event.objects.get(action="annotation.copied").facts["base_revision"] == 1


def test_it_works_after_the_lease_is_lost(alice: User, alice_client: APIClient, project: Project) -> None:
    annotation = work.saved(project, alice)
    other = factories.member_make(project, factories.user_make("other"), "annotator")
    QueueEntry.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert client_for(other).post("/api/v1/queue/next/", {"project": "demo"}).status_code == 200
    put = alice_client.put(
        f"/api/v1/annotations/{annotation.pk}/",
        {"verdict": None, "note": "", "traces": []},
        headers={"If-Match": f'"{annotation.revision}"'},
    )
    assert put.json()["code"] == "lease_lost"
    assert copy(alice_client, annotation).status_code == 201


def test_a_repeated_key_is_one_copy(alice: User, alice_client: APIClient, project: Project) -> None:
    annotation = work.saved(project, alice)
    sent = body()
    first, again = (
        alice_client.post(url_of(annotation), sent, headers={"Idempotency-Key": "k"}) for _ in range(2)
    )
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert AnnotationCopy.objects.count() == 1
    assert copy(alice_client, annotation, "k", note="another").json()["code"] == "idempotency_mismatch"


def test_reviewers_read_copies_of_what_was_handed_in(
    alice: User, alice_client: APIClient, bob_client: APIClient, project: Project
) -> None:
    draft, submitted = work.saved(project, alice), work.submitted(project, alice)
    for annotation in (draft, submitted):
        made = copy(alice_client, annotation).json()["id"]
        expected = 200 if annotation is submitted else 404
        assert bob_client.get(url_of(annotation)).status_code == expected
        assert bob_client.get(f"{url_of(annotation)}{made}/").status_code == expected
    assert copy(bob_client, submitted).status_code == 403


@pytest.mark.parametrize("who", ["charlie_client", "rita_client"])
def test_it_refuses_others(
    alice: User, project: Project, alice_client: APIClient, who: str, request: pytest.FixtureRequest
) -> None:
    annotation = work.submitted(project, alice)
    made = copy(alice_client, annotation).json()["id"]
    client = request.getfixturevalue(who)
    assert copy(client, annotation).status_code == 404
    assert client.get(url_of(annotation)).status_code == 404
    assert client.get(f"{url_of(annotation)}{made}/").status_code == 404


def test_a_copy_is_found_below_its_own_answer_only(
    alice: User, alice_client: APIClient, project: Project
) -> None:
    first, second = work.saved(project, alice), work.saved(project, alice)
    made = copy(alice_client, first).json()["id"]
    assert alice_client.get(f"{url_of(second)}{made}/").status_code == 404
    assert alice_client.get(f"{url_of(first)}{uuid.uuid4()}/").status_code == 404


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"base_revision": -1}, "base_revision"),
        ({"base_revision": "1"}, "base_revision"),
        ({"base_revision": None}, "base_revision"),
        ({"verdict": "maybe"}, "verdict"),
        ({"note": 1}, "note"),
        ({"traces": [factories.trace_body(onset_frame=120)]}, "traces.0.onset_frame"),
    ],
)
def test_bad_input(
    alice: User, alice_client: APIClient, project: Project, fields: dict[str, Any], field: str
) -> None:
    response = copy(alice_client, work.saved(project, alice), **fields)
    assert response.status_code == 400
    assert field in [error["field"] for error in response.json()["errors"]]


def test_copies_have_an_end(alice: User, alice_client: APIClient, project: Project) -> None:
    annotation = work.saved(project, alice)
    rows = [AnnotationCopy(annotation=annotation, base_revision=1, answer={}) for _ in range(COPIES_MAX - 1)]
    AnnotationCopy.objects.bulk_create(rows)
    assert copy(alice_client, annotation).status_code == 201
    response = copy(alice_client, annotation)
    assert (response.status_code, response.json()["code"]) == (409, "copies_full")


@pytest.mark.parametrize("count", [1, 15])
def test_a_list_costs_the_same_for_any_length(
    alice: User, alice_client: APIClient, project: Project, django_assert_num_queries: Any, count: int
) -> None:
    annotation = work.saved(project, alice)
    rows = [AnnotationCopy(annotation=annotation, base_revision=n, answer={}) for n in range(count)]
    AnnotationCopy.objects.bulk_create(rows)
    # session, user; answer, membership, traces; page
    with django_assert_num_queries(6):
        results = alice_client.get(url_of(annotation)).json()["results"]
    assert len(results) == count
    assert set(results[0]) == {"id", "made_at", "base_revision"}
