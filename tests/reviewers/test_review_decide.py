"""Accepting, returning, reopening: what is written, who may, and what is refused."""

import uuid
from typing import Any

import pytest
from rest_framework.test import APIClient

from annotations.models import Annotation, AnnotationRevision, Event, Project, QueueEntry, User
from reviewers.models import Gold, Review
from reviewers.selectors import reviews
from tests import factories, work
from tests.conftest import client_for

pytestmark = [pytest.mark.django_db, pytest.mark.data_layer]
REASON = {"reasons": ["wrong_category"], "text": "This is blurring."}


def act(
    client: APIClient, annotation: Annotation, action: str, body: Any = None, revision: Any = None
) -> Any:
    revision = annotation.revision if revision is None else revision
    return client.post(
        f"/api/v1/annotations/{annotation.pk}/{action}/",
        {} if body is None else body,
        headers={"If-Match": f'"{revision}"'},
    )


@pytest.fixture
def submitted(project: Project, alice: User) -> Annotation:
    return work.submitted(project, alice)


def test_accepting_makes_gold(bob_client: APIClient, bob: User, submitted: Annotation) -> None:
    response = act(bob_client, submitted, "accept")
    body = response.json()
    assert (response.status_code, response["ETag"]) == (200, '"3"')
    assert (body["status"], body["editable"]) == ("accepted", False)
    review = Review.objects.get()
    assert (review.decision, review.reviewer, review.revision) == ("accept", bob, 2)
    gold = Gold.objects.get()
    assert (gold.video, gold.version, gold.verdict) == (submitted.video, 1, "fake")
    assert gold.traces.get().sources == [body["traces"][0]["id"]]
    assert AnnotationRevision.objects.filter(revision=3, status="accepted", made_by=bob).exists()
    assert Event.objects.get(action="annotation.accepted").actor == bob


def test_with_a_larger_overlap_accepting_makes_no_gold(
    bob_client: APIClient, alice: User, project: Project
) -> None:
    project.overlap = 2
    project.save()
    assert act(bob_client, work.submitted(project, alice), "accept").status_code == 200
    assert not Gold.objects.exists()


def test_returning_sends_it_back_with_the_reasons_on_top(
    bob_client: APIClient, alice_client: APIClient, bob: User, submitted: Annotation, project: Project
) -> None:
    response = act(bob_client, submitted, "return", REASON)
    assert (response.status_code, response.json()["status"]) == (200, "returned")
    review = Review.objects.get()
    assert (review.decision, review.reasons, review.text) == ("return", ["wrong_category"], REASON["text"])
    again = alice_client.post("/api/v1/queue/next/", {"project": project.slug}).json()["annotation"]
    assert (again["id"], again["status"], again["editable"]) == (str(submitted.pk), "returned", True)
    assert again["return_reasons"][0] == {**REASON, "at": again["return_reasons"][0]["at"]}
    assert QueueEntry.objects.get().status == "done"
    other = factories.member_make(project, factories.user_make(), "annotator")
    assert client_for(other).post("/api/v1/queue/next/", {"project": project.slug}).status_code == 204


def test_reopening_takes_back_an_acceptance_and_keeps_the_gold(
    bob_client: APIClient, submitted: Annotation
) -> None:
    act(bob_client, submitted, "accept")
    response = act(bob_client, submitted, "reopen", REASON, revision=3)
    assert (response.status_code, response.json()["status"]) == (200, "returned")
    assert list(Review.objects.values_list("decision", flat=True)) == ["accept", "reopen"]
    assert Gold.objects.count() == 1


def test_accepting_a_second_time_makes_the_next_gold(
    bob_client: APIClient, alice_client: APIClient, submitted: Annotation
) -> None:
    act(bob_client, submitted, "accept")
    act(bob_client, submitted, "reopen", REASON, revision=3)
    annotation = work.complete(work.fresh(submitted))
    url = f"/api/v1/annotations/{annotation.pk}/submit/"
    assert alice_client.post(url, {}, headers={"If-Match": '"5"'}).status_code == 200
    assert act(bob_client, annotation, "accept", revision=6).status_code == 200
    assert list(Gold.objects.order_by("version").values_list("version", flat=True)) == [1, 2]


@pytest.mark.parametrize("action", ["return", "reopen"])
@pytest.mark.parametrize(
    "body",
    [{}, {"reasons": []}, {"reasons": ["nonsense"]}, {"text": "  "}, {"text": 3}, {"reasons": "other"}, []],
)
def test_sending_back_needs_a_reason(
    bob_client: APIClient, alice: User, project: Project, action: str, body: Any
) -> None:
    state = "submitted" if action == "return" else "accepted"
    annotation = getattr(work, state)(project, alice)
    assert act(bob_client, annotation, action, body).status_code == 400
    assert not Review.objects.exists()


@pytest.mark.parametrize("action", ["accept", "return", "reopen"])
def test_nobody_judges_own_work(bob: User, bob_client: APIClient, project: Project, action: str) -> None:
    factories.member_make(project, bob, "annotator")
    own = work.submitted(project, bob)
    response = act(bob_client, own, action, REASON)
    assert (response.status_code, response.json()["code"]) == (403, "own_work")


@pytest.mark.parametrize("action", ["accept", "return", "reopen"])
def test_a_stale_decision_is_412(bob_client: APIClient, alice: User, project: Project, action: str) -> None:
    annotation = work.accepted(project, alice) if action == "reopen" else work.submitted(project, alice)
    response = act(bob_client, annotation, action, REASON, revision=1)
    assert response.status_code == 412
    assert response.json()["current"]["revision"] == annotation.revision
    assert not Review.objects.exists()


def test_a_decision_needs_if_match(bob_client: APIClient, submitted: Annotation) -> None:
    assert bob_client.post(f"/api/v1/annotations/{submitted.pk}/accept/", {}).status_code == 428


def test_a_repeated_decision_with_its_key_is_made_once(bob_client: APIClient, submitted: Annotation) -> None:
    url = f"/api/v1/annotations/{submitted.pk}/accept/"
    headers = {"If-Match": '"2"', "Idempotency-Key": "a"}
    first, again = (bob_client.post(url, {}, headers=headers) for _ in range(2))
    assert (again.status_code, again.json()) == (200, first.json())
    assert Gold.objects.count() == Review.objects.count() == 1


def test_a_missing_annotation_is_404(bob_client: APIClient) -> None:
    assert act(bob_client, Annotation(pk=uuid.uuid4(), revision=0), "accept").status_code == 404


def listed(client: APIClient, **query: str) -> Any:
    return client.get("/api/v1/reviews/answers/", {"project": "demo", **query})


def test_the_answers_in_each_state(bob_client: APIClient, alice: User, project: Project) -> None:
    first, second = work.submitted(project, alice), work.submitted(project, alice)
    returned = work.returned(project, alice)
    body = listed(bob_client).json()
    assert body["counts"] == {"submitted": 2, "returned": 1, "accepted": 0}
    assert [row["id"] for row in body["results"]] == [str(first.pk), str(second.pk)]
    assert listed(bob_client, status="returned").json()["results"][0]["id"] == str(returned.pk)


def test_the_answers_are_counted_up_to_a_limit(
    bob_client: APIClient, alice: User, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        work.submitted(project, alice)
    body = listed(bob_client).json()
    assert (body["counts"]["submitted"], body["counted_up_to"]) == (3, 1000)
    monkeypatch.setattr(reviews, "COUNTED_UP_TO", 2)
    assert listed(bob_client).json()["counts"] == {"submitted": 2, "returned": 0, "accepted": 0}


def test_the_answers_by_verdict(bob_client: APIClient, alice: User, project: Project) -> None:
    first, second = work.submitted(project, alice), work.submitted(project, alice)
    Annotation.objects.filter(pk=second.pk).update(verdict="unsure")
    body = listed(bob_client, verdict="unsure").json()
    assert [row["id"] for row in body["results"]] == [str(second.pk)]
    assert body["counts"]["submitted"] == 2
    assert [row["id"] for row in listed(bob_client, verdict="fake").json()["results"]] == [str(first.pk)]
    assert listed(bob_client, verdict="maybe").status_code == 400


def test_who_sees_the_answers(
    project: Project,
    alice_client: APIClient,
    ada_client: APIClient,
    rita_client: APIClient,
    charlie_client: APIClient,
    anonymous_client: APIClient,
) -> None:
    assert listed(ada_client).status_code == 200
    assert listed(alice_client).status_code == listed(rita_client).status_code == 403
    assert listed(charlie_client).status_code == 404
    assert listed(anonymous_client).status_code == 401
    assert listed(ada_client, status="draft").status_code == 400
    assert ada_client.get("/api/v1/reviews/answers/").status_code == 400
