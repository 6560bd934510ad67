"""Wordings stand beside what people wrote: proposed by a job, decided by reviewers, carried by releases."""

import json
import uuid
from typing import Any

import pytest
from rest_framework.test import APIClient

from annotations.models import Annotation, Event, Project, User, Video
from annotations.services.job_runs import job_execute
from reviewers.models import Gold, GoldTrace, StandardisedExplanation
from tests import factories
from tests.reviewers.exchange.importing import export_rows

pytestmark = pytest.mark.django_db
URL = "/api/v1/projects/demo/explanations/"
RAW = "the  hand melts"


@pytest.fixture
def project(project: Project) -> Project:
    project.standardise_explanations = True
    project.save()
    return project


def gold(video: Video, *explanations: str, version: int = 1) -> Gold:
    made = Gold.objects.create(video=video, version=version, verdict="fake", rule="adjudicated")
    for position, explanation in enumerate(explanations):
        box = {"frame": 12, "left": 1, "top": 1, "width": 9, "height": 9}
        GoldTrace.objects.create(
            gold=made,
            position=position,
            onset_frame=12,
            offset_frame=40,
            explanation=explanation,
            keyframes=[box],
        )
    return made


def propose(client: APIClient) -> Any:
    """Ask for proposals and do the job."""
    sent = client.post(f"{URL}propose/")
    assert sent.status_code == 202, sent.json()
    job_execute(job_id=uuid.UUID(sent.json()["id"]))
    return client.get(f"/api/v1/jobs/{sent.json()['id']}/").json()


def listed(client: APIClient, query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get(URL + query).json()["results"]
    return found


def test_a_job_proposes_once_for_each_text_of_the_gold(video: Video, bob_client: APIClient) -> None:
    gold(video, "an earlier text")
    gold(video, RAW, RAW, "Fine.", "", version=2)
    assert propose(bob_client)["status"] == "done"
    assert propose(bob_client)["status"] == "done"
    (found,) = listed(bob_client)
    assert (found["raw"], found["proposed"]) == (RAW, "The hand melts.")
    assert (found["model"], found["prompt"], found["status"]) == ("rules", "", "proposed")
    assert found["video"] == str(video.pk)
    assert found["made_at"]


def test_a_server_that_does_not_answer_fails_the_job(
    video: Video, bob_client: APIClient, settings: Any
) -> None:
    settings.TEXT_MODEL_URL = "http://127.0.0.1:9/v1"
    gold(video, RAW)
    body = propose(bob_client)
    assert (body["status"], body["error"]["code"]) == ("failed", "backend_unavailable")
    assert listed(bob_client) == []


def test_reviewers_accept_reject_and_take_back(video: Video, bob: User, bob_client: APIClient) -> None:
    gold(video, RAW)
    propose(bob_client)
    (found,) = listed(bob_client)
    for decision in ("accepted", "rejected", "proposed"):
        sent = bob_client.post(f"/api/v1/explanations/{found['id']}/decide/", {"decision": decision})
        assert (sent.status_code, sent.json()["status"]) == (200, decision)
        (told,) = listed(bob_client, f"?status={decision}")
        assert told["decided_by"] == (None if decision == "proposed" else "bob")
    assert Event.objects.filter(action="explanation.decided", actor=bob).count() == 3
    assert GoldTrace.objects.get().explanation == RAW


def test_several_are_decided_at_once_or_none(project: Project, bob_client: APIClient) -> None:
    for _ in range(3):
        gold(factories.video_make(project), RAW)
    propose(bob_client)
    ids = [each["id"] for each in listed(bob_client)]
    body = {"ids": [*ids, str(uuid.uuid4())], "decision": "accepted"}
    assert bob_client.post(f"{URL}decide/", body).status_code == 404
    assert listed(bob_client, "?status=accepted") == []
    assert bob_client.post(f"{URL}decide/", {"ids": ids, "decision": "accepted"}).status_code == 200
    assert len(listed(bob_client, "?status=accepted")) == 3


def test_of_two_writers_the_wording_accepted_last_counts(video: Video, bob_client: APIClient) -> None:
    gold(video, RAW)
    propose(bob_client)
    first = StandardisedExplanation.objects.get()
    second = StandardisedExplanation.objects.create(
        project=video.project,
        video=video,
        trace=first.trace,
        raw=RAW,
        raw_sha256=first.raw_sha256,
        proposed="A hand melts.",
        model="small",
        prompt="p",
    )

    def decided(each: StandardisedExplanation, decision: str) -> list[tuple[str, str]]:
        bob_client.post(f"/api/v1/explanations/{each.pk}/decide/", {"decision": decision})
        accepted = listed(bob_client, "?status=accepted")
        return [(each["proposed"], each["decided_by"]) for each in accepted]

    assert decided(first, "accepted") == [("The hand melts.", "bob")]
    assert decided(second, "accepted") == [("A hand melts.", "bob")]
    assert decided(second, "proposed") == [("The hand melts.", "bob")]  # taken back: the one before counts
    assert decided(second, "accepted") == [("A hand melts.", "bob")]
    assert decided(first, "rejected") == [("A hand melts.", "bob")]
    assert decided(second, "proposed") == []  # the one before was rejected on its own account since


def test_a_release_carries_both_and_says_so(project: Project, bob_client: APIClient, tmp_path: Any) -> None:
    for number, text in enumerate((RAW, "it blurs")):
        gold(factories.video_make(project, video_id=f"v{number}"), text)
    propose(bob_client)
    (found, _) = listed(bob_client)
    bob_client.post(f"/api/v1/explanations/{found['id']}/decide/", {"decision": "accepted"})
    rows = export_rows(project, tmp_path)
    texts = [(row["faketrace_explanations"], row["faketrace_explanation_standardised"]) for row in rows]
    assert texts == [(RAW, "The hand melts."), ("it blurs", None)]
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert set(manifest["texts"]) == {"faketrace_explanations", "faketrace_explanation_standardised"}
    assert manifest["counts"]["standardised"] == 1
    lines = [json.loads(line) for line in (tmp_path / "traces.jsonl").read_text().splitlines()]
    assert [line["explanation_standardised"] for line in lines] == ["The hand melts.", None]
    gold(Video.objects.get(video_id="v0"), "the hand is gone", version=2)
    assert export_rows(project, tmp_path)[0]["faketrace_explanation_standardised"] is None
    project.standardise_explanations = False
    project.save()
    gold(Video.objects.get(video_id="v0"), RAW, version=3)
    assert export_rows(project, tmp_path)[0]["faketrace_explanation_standardised"] is None


def test_who_may_and_where_it_is_off(
    project: Project, video: Video, alice_client: APIClient, rita_client: APIClient, bob_client: APIClient
) -> None:
    gold(video, RAW)
    propose(bob_client)
    (found,) = listed(rita_client)
    assert alice_client.get(URL).status_code == 403
    one = f"/api/v1/explanations/{found['id']}/decide/"
    assert rita_client.post(one, {"decision": "accepted"}).status_code == 403
    assert alice_client.post(one, {"decision": "accepted"}).status_code == 404
    assert bob_client.post(one, {"decision": "perhaps"}).status_code == 400
    project.standardise_explanations = False
    project.save()
    sent = bob_client.post(f"{URL}propose/")
    assert (sent.status_code, sent.json()["code"]) == (409, "standardising_off")


def test_ones_own_open_answer_hides_the_wordings_of_its_video(
    project: Project, video: Video, bob: User, bob_client: APIClient
) -> None:
    gold(video, RAW)
    propose(bob_client)
    (found,) = listed(bob_client)
    factories.member_make(project, bob, "annotator")
    Annotation.objects.create(project=project, video=video, annotator=bob)
    assert listed(bob_client) == []
    one = f"/api/v1/explanations/{found['id']}/decide/"
    assert bob_client.post(one, {"decision": "accepted"}).status_code == 404
