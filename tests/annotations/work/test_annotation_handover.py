"""Handing an answer in and taking it back."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from annotations.models import Annotation, AnnotationRevision, Assignment, Event, Project, QueueEntry, User
from annotations.services.assignments import queue_next
from tests import factories, work

pytestmark = [pytest.mark.django_db, pytest.mark.data_layer]


def act(client: APIClient, annotation: Annotation, action: str, revision: int, **headers: str) -> Any:
    return client.post(
        f"/api/v1/annotations/{annotation.pk}/{action}/",
        {},
        headers={"If-Match": f'"{revision}"', **headers},
    )


def missing(client: APIClient, annotation: Annotation, **answer: Any) -> set[tuple[str, str]]:
    body = {"verdict": "fake", "note": "", "traces": [], **answer}
    revision = work.fresh(annotation).revision
    url = f"/api/v1/annotations/{annotation.pk}/"
    assert client.put(url, body, headers={"If-Match": f'"{revision}"'}).status_code == 200
    response = act(client, annotation, "submit", revision + 1)
    if response.status_code == 200:
        return set()
    assert (response.status_code, response.json()["code"]) == (422, "incomplete")
    return {(error["field"], error["code"]) for error in response.json()["errors"]}


def test_a_complete_draft_is_handed_in(alice_client: APIClient, alice: User, project: Project) -> None:
    annotation = work.saved(project, alice)
    response = act(alice_client, annotation, "submit", 1)
    body = response.json()
    assert (response.status_code, response["ETag"]) == (200, '"2"')
    assert (body["status"], body["revision"], body["editable"]) == ("submitted", 2, False)
    assert body["submitted_at"] is not None
    entry, assignment = QueueEntry.objects.get(), Assignment.objects.get()
    assert (entry.status, entry.claim, entry.lease_until) == ("done", assignment.pk, None)
    assert (assignment.status, assignment.closed_at is None) == ("done", False)
    kept = AnnotationRevision.objects.get()
    assert (kept.revision, kept.status, kept.made_by) == (2, "submitted", alice)
    assert kept.answer == {key: body[key] for key in ("verdict", "note", "traces")}
    event = Event.objects.get(action="annotation.submitted")
    assert (event.actor, event.facts) == (alice, {"revision": 2, "verdict": "fake", "traces": 1})


def test_everything_that_is_missing_is_told(alice_client: APIClient, alice: User, project: Project) -> None:
    annotation = work.draft(project, alice)
    empty = factories.trace_body(onset_frame=None, offset_frame=None, categories=[], keyframes=[])
    other = factories.trace_body(categories=["other"], other_tag=" ")
    assert missing(alice_client, annotation, verdict=None) == {("verdict", "verdict_missing")}
    assert missing(alice_client, annotation, verdict="fake") == {("traces", "traces_missing")}
    assert missing(alice_client, annotation, verdict="real", traces=[factories.trace_body()]) == {
        ("traces", "traces_not_allowed")
    }
    assert missing(alice_client, annotation, verdict=None, traces=[other, empty]) == {
        ("verdict", "verdict_missing"),
        ("traces.0.other_tag", "other_tag_missing"),
        ("traces.1.onset_frame", "onset_missing"),
        ("traces.1.offset_frame", "offset_missing"),
        ("traces.1.categories", "category_missing"),
        ("traces.1.keyframes", "keyframe_missing"),
    }
    assert work.fresh(annotation).status == "draft"
    assert QueueEntry.objects.get().status == "taken"


@pytest.mark.parametrize(("verdict", "traces"), [("real", 0), ("unsure", 0), ("unsure", 2), ("fake", 1)])
def test_what_is_complete(
    alice_client: APIClient, alice: User, project: Project, verdict: str, traces: int
) -> None:
    annotation = work.draft(project, alice)
    bodies = [factories.trace_body() for _ in range(traces)]
    assert missing(alice_client, annotation, verdict=verdict, traces=bodies) == set()


def test_an_untouched_draft_is_not_complete(alice_client: APIClient, alice: User, project: Project) -> None:
    assert act(alice_client, work.draft(project, alice), "submit", 0).status_code == 422


def test_a_stale_submit_is_412_even_if_something_is_missing(
    alice_client: APIClient, alice: User, project: Project
) -> None:
    response = act(alice_client, work.draft(project, alice), "submit", 4)
    assert (response.status_code, response.json()["current"]["revision"]) == (412, 0)


def test_a_second_submit_is_refused(alice_client: APIClient, alice: User, project: Project) -> None:
    annotation = work.submitted(project, alice)
    response = act(alice_client, annotation, "submit", 2)
    assert (response.status_code, response.json()["code"]) == (409, "annotation_not_draft")


def test_a_repeated_submit_with_its_key_gets_the_first_response(
    alice_client: APIClient, alice: User, project: Project
) -> None:
    annotation = work.saved(project, alice)
    first, again = (act(alice_client, annotation, "submit", 1, **{"Idempotency-Key": "s"}) for _ in range(2))
    assert (again.status_code, again.json()) == (200, first.json())
    assert AnnotationRevision.objects.count() == 1


def test_a_lost_slot_cannot_be_handed_in(alice_client: APIClient, alice: User, project: Project) -> None:
    annotation = work.saved(project, alice)
    QueueEntry.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    queue_next(project=project, person=factories.member_make(project, factories.user_make(), "annotator"))
    response = act(alice_client, annotation, "submit", 1)
    assert (response.status_code, response.json()["code"]) == (409, "lease_lost")


def test_a_submitted_answer_can_be_taken_back(alice_client: APIClient, alice: User, project: Project) -> None:
    annotation = work.submitted(project, alice)
    response = act(alice_client, annotation, "withdraw", 2)
    body = response.json()
    assert (response.status_code, body["status"], body["revision"]) == (200, "draft", 3)
    assert (body["submitted_at"], body["editable"]) == (None, True)
    assert body["lease_until"] is not None
    assert (QueueEntry.objects.get().status, Assignment.objects.get().status) == ("taken", "active")
    assert AnnotationRevision.objects.filter(revision=3, status="draft").exists()
    assert Event.objects.filter(action="annotation.withdrawn").count() == 1
    assert act(alice_client, annotation, "submit", 3).status_code == 200


@pytest.mark.parametrize("state", ["draft", "returned", "accepted"])
def test_nothing_else_can_be_taken_back(
    alice_client: APIClient, alice: User, project: Project, state: str
) -> None:
    annotation = getattr(work, state)(project, alice)
    response = act(alice_client, annotation, "withdraw", annotation.revision)
    assert (response.status_code, response.json()["code"]) == (409, "wrong_state")


def test_returned_work_needs_a_change_before_it_is_handed_in_again(
    alice_client: APIClient, alice: User, project: Project
) -> None:
    annotation = work.returned(project, alice)
    assert act(alice_client, annotation, "submit", 3).status_code == 409
    annotation = work.complete(annotation)
    assert act(alice_client, annotation, "submit", 4).status_code == 200
