"""A person's own progress in a project."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from annotations.models import Annotation, Project, User
from annotations.selectors.progress import DAYS
from annotations.services.personal.activity import SliceBody, activity_add
from tests import factories, work
from tests.conftest import client_for

pytestmark = [pytest.mark.django_db, pytest.mark.data_layer]


def progress(client: APIClient) -> dict[str, Any]:
    response = client.get("/api/v1/projects/demo/my-progress/")
    assert response.status_code == 200
    body: dict[str, Any] = response.json()
    return body


def worked(annotation: Annotation, active_ms: int, days_ago: int = 0) -> None:
    body = SliceBody(
        id=uuid.uuid4(),
        started_at=timezone.now() - timedelta(days=days_ago),
        active_ms=active_ms,
        keyboard=1,
        pointer=1,
        edits={},
        aids={},
    )
    activity_add(annotation=annotation, actor=annotation.annotator, slices=[body])


def test_nothing_yet(alice_client: APIClient) -> None:
    body = progress(alice_client)
    assert body["counts"] == {"draft": 0, "submitted": 0, "returned": 0, "accepted": 0}
    assert body["median_active_ms"] is None
    assert len(body["days"]) == DAYS
    assert body["days"][-1] == {"date": timezone.now().date().isoformat(), "submitted": 0, "active_ms": 0}


def test_own_numbers(alice: User, alice_client: APIClient, project: Project) -> None:
    worked(work.saved(project, alice), 90_000)
    for make, active_ms in ((work.submitted, 1000), (work.returned, 2000), (work.accepted, 6000)):
        worked(make(project, alice), active_ms)
    work.submitted(project, alice)
    body = progress(alice_client)
    assert body["counts"] == {"draft": 1, "submitted": 2, "returned": 1, "accepted": 1}
    assert body["median_active_ms"] == 2000
    assert (body["days"][-1]["submitted"], body["days"][-1]["active_ms"]) == (4, 99_000)


def test_the_last_fourteen_days(alice: User, alice_client: APIClient, project: Project) -> None:
    annotation = work.submitted(project, alice)
    for days_ago in (1, DAYS - 1, DAYS):
        worked(annotation, 500, days_ago)
    days = progress(alice_client)["days"]
    assert [day["date"] for day in days] == sorted(day["date"] for day in days)
    assert [number for number, day in enumerate(days) if day["active_ms"]] == [0, DAYS - 2]
    Annotation.objects.update(submitted_at=timezone.now() - timedelta(days=DAYS))
    assert sum(day["submitted"] for day in progress(alice_client)["days"]) == 0


def test_what_was_given_back_empty_does_not_count(
    alice: User, alice_client: APIClient, project: Project
) -> None:
    empty = work.draft(project, alice)
    alice_client.post(f"/api/v1/assignments/{empty.assignment_id}/skip/", {"reason": "distressing"})
    assert progress(alice_client)["counts"]["draft"] == 0


def test_others_work_is_not_in_it(
    alice: User, bob_client: APIClient, ada_client: APIClient, project: Project
) -> None:
    worked(work.submitted(project, alice), 5000)
    for client in (bob_client, ada_client):
        body = progress(client)
        assert sum(body["counts"].values()) == sum(day["active_ms"] for day in body["days"]) == 0


def test_it_refuses_an_outsider(charlie_client: APIClient, project: Project) -> None:
    assert charlie_client.get("/api/v1/projects/demo/my-progress/").status_code == 404
    assert client_for(None).get("/api/v1/projects/demo/my-progress/").status_code == 401


@pytest.mark.parametrize("count", [1, 15])
def test_it_costs_the_same_for_many(project: Project, django_assert_num_queries: Any, count: int) -> None:
    person = factories.member_make(project, factories.user_make("dora"), "annotator")
    for _ in range(count):
        worked(work.submitted(project, person), 1000)
    client = client_for(person)
    with django_assert_num_queries(7):  # session, user, project; counts, submitted, active, times
        progress(client)
