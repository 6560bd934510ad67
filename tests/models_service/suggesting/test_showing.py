"""Who sees suggestions when: policies, the locked first pass, the randomised share, decisions."""

import uuid
from typing import Any

import pytest
from rest_framework.test import APIClient

from annotations.models import Annotation, AnnotationRevision, Look, Project, User
from models_service.models import Suggestion, SuggestionArm, SuggestionDecision
from tests import factories, work
from tests.conftest import client_for
from tests.models_service.fake import model_make, person_make, policy_set, run_make, saved_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(project: Project, alice: User) -> Annotation:
    return work.draft(project, alice)


@pytest.fixture
def suggestion(draft: Annotation) -> Suggestion:
    return run_make(draft.video)


def got(client: APIClient, about: Annotation, **query: Any) -> Any:
    return client.get(f"/api/v1/videos/{about.video_id}/suggestions/", query)


def decided(client: APIClient, suggestion: Suggestion, annotation: Annotation, **fields: Any) -> Any:
    body = {"decision": "accepted", "annotation": str(annotation.pk), "trace": None, "reason": ""} | fields
    return client.post(f"/api/v1/suggestions/{suggestion.pk}/decide/", body)


def locked(client: APIClient, annotation: Annotation) -> Any:
    headers = {"If-Match": f'"{annotation.revision}"'}
    return client.post(f"/api/v1/annotations/{annotation.pk}/lock/", headers=headers)


def put(client: APIClient, annotation: Annotation, *traces: Any) -> Any:
    headers = {"If-Match": f'"{work.fresh(annotation).revision}"'}
    body = {"verdict": "fake", "note": "", "traces": list(traces)}
    return client.put(f"/api/v1/annotations/{annotation.pk}/", body, headers=headers)


def test_off_shows_an_annotator_nothing_even_afterwards(
    alice_client: APIClient, draft: Annotation, suggestion: Suggestion
) -> None:
    assert got(alice_client, draft).status_code == 404
    Annotation.objects.filter(pk=draft.pk).update(status="submitted", verdict="real")
    assert got(alice_client, draft).status_code == 404


def test_shown_shows_them_and_records_it(
    alice_client: APIClient, project: Project, draft: Annotation, suggestion: Suggestion
) -> None:
    policy_set(project, "shown")
    body = got(alice_client, draft).json()
    assert (body["policy"], body["shown"]) == ("shown", True)
    assert body["runs"][0]["verdict"] == {"p_fake": 0.9, "calibrated": False}
    assert [(each["id"], each["decision"]) for each in body["suggestions"]] == [(str(suggestion.pk), None)]
    arm = SuggestionArm.objects.get(annotation=draft)
    assert (arm.policy, arm.withheld, arm.offered_at is not None) == ("shown", False, True)


def test_blind_first_keeps_them_until_the_first_pass_is_locked(
    alice_client: APIClient, project: Project, draft: Annotation, suggestion: Suggestion
) -> None:
    policy_set(project, "blind_first")
    draft.project = project
    assert got(alice_client, draft).status_code == 404
    assert decided(alice_client, suggestion, draft).status_code == 404
    assert locked(alice_client, draft).json()["code"] == "incomplete"
    first = factories.trace_body()
    draft = saved_with(draft, first)
    body = locked(alice_client, draft).json()
    assert (body["first_pass_revision"], body["revision"], body["status"]) == (2, 2, "draft")
    assert body["suggestion_policy"] == "blind_first"
    assert got(alice_client, draft).status_code == 200
    second = factories.trace_body(origin="suggestion", suggestion=str(suggestion.pk))
    assert put(alice_client, draft, first, second).status_code == 200
    kept = AnnotationRevision.objects.get(annotation=draft, revision=2)
    assert [trace["id"] for trace in kept.answer["traces"]] == [first["id"]]
    assert len(work.fresh(draft).trace_rows) == 2
    again = work.fresh(draft)
    assert locked(alice_client, again).json()["code"] == "first_pass_locked"


def test_a_lock_needs_the_present_revision_a_policy_and_the_owner(
    alice_client: APIClient, bob_client: APIClient, project: Project, draft: Annotation
) -> None:
    assert locked(alice_client, draft).json()["code"] == "wrong_state"
    policy_set(project, "blind_first")
    draft = saved_with(draft, factories.trace_body())
    draft.revision = 0
    assert locked(alice_client, draft).json()["code"] == "stale_revision"
    assert locked(bob_client, draft).status_code == 404
    url = f"/api/v1/annotations/{draft.pk}/lock/"
    assert alice_client.post(url).json()["code"] == "if_match_required"


def test_the_share_without_is_drawn_once_by_person_and_video(project: Project) -> None:
    policy_set(project, "shown", suggestion_withheld_share=0.5)
    people = [person_make(project, "annotator") for _ in range(24)]
    model = model_make()
    shown = []
    for person in people:
        annotation = work.draft(project, person)
        run_make(annotation.video, model)
        body = got(client_for(person), annotation).json()
        assert got(client_for(person), annotation).json() == body
        assert bool(body["runs"]) == bool(body["suggestions"]) == body["shown"]
        shown.append(body["shown"])
    assert 4 <= sum(shown) <= 20
    project.suggestion_withheld_share = 0
    project.save()
    withheld = SuggestionArm.objects.filter(withheld=True, offered_at__isnull=False)
    assert withheld.count() == 24 - sum(shown)
    kept = withheld.select_related("annotation__annotator").first()
    assert kept is not None
    assert got(client_for(kept.annotation.annotator), kept.annotation).json()["shown"] is False


def test_decisions_are_rows_and_the_newest_counts(
    alice_client: APIClient, project: Project, draft: Annotation, suggestion: Suggestion
) -> None:
    policy_set(project, "shown")
    got(alice_client, draft)
    trace = str(uuid.uuid4())
    first = decided(alice_client, suggestion, draft, trace=trace).json()["decision"]
    assert (first["decision"], first["trace"], first["by"]) == ("accepted", trace, "me")
    decided(alice_client, suggestion, draft, decision="rejected", reason="It is a shadow.")
    url = f"/api/v1/suggestions/{suggestion.pk}/decide/?annotation={draft.pk}"
    stands = got(alice_client, draft).json()["suggestions"][0]["decision"]
    assert (stands["decision"], stands["reason"]) == ("rejected", "It is a shadow.")
    for _ in range(2):
        undone = alice_client.delete(url)
        assert (undone.status_code, undone.json()["decision"]) == (200, None)
    kept = list(SuggestionDecision.objects.order_by("id").values_list("decision", flat=True))
    assert kept == ["accepted", "rejected", "undone"]
    Annotation.objects.filter(pk=draft.pk).update(status="submitted", verdict="real")
    assert decided(alice_client, suggestion, draft).json()["code"] == "annotation_not_draft"


def test_a_trace_names_only_a_suggestion_that_was_shown(
    alice_client: APIClient, project: Project, draft: Annotation, suggestion: Suggestion
) -> None:
    trace = factories.trace_body(origin="suggestion", suggestion=str(suggestion.pk))
    refused = put(alice_client, draft, trace)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "traces.0.suggestion")
    policy_set(project, "shown")
    got(alice_client, draft)
    assert put(alice_client, draft, trace).json()["traces"][0]["suggestion"] == str(suggestion.pk)
    policy_set(project, "off")
    assert put(alice_client, draft, trace).status_code == 200
    another = run_make(work.queued_video(project))
    elsewhere = factories.trace_body(origin="suggestion", suggestion=str(another.pk))
    assert put(alice_client, draft, elsewhere).json()["errors"][0]["code"] == "unknown_suggestion"


def test_a_reviewer_sees_them_with_the_answers_decisions(
    alice_client: APIClient,
    bob: User,
    bob_client: APIClient,
    project: Project,
    draft: Annotation,
    suggestion: Suggestion,
) -> None:
    policy_set(project, "shown")
    got(alice_client, draft)
    decided(alice_client, suggestion, draft)
    assert got(bob_client, draft, annotation=str(draft.pk)).status_code == 404
    Annotation.objects.filter(pk=draft.pk).update(status="submitted", verdict="real")
    body = got(bob_client, draft, annotation=str(draft.pk)).json()
    assert body["suggestions"][0]["decision"]["by"].startswith("A-")
    assert Look.objects.filter(person=bob, video=draft.video).exists()
    assert got(bob_client, draft).json()["suggestions"][0]["decision"] is None


def test_whoever_judges_stays_blind_while_their_own_answer_is_open(
    alice: User, alice_client: APIClient, project: Project, draft: Annotation, suggestion: Suggestion
) -> None:
    factories.member_make(project, alice, "reviewer", "researcher", "admin")
    assert got(alice_client, draft).status_code == 404


def test_an_annotator_asks_for_marks_where_the_policy_lets(
    alice_client: APIClient, project: Project, draft: Annotation
) -> None:
    def ask(**fields: Any) -> Any:
        body = {"project": "demo", "backend": "motion", "videos": [str(draft.video_id)]} | fields
        return alice_client.post("/api/v1/suggestion-jobs/", body)

    assert ask().json()["code"] == "suggestions_off"
    policy_set(project, "blind_first")
    assert ask().json()["code"] == "suggestions_off"
    draft = saved_with(draft, factories.trace_body())
    locked(alice_client, draft)
    assert ask().status_code == 202
    assert ask(videos=[str(work.queued_video(project).pk)]).json()["code"] == "suggestions_off"
    assert ask(backend="", model=str(model_make().pk)).json()["code"] == "suggestions_off"
    assert ask(videos=None, query={}).status_code in (400, 403)


@pytest.mark.parametrize("count", [1, 12])
def test_the_list_costs_the_same_for_one_and_for_many(
    alice_client: APIClient,
    project: Project,
    draft: Annotation,
    count: int,
    django_assert_max_num_queries: Any,
) -> None:
    policy_set(project, "shown")
    for _ in range(count):
        run_make(draft.video)
    got(alice_client, draft)
    with django_assert_max_num_queries(14):
        assert len(got(alice_client, draft).json()["suggestions"]) == count
