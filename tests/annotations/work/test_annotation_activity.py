"""How long an answer took, and with what: sent by the workbench, seen by its annotator and reviewers."""

import uuid
from typing import Any

import pytest
from rest_framework.test import APIClient

from annotations.models import ActivitySlice, Annotation, Project, User
from tests import work

pytestmark = [pytest.mark.django_db, pytest.mark.data_layer]

TRACE = "5f0f9df4-6ad0-4a3c-9d0c-6fd1f2d6a1c7"


def slice_body(**fields: Any) -> dict[str, Any]:
    values = {
        "id": str(uuid.uuid4()),
        "started_at": "2026-11-20T10:00:00Z",
        "active_ms": 1500,
        "keyboard": 4,
        "pointer": 2,
        "edits": {TRACE: 3},
        "aids": {"difference": 1, "loupe": 2},
    }
    return values | fields


def send(client: APIClient, annotation: Annotation, *slices: Any) -> Any:
    return client.post(f"/api/v1/annotations/{annotation.pk}/activity/", {"slices": list(slices)})


def shown(client: APIClient, annotation: Annotation) -> tuple[int, dict[str, int]]:
    body = client.get(f"/api/v1/annotations/{annotation.pk}/").json()
    return body["active_ms"], body["aids"]


def test_slices_add_up(alice: User, alice_client: APIClient, project: Project) -> None:
    annotation = work.saved(project, alice)
    assert shown(alice_client, annotation) == (0, {})
    assert send(alice_client, annotation, slice_body(), slice_body(aids={"loupe": 1})).status_code == 204
    assert send(alice_client, annotation, slice_body(aids={})).status_code == 204
    assert shown(alice_client, annotation) == (4500, {"difference": 1, "loupe": 3})
    total = work.fresh(annotation).activity_total
    assert (total.keyboard, total.pointer, total.edits) == (12, 6, {TRACE: 9})


def test_a_slice_sent_twice_counts_once(alice: User, alice_client: APIClient, project: Project) -> None:
    annotation, other = work.saved(project, alice), work.saved(project, alice)
    body = slice_body()
    for target in (annotation, annotation, other):
        assert send(alice_client, target, body, body).status_code == 204
    assert shown(alice_client, annotation)[0] == 1500
    assert shown(alice_client, other)[0] == 0
    assert ActivitySlice.objects.count() == 1


@pytest.mark.parametrize("make", [work.submitted, work.returned, work.accepted])
def test_the_last_slice_may_come_after_the_submit(
    alice: User, alice_client: APIClient, bob_client: APIClient, project: Project, make: Any
) -> None:
    annotation = make(project, alice)
    assert send(alice_client, annotation, slice_body()).status_code == 204
    after = work.fresh(annotation)
    assert (after.status, after.revision) == (annotation.status, annotation.revision)
    assert shown(bob_client, annotation) == (1500, {"difference": 1, "loupe": 2})
    assert bob_client.get("/api/v1/annotations/").json()["results"][0]["active_ms"] == 1500


def test_nobody_sees_it_before_the_submit(
    alice: User, alice_client: APIClient, bob_client: APIClient, project: Project
) -> None:
    annotation = work.saved(project, alice)
    send(alice_client, annotation, slice_body())
    assert bob_client.get(f"/api/v1/annotations/{annotation.pk}/").status_code == 404


def test_others_cannot_send(
    alice: User,
    project: Project,
    bob_client: APIClient,
    charlie_client: APIClient,
    anonymous_client: APIClient,
) -> None:
    annotation = work.submitted(project, alice)
    assert send(bob_client, annotation, slice_body()).status_code == 403
    assert send(charlie_client, annotation, slice_body()).status_code == 404
    assert send(anonymous_client, annotation, slice_body()).status_code == 401


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"id": "x"}, "slices.0.id"),
        ({"started_at": "yesterday"}, "slices.0.started_at"),
        ({"active_ms": -1}, "slices.0.active_ms"),
        ({"active_ms": 1.5}, "slices.0.active_ms"),
        ({"active_ms": 3_600_001}, "slices.0.active_ms"),
        ({"keyboard": None}, "slices.0.keyboard"),
        ({"pointer": 100_001}, "slices.0.pointer"),
        ({"edits": {"x": 1}}, "slices.0.edits.x"),
        ({"edits": {TRACE: -1}}, f"slices.0.edits.{TRACE}"),
        ({"aids": {"magic": 1}}, "slices.0.aids.magic"),
        ({"aids": []}, "slices.0.aids"),
    ],
)
def test_bad_input(
    alice: User, alice_client: APIClient, project: Project, fields: dict[str, Any], field: str
) -> None:
    response = send(alice_client, work.saved(project, alice), slice_body(**fields))
    assert response.status_code == 400
    assert [error["field"] for error in response.json()["errors"]] == [field]


def test_the_boundaries(alice: User, alice_client: APIClient, project: Project) -> None:
    annotation = work.saved(project, alice)
    largest = {"active_ms": 3_600_000, "keyboard": 100_000, "pointer": 0, "edits": {}, "aids": {}}
    assert send(alice_client, annotation).status_code == 204
    assert send(alice_client, annotation, slice_body(**largest)).status_code == 204
    assert send(alice_client, annotation, *(slice_body() for _ in range(201))).status_code == 400
