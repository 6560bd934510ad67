"""The qualification round: before the first real video, with feedback, marks and limited attempts."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from annotations.models import Look, Membership, Project, User
from annotations.services.assignments import assignment_skip, queue_next
from reviewers.models import ClipCheck, QualificationRound
from tests import factories, work
from tests.conftest import client_for
from tests.reviewers.calibration import clips

pytestmark = [pytest.mark.django_db, pytest.mark.data_layer]
URL = "/api/v1/projects/demo/qualification/"
LIST = "/api/v1/projects/demo/qualifications/"


@pytest.fixture
def qualifying(project: Project, bob: User) -> Project:
    """Two clips a round, both to be right, two attempts; five gold clips to draw from."""
    project.qualify_clips, project.qualify_share = 2, 1
    project.save()
    for _ in range(5):
        clips.gold_clip_make(project, bob)
    work.queued_video(project)
    return project


def next_for(client: APIClient) -> Any:
    return client.post("/api/v1/queue/next/", {"project": "demo"})


def round_done(project: Project, person: User, *, right: int) -> list[Any]:
    """Answer the clips of a round, the first `right` ones as expected."""
    answers = []
    for number in range(project.qualify_clips):
        claim = queue_next(project=project, person=person)
        assert claim is not None
        assert claim.assignment.purpose == "qualify"
        changes = {} if number < right else clips.WRONG_TIME
        answers.append(clips.answer(claim, person, **changes))
    return answers


def test_nobody_begins_without_qualifying(qualifying: Project, alice_client: APIClient) -> None:
    refused = next_for(alice_client)
    assert (refused.status_code, refused.json()["code"]) == (403, "not_qualified")
    standing = alice_client.get(URL).json()
    assert (standing["required"], standing["state"], standing["clips"]) == (True, "none", 2)
    assert standing["attempts_left"] == 2
    assert standing["marks"] == {"share": 1.0, "tiou": 0.5, "viou": 0.3}


def test_a_passed_round_opens_the_queue(qualifying: Project, alice: User, alice_client: APIClient) -> None:
    started = alice_client.post(f"{URL}start/")
    assert started.status_code == 201
    assert [result["state"] for result in started.json()["results"]] == ["waiting", "waiting"]
    claim = next_for(alice_client).json()
    assert claim["assignment"]["purpose"] == "qualify"
    round_done(qualifying, alice, right=2)
    standing = alice_client.get(URL).json()
    assert (standing["state"], standing["done"], standing["passed"]) == ("passed", 2, 2)
    assert next_for(alice_client).json()["assignment"]["purpose"] == "annotate"
    assert alice_client.get("/api/v1/annotations/?mine=1").json()["results"][0]["status"] == "draft"
    again = alice_client.post(f"{URL}start/")
    assert (again.status_code, again.json()["why"]) == (409, "qualified")


def test_a_failed_round_can_be_tried_again_with_other_clips(
    qualifying: Project, alice: User, alice_client: APIClient
) -> None:
    alice_client.post(f"{URL}start/")
    assert alice_client.post(f"{URL}start/").json()["why"] == "running"
    round_done(qualifying, alice, right=1)
    standing = alice_client.get(URL).json()
    assert (standing["state"], standing["passed"], standing["attempts_left"]) == ("failed", 1, 1)
    assert next_for(alice_client).status_code == 403
    assert alice_client.post(f"{URL}start/").status_code == 201
    first, second = QualificationRound.objects.order_by("attempt")
    assert not set(first.clips) & set(second.clips)
    round_done(qualifying, alice, right=0)
    closed = alice_client.post(f"{URL}start/")
    assert (closed.status_code, closed.json()["why"]) == (409, "no_attempts_left")


def test_too_few_clips_are_said_so(qualifying: Project, alice_client: APIClient) -> None:
    Project.objects.filter(pk=qualifying.pk).update(qualify_clips=6)
    closed = alice_client.post(f"{URL}start/")
    assert (closed.status_code, closed.json()["why"]) == (409, "too_few_gold_clips")
    assert not QualificationRound.objects.exists()


def test_feedback_shows_expected_and_own_after_the_handing_in(
    qualifying: Project, alice: User, bob: User, alice_client: APIClient
) -> None:
    alice_client.post(f"{URL}start/")
    claim = queue_next(project=qualifying, person=alice)
    assert claim is not None
    url = f"/api/v1/annotations/{claim.annotation.pk}/feedback/"
    early = alice_client.get(url)
    assert (early.status_code, early.json()["code"]) == (409, "wrong_state")
    clips.answer(claim, alice, onset_frame=36, keyframes=[clips.KEYFRAME | {"frame": 36}])
    body = alice_client.get(url).json()
    assert body["check"]["passed"] is False
    (pair,) = body["pairs"]
    assert pair["tiou"] == pytest.approx(22 / 46)
    assert pair["viou"] == pytest.approx(22 / 46)
    assert pair["box_iou"] == pytest.approx(1)
    assert (pair["expected"], pair["own"]) == (
        body["expected"]["traces"][0]["id"],
        body["own"]["traces"][0]["id"],
    )
    assert (body["clip"], body["clips"]) == (1, 2)
    assert Look.objects.filter(person=alice, video=claim.annotation.video).exists()
    withdrawn = alice_client.post(
        f"/api/v1/annotations/{claim.annotation.pk}/withdraw/", headers={"If-Match": '"2"'}
    )
    assert (withdrawn.status_code, withdrawn.json()["code"]) == (409, "wrong_state")
    assert client_for(bob).get(url).status_code == 403
    other = factories.member_make(qualifying, factories.user_make(), "annotator")
    assert client_for(other).get(url).status_code == 404
    assert client_for(None).get(url).status_code == 401


def test_a_trace_on_the_mark_is_found(qualifying: Project, alice: User, alice_client: APIClient) -> None:
    """tIoU exactly .5 of 46 frames: 23 of them."""
    alice_client.post(f"{URL}start/")
    claim = queue_next(project=qualifying, person=alice)
    assert claim is not None
    clips.answer(claim, alice, onset_frame=35, keyframes=[clips.KEYFRAME | {"frame": 35}])
    assert ClipCheck.objects.get().found == 1


def test_no_feedback_on_ordinary_answers(project: Project, alice: User, alice_client: APIClient) -> None:
    annotation = work.submitted(project, alice)
    assert alice_client.get(f"/api/v1/annotations/{annotation.pk}/feedback/").status_code == 404


def test_a_skipped_clip_counts_as_not_right(
    qualifying: Project, alice: User, alice_client: APIClient
) -> None:
    alice_client.post(f"{URL}start/")
    claim = queue_next(project=qualifying, person=alice)
    assert claim is not None
    assignment_skip(assignment=claim.assignment, actor=alice, reason="unplayable")
    following = queue_next(project=qualifying, person=alice)
    assert following is not None
    clips.answer(following, alice)
    standing = alice_client.get(URL).json()
    assert (standing["state"], standing["done"], standing["passed"]) == ("failed", 2, 1)


def test_returned_work_can_be_finished_before_qualifying(
    qualifying: Project, alice: User, alice_client: APIClient
) -> None:
    annotation = work.returned(qualifying, alice)
    assert next_for(alice_client).json()["annotation"]["id"] == str(annotation.pk)


def test_who_reads_gold_need_not_qualify(qualifying: Project) -> None:
    judge = factories.member_make(qualifying, factories.user_make(), "annotator", "reviewer")
    client = client_for(judge)
    assert client.get(URL).json()["required"] is False
    assert next_for(client).json()["assignment"]["purpose"] == "annotate"


@pytest.mark.parametrize("decision", ["pass", "attempt", "again"])
def test_an_admin_decides(
    qualifying: Project, alice: User, ada_client: APIClient, alice_client: APIClient, decision: str
) -> None:
    own = Membership.objects.filter(project=qualifying, user=alice)
    if decision == "again":
        ada_client.post(f"{LIST}{alice.pk}/", {"decision": "pass"})
    done = ada_client.post(f"{LIST}{alice.pk}/", {"decision": decision})
    assert done.status_code == 204
    assert own.filter(qualified_at=None).exists() == (decision != "pass")
    standing = alice_client.get(URL).json()
    assert standing["attempts_left"] == (3 if decision == "attempt" else 2)
    assert next_for(alice_client).status_code == (200 if decision == "pass" else 403)


def test_only_admins_decide(qualifying: Project, alice: User, bob: User, rita: User) -> None:
    body = {"decision": "pass"}
    people = ((alice, 403), (bob, 403), (rita, 403), (factories.user_make(), 404), (None, 401))
    for person, status in people:
        assert client_for(person).post(f"{LIST}{alice.pk}/", body).status_code == status
    assert Membership.objects.get(user=alice).qualified_at is None


def test_admins_see_names_and_reviewers_pseudonyms(
    qualifying: Project, alice: User, ada_client: APIClient, bob_client: APIClient, alice_client: APIClient
) -> None:
    alice_client.post(f"{URL}start/")
    (named,) = ada_client.get(LIST).json()["results"]
    assert (named["annotator"], named["user_id"], len(named["rounds"])) == ("alice", alice.pk, 1)
    (unnamed,) = bob_client.get(LIST).json()["results"]
    assert unnamed["annotator"].startswith("A-")
    assert unnamed["user_id"] is None
    assert alice_client.get(LIST).status_code == 403


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("qualify_clips", 51),
        ("qualify_clips", -1),
        ("qualify_share", 1.5),
        ("qualify_tiou", -0.1),
        ("qualify_viou", 2),
        ("qualify_attempts", 0),
        ("gold_rate", 1.1),
    ],
)
def test_rules_out_of_range_are_refused(ada_client: APIClient, field: str, value: float) -> None:
    response = ada_client.patch("/api/v1/projects/demo/", {field: value})
    assert response.status_code == 400
    assert response.json()["errors"][0]["field"] == field


def test_the_rules_are_an_admins_to_set(ada_client: APIClient, bob_client: APIClient, bob: User) -> None:
    rules = {"gold_rate": 0.1, "qualify_clips": 3, "qualify_share": 0.5, "qualify_attempts": 4}
    assert ada_client.patch("/api/v1/projects/demo/", rules).json().items() >= rules.items()
    assert bob_client.patch("/api/v1/projects/demo/", rules).status_code == 403
