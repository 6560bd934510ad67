"""Saving an answer: compare-and-set, lease, idempotency, and ids that persist."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from annotations.models import Annotation, Assignment, Event, Project, QueueEntry, SavedResponse, Trace, User
from annotations.services.assignments import queue_next
from tests import factories, work

pytestmark = [pytest.mark.django_db, pytest.mark.data_layer]


def body_of(*traces: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"verdict": "fake", "note": "", "traces": list(traces), **fields}


def url(annotation: Annotation, action: str = "") -> str:
    return f"/api/v1/annotations/{annotation.pk}/{action}"


def save(client: APIClient, annotation: Annotation, body: Any, revision: Any = 0, **headers: str) -> Any:
    return client.put(url(annotation), body, headers={"If-Match": f'"{revision}"', **headers})


@pytest.fixture
def draft(project: Project, alice: User) -> Annotation:
    return work.draft(project, alice)


def test_it_saves_the_whole_answer(alice_client: APIClient, draft: Annotation) -> None:
    trace = factories.trace_body()
    response = save(alice_client, draft, body_of(trace, note=" as written "))
    assert response.status_code == 200
    assert response["ETag"] == '"1"'
    body = response.json()
    assert body["traces"] == [trace]
    assert (body["revision"], body["verdict"], body["note"]) == (1, "fake", " as written ")
    assert (body["annotator"], body["status"], body["editable"]) == ("me", "draft", True)
    assert alice_client.get(url(draft)).json() == body


def test_reading_gives_the_revision_as_etag(alice_client: APIClient, draft: Annotation) -> None:
    response = alice_client.get(url(draft))
    assert response["ETag"] == '"0"'
    assert response.json()["video"] == str(draft.video_id)


def test_a_draft_may_be_incomplete(alice_client: APIClient, draft: Annotation) -> None:
    trace = factories.trace_body(onset_frame=None, offset_frame=None, categories=[], keyframes=[])
    assert save(alice_client, draft, body_of(trace, verdict=None)).status_code == 200


def test_trace_ids_persist_and_only_what_changed_is_written(
    alice_client: APIClient, draft: Annotation, django_assert_max_num_queries: Any
) -> None:
    first, second, third = (factories.trace_body() for _ in range(3))
    save(alice_client, draft, body_of(first, second))
    changed = {**second, "explanation": "It flickers."}
    # session, user, annotation, membership, traces, categories, savepoints (2), lease, compare-and-set,
    # deleted, changed and new traces with a savepoint (2)
    with django_assert_max_num_queries(15):
        response = save(alice_client, draft, body_of(changed, third), revision=1)
    assert response.json()["traces"] == [changed, third]
    stored = list(Trace.objects.filter(annotation=draft).values_list("pk", "position"))
    assert stored == [(uuid.UUID(changed["id"]), 0), (uuid.UUID(third["id"]), 1)]


def test_the_order_is_kept(alice_client: APIClient, draft: Annotation) -> None:
    traces = [factories.trace_body() for _ in range(3)]
    save(alice_client, draft, body_of(*traces))
    save(alice_client, draft, body_of(*reversed(traces)), revision=1)
    stored = alice_client.get(url(draft)).json()["traces"]
    assert [trace["id"] for trace in stored] == [trace["id"] for trace in reversed(traces)]


def test_a_trace_id_of_another_annotation_is_refused(
    alice_client: APIClient, draft: Annotation, project: Project
) -> None:
    other = work.saved(project, factories.member_make(project, factories.user_make(), "annotator"))
    taken = factories.trace_body(id=str(other.trace_rows[0].pk), explanation="mine now")
    response = save(alice_client, draft, body_of(factories.trace_body(), taken))
    assert response.status_code == 400
    assert response.json()["errors"] == [
        {"field": "traces.1.id", "code": "trace_id_taken", "detail": "This id belongs to another trace."}
    ]
    assert alice_client.get(url(draft)).json()["revision"] == 0
    assert work.fresh(other).trace_rows[0].explanation != "mine now"


def test_without_if_match_it_is_428(alice_client: APIClient, draft: Annotation) -> None:
    response = alice_client.put(url(draft), body_of())
    assert (response.status_code, response.json()["code"]) == (428, "if_match_required")


@pytest.mark.parametrize("value", ["0", "*", 'W/"0"', '"0", "1"', '""', '"-1"', '"9999999999"'])
def test_if_match_is_one_quoted_revision(alice_client: APIClient, draft: Annotation, value: str) -> None:
    response = alice_client.put(url(draft), body_of(), headers={"If-Match": value})
    assert (response.status_code, response.json()["errors"][0]["field"]) == (400, "If-Match")


@pytest.mark.parametrize("revision", [0, 2])
def test_a_stale_revision_is_412_with_the_present_state(
    alice_client: APIClient, draft: Annotation, revision: int
) -> None:
    save(alice_client, draft, body_of(note="first"))
    response = save(alice_client, draft, body_of(note="second"), revision=revision)
    problem = response.json()
    assert (response.status_code, problem["code"]) == (412, "stale_revision")
    assert problem["current"] == alice_client.get(url(draft)).json()
    assert problem["current"]["note"] == "first"


def test_a_repeated_key_gets_the_first_response(alice_client: APIClient, draft: Annotation) -> None:
    body = body_of(factories.trace_body())
    first = save(alice_client, draft, body, **{"Idempotency-Key": "k1"})
    save(alice_client, draft, body_of(note="later"), revision=1, **{"Idempotency-Key": "k2"})
    again = save(alice_client, draft, body, **{"Idempotency-Key": "k1"})
    assert (again.status_code, again["ETag"], again.json()) == (200, '"1"', first.json())
    assert alice_client.get(url(draft)).json()["revision"] == 2


def test_the_stored_response_does_not_repeat_the_request(alice_client: APIClient, draft: Annotation) -> None:
    save(alice_client, draft, body_of(factories.trace_body()), **{"Idempotency-Key": "k1"})
    stored = SavedResponse.objects.get().body
    assert set(stored["sent"]) == {"verdict", "note", "traces"}
    assert "traces" not in stored["made"]


def test_a_key_for_another_body_is_refused(alice_client: APIClient, draft: Annotation) -> None:
    save(alice_client, draft, body_of(), **{"Idempotency-Key": "k1"})
    response = save(alice_client, draft, body_of(note="x"), revision=1, **{"Idempotency-Key": "k1"})
    assert (response.status_code, response.json()["code"]) == (409, "idempotency_mismatch")


def test_a_refused_request_does_not_use_up_its_key(alice_client: APIClient, draft: Annotation) -> None:
    assert save(alice_client, draft, body_of(), revision=5, **{"Idempotency-Key": "k1"}).status_code == 412
    assert save(alice_client, draft, body_of(), revision=0, **{"Idempotency-Key": "k1"}).status_code == 200


@pytest.mark.parametrize("key", ["", " ", "x" * 101, "a b", "ä"])
def test_bad_keys(alice_client: APIClient, draft: Annotation, key: str) -> None:
    response = save(alice_client, draft, body_of(), **{"Idempotency-Key": key})
    assert response.status_code == 400


def test_another_persons_key_is_another_key(
    alice_client: APIClient, draft: Annotation, project: Project
) -> None:
    anna = factories.member_make(project, factories.user_make("anna"), "annotator")
    other = work.draft(project, anna)
    SavedResponse.objects.create(user=anna, key="k1", request="x", status=200, body={"sent": [], "made": {}})
    assert save(alice_client, draft, body_of(), **{"Idempotency-Key": "k1"}).status_code == 200
    assert work.fresh(other).revision == 0


def test_a_lease_that_ran_out_is_renewed(alice_client: APIClient, draft: Annotation) -> None:
    QueueEntry.objects.update(lease_until=timezone.now() - timedelta(hours=1))
    assert save(alice_client, draft, body_of()).status_code == 200
    assert QueueEntry.objects.filter(lease_until__gt=timezone.now()).exists()


def test_a_lost_lease_is_409_and_keeps_what_was_saved(
    alice_client: APIClient, draft: Annotation, project: Project
) -> None:
    save(alice_client, draft, body_of(note="kept"))
    QueueEntry.objects.update(lease_until=timezone.now() - timedelta(hours=1))
    anna = factories.member_make(project, factories.user_make("anna"), "annotator")
    assert queue_next(project=project, person=anna) is not None
    response = save(alice_client, draft, body_of(note="late"), revision=1)
    assert (response.status_code, response.json()["code"]) == (409, "lease_lost")
    shown = alice_client.get(url(draft)).json()
    assert (shown["note"], shown["editable"], shown["lease_until"]) == ("kept", False, None)


def test_returned_work_becomes_a_draft_by_its_first_save(
    alice_client: APIClient, alice: User, project: Project
) -> None:
    returned = work.returned(project, alice)
    response = save(alice_client, returned, body_of(), revision=3)
    body = response.json()
    assert (response.status_code, body["status"], body["revision"]) == (200, "draft", 4)
    assert body["return_reasons"][0]["reasons"] == ["box_inaccurate"]
    assert Event.objects.filter(action="annotation.resumed").count() == 1
    assert Assignment.objects.get().entry.status == "done"  # type: ignore[union-attr]


def test_a_submitted_answer_cannot_be_changed(alice_client: APIClient, alice: User, project: Project) -> None:
    submitted = work.submitted(project, alice)
    response = save(alice_client, submitted, body_of(), revision=2)
    assert (response.status_code, response.json()["code"]) == (409, "annotation_not_draft")


def test_who_found_a_trace_first_stays(alice_client: APIClient, draft: Annotation) -> None:
    suggested = factories.trace_body(origin="suggestion")
    assert save(alice_client, draft, body_of(suggested)).status_code == 200
    response = save(alice_client, draft, body_of({**suggested, "origin": "human"}), revision=1)
    assert response.json()["errors"][0]["code"] == "origin_fixed"
    imported = save(alice_client, draft, body_of(factories.trace_body(origin="import")), revision=1)
    assert imported.json()["errors"][0]["field"] == "traces.0.origin"


def test_archived_categories_still_save(alice_client: APIClient, draft: Annotation, project: Project) -> None:
    project.categories.filter(key="object_merging").update(archived_at=timezone.now())
    assert save(alice_client, draft, body_of(factories.trace_body())).status_code == 200


def test_others_may_not(
    draft: Annotation,
    bob_client: APIClient,
    ada_client: APIClient,
    charlie_client: APIClient,
    anonymous_client: APIClient,
) -> None:
    for client, status in (
        (bob_client, 404),
        (ada_client, 404),
        (charlie_client, 404),
        (anonymous_client, 401),
    ):
        assert save(client, draft, body_of()).status_code == status
    missing = Annotation(pk=uuid.uuid4())
    assert save(bob_client, missing, body_of()).status_code == 404


def test_a_person_who_left_the_project_sees_nothing(
    alice_client: APIClient, alice: User, draft: Annotation
) -> None:
    alice.memberships.all().delete()
    assert alice_client.get(url(draft)).status_code == 404
    assert save(alice_client, draft, body_of()).status_code == 404
