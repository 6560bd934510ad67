"""Gold over REST: versions that are never overwritten, by reviewers only, blind before one's own answer."""

import uuid
from typing import Any

import pytest
from rest_framework.test import APIClient

from annotations.models import Event, Project, User, Video
from reviewers.models import Gold
from reviewers.services.gold import gold_from_annotation
from tests import factories
from tests.conftest import client_for
from tests.work import draft, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.data_layer]


def url(video: Video, tail: str = "") -> str:
    return f"/api/v1/videos/{video.pk}/gold/{tail}"


def trace(**fields: Any) -> dict[str, Any]:
    body = factories.trace_body(sources=[], **fields)
    return {key: value for key, value in body.items() if key not in {"id", "origin", "suggestion"}}


def put(client: APIClient, video: Video, version: object, **fields: Any) -> Any:
    body = {"verdict": "fake", "traces": [trace()]} | fields
    headers = {} if version is None else {"If-Match": f'"{version}"'}
    return client.put(url(video), body, headers=headers)


def test_there_is_none_at_first(rita_client: APIClient, video: Video) -> None:
    response = rita_client.get(url(video))
    assert response.status_code == 200
    assert (response.json()["version"], response.json()["verdict"], response["ETag"]) == (0, None, '"0"')


def test_an_accepted_answer_becomes_gold(project: Project, alice: User, bob: User) -> None:
    annotation = submitted(project, alice)
    gold = gold_from_annotation(annotation=annotation, actor=bob)
    (made,) = gold.traces.all()
    (original,) = annotation.traces.all()
    assert (gold.version, gold.rule, gold.annotations) == (1, "accepted", [str(annotation.pk)])
    assert made.sources == [str(original.pk)]
    assert (made.onset_frame, made.keyframes, made.explanation) == (
        original.onset_frame,
        original.keyframes,
        original.explanation,
    )
    assert gold_from_annotation(annotation=annotation, actor=bob).version == 2
    assert Gold.objects.filter(video=annotation.video).count() == 2


def test_a_reviewer_writes_versions(project: Project, alice: User, bob_client: APIClient) -> None:
    annotation = submitted(project, alice)
    source = str(annotation.traces.get().pk)
    response = put(bob_client, annotation.video, 0, traces=[trace() | {"sources": [source]}])
    assert response.status_code == 200, response.json()
    body = response.json()
    assert (body["version"], body["rule"], body["verdict"]) == (1, "adjudicated", "fake")
    assert body["traces"][0]["sources"] == [source]
    assert body["annotations"] == [str(annotation.pk)]
    second = put(bob_client, annotation.video, 1, verdict="real", traces=[])
    assert (second.status_code, second["ETag"]) == (200, '"2"')
    assert bob_client.get(url(annotation.video)).json() == second.json()
    assert list(Gold.objects.order_by("version").values_list("verdict", flat=True)) == ["fake", "real"]
    events = Event.objects.filter(action="gold.made").order_by("id")
    assert [event.facts["version"] for event in events] == [1, 2]


def test_an_earlier_version_counts_again(bob_client: APIClient, video: Video) -> None:
    first = put(bob_client, video, 0).json()
    put(bob_client, video, 1, verdict="real", traces=[])
    response = bob_client.post(url(video, "revert/"), {"to_version": 1}, headers={"If-Match": '"2"'})
    body = response.json()
    assert (response.status_code, body["version"], body["rule"]) == (200, 3, "reverted")
    assert [t | {"id": ""} for t in body["traces"]] == [t | {"id": ""} for t in first["traces"]]
    assert Gold.objects.count() == 3


def test_a_version_that_never_was(bob_client: APIClient, video: Video) -> None:
    put(bob_client, video, 0)
    response = bob_client.post(url(video, "revert/"), {"to_version": 7}, headers={"If-Match": '"1"'})
    assert (response.status_code, response.json()["code"]) == (400, "gold_version_missing")


def test_a_stale_write_changes_nothing(bob_client: APIClient, video: Video) -> None:
    put(bob_client, video, 0)
    response = put(bob_client, video, 0, verdict="real", traces=[])
    assert (response.status_code, response.json()["code"]) == (412, "stale_revision")
    assert response.json()["current"]["version"] == 1
    assert Gold.objects.get().verdict == "fake"
    reverted = bob_client.post(url(video, "revert/"), {"to_version": 1}, headers={"If-Match": '"0"'})
    assert reverted.status_code == 412


def test_a_write_needs_if_match(bob_client: APIClient, video: Video) -> None:
    assert put(bob_client, video, None).status_code == 428
    assert bob_client.post(url(video, "revert/"), {"to_version": 1}).status_code == 428


@pytest.mark.parametrize(
    ("fields", "field", "code"),
    [
        ({"traces": []}, "traces", "required"),
        ({"verdict": "real"}, "traces", "must_be_empty"),
        ({"verdict": "maybe"}, "verdict", "invalid_choice"),
        ({"traces": [trace(offset_frame=120)]}, "traces.0.offset_frame", "out_of_range"),
        ({"traces": [trace(offset_frame=11)]}, "traces.0.offset_frame", "before_onset"),
        ({"traces": [trace(categories=["nonsense"])]}, "traces.0.categories", "unknown"),
        ({"traces": [trace(categories=[])]}, "traces.0.categories", "required"),
        ({"traces": [trace(keyframes=[])]}, "traces.0.keyframes", "required"),
        ({"traces": [trace(onset_frame=True)]}, "traces.0.onset_frame", "invalid"),
        (
            {"traces": [trace(keyframes=[{"frame": 12, "left": 600, "top": 0, "width": 41, "height": 9}])]},
            "traces.0.keyframes.0",
            "outside_picture",
        ),
        (
            {"traces": [trace(keyframes=[{"frame": 11, "left": 0, "top": 0, "width": 9, "height": 9}])]},
            "traces.0.keyframes.0.frame",
            "out_of_range",
        ),
        ({"traces": [trace() | {"sources": [str(uuid.uuid4())]}]}, "traces.0.sources", "unknown"),
    ],
)
def test_a_bad_answer_is_refused(
    bob_client: APIClient, video: Video, fields: dict[str, Any], field: str, code: str
) -> None:
    response = put(bob_client, video, 0, **fields)
    assert response.status_code == 400
    assert (field, code) in {(error["field"], error["code"]) for error in response.json()["errors"]}
    assert not Gold.objects.exists()


def test_the_first_and_the_last_frame_are_allowed(bob_client: APIClient, video: Video) -> None:
    whole = trace(
        onset_frame=0,
        offset_frame=119,
        keyframes=[
            {"frame": 0, "left": 0, "top": 0, "width": 640, "height": 360},
            {"frame": 119, "left": 639, "top": 359, "width": 1, "height": 1},
        ],
    )
    assert put(bob_client, video, 0, traces=[whole]).status_code == 200


@pytest.mark.parametrize("who", ["rita", "ada"])
def test_only_reviewers_write(request: pytest.FixtureRequest, video: Video, who: str) -> None:
    client = request.getfixturevalue(f"{who}_client")
    assert put(client, video, 0).status_code == 403
    assert (
        client.post(url(video, "revert/"), {"to_version": 1}, headers={"If-Match": '"0"'}).status_code == 403
    )


def test_annotators_do_not_see_it(
    alice_client: APIClient, alice: User, project: Project, video: Video
) -> None:
    assert alice_client.get(url(video)).status_code == 404
    assert put(alice_client, video, 0).status_code == 404
    own = draft(project, alice).video
    assert alice_client.get(url(own)).status_code == 403
    assert put(alice_client, own, 0).status_code == 403


def test_a_stranger_finds_nothing(
    charlie_client: APIClient, anonymous_client: APIClient, video: Video
) -> None:
    assert charlie_client.get(url(video)).status_code == 404
    assert put(charlie_client, video, 0).status_code == 404
    assert anonymous_client.get(url(video)).status_code in {401, 403}


def test_a_missing_video_is_404(bob_client: APIClient) -> None:
    assert bob_client.get(f"/api/v1/videos/{uuid.uuid4()}/gold/").status_code == 404


def test_who_is_at_work_on_the_video_stays_blind(project: Project, bob_client: APIClient, bob: User) -> None:
    factories.member_make(project, bob, "annotator")
    annotation = draft(project, bob)
    for response in (bob_client.get(url(annotation.video)), put(bob_client, annotation.video, 0)):
        assert (response.status_code, response.json()["code"]) == (403, "own_answer_open")


def test_nobody_adjudicates_own_work(project: Project, bob: User) -> None:
    factories.member_make(project, bob, "annotator")
    annotation = submitted(project, bob)
    response = put(client_for(bob), annotation.video, 0)
    assert (response.status_code, response.json()["code"]) == (403, "own_work")
