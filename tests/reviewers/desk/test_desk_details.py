"""What the desk shows beside the panel: how gold came about, its versions, changes, own reasons."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from annotations.models import Look, Project, User
from annotations.services.annotations import annotation_return
from reviewers.models import Gold
from reviewers.services.reactions import reactions_run
from tests import factories, work
from tests.reviewers.test_agreement import handed_in

pytestmark = [pytest.mark.django_db, pytest.mark.data_layer]


def gold_trace(**fields: Any) -> dict[str, Any]:
    body = factories.trace_body()
    for name in ("id", "origin", "suggestion"):
        del body[name]
    return body | {"sources": []} | fields


def put(client: APIClient, url: str, version: int, *traces: dict[str, Any]) -> Any:
    body = {"verdict": "fake", "traces": list(traces)}
    return client.put(url, body, headers={"If-Match": f'"{version}"'})


def test_every_trace_of_the_gold_says_how_it_came_about(
    project: Project, alice: User, bob_client: APIClient
) -> None:
    annotation = work.submitted(project, alice)
    source = str(annotation.trace_rows[0].pk)
    url = f"/api/v1/videos/{annotation.video_id}/gold/"
    said = [
        gold_trace(sources=[source]),
        gold_trace(),
        gold_trace(sources=[source], how="edited"),
        gold_trace(sources=[source], how="majority"),
    ]
    response = put(bob_client, url, 0, *said)
    assert response.status_code == 200, response.json()
    assert [trace["how"] for trace in response.json()["traces"]] == ["kept", "added", "edited", "majority"]
    assert put(bob_client, url, 1, gold_trace(how="guessed")).status_code == 400
    revert = bob_client.post(url + "revert/", {"to_version": 1}, headers={"If-Match": '"1"'})
    assert [trace["how"] for trace in revert.json()["traces"]] == ["kept", "added", "edited", "majority"]


def test_all_versions_can_be_read(project: Project, alice: User, bob_client: APIClient, rita: User) -> None:
    video = work.submitted(project, alice).video
    url = f"/api/v1/videos/{video.pk}/gold/"
    put(bob_client, url, 0, gold_trace())
    put(bob_client, url, 1, gold_trace(), gold_trace(onset_frame=20, keyframes=[keyframe(20)]))
    versions = bob_client.get(url + "versions/").json()["results"]
    assert [(each["version"], each["traces"], each["made_by"]) for each in versions] == [
        (2, 2, "me"),
        (1, 1, "me"),
    ]
    assert len(bob_client.get(url, {"version": 1}).json()["traces"]) == 1
    assert bob_client.get(url).json()["version"] == 2
    assert bob_client.get(url, {"version": 3}).status_code == 404
    assert bob_client.get(url, {"version": "x"}).status_code == 400


def keyframe(frame: int) -> dict[str, int]:
    return {"frame": frame, "left": 85, "top": 51, "width": 201, "height": 153}


def test_reading_gold_ends_blindness(project: Project, alice: User, bob: User, bob_client: APIClient) -> None:
    video = work.submitted(project, alice).video
    url = f"/api/v1/videos/{video.pk}/gold/"
    bob_client.get(url)
    assert not Look.objects.exists()
    Gold.objects.create(video=video, version=1, verdict="real", rule="adjudicated", made_by=bob)
    bob_client.get(url)
    assert Look.objects.filter(person=bob, video=video).exists()


def test_what_changed_since_the_return(
    project: Project, alice: User, bob: User, bob_client: APIClient, alice_client: APIClient
) -> None:
    annotation = work.submitted(project, alice)
    url = f"/api/v1/videos/{annotation.video_id}/panel/"
    assert bob_client.get(url).json()["answers"][0]["changed_since_return"] is None
    annotation_return(annotation=annotation, actor=bob, revision=2, reasons=["other"], text="")
    again = handed_in(work.fresh(annotation), onset_frame=30, keyframes=[keyframe(30)])
    change = {"from": 3, "to": again.revision}
    assert bob_client.get(url).json()["answers"][0]["changed_since_return"] == change
    reactions_run()
    (row,) = bob_client.get("/api/v1/reviews/queue/", {"project": "demo"}).json()["results"]
    assert row["answers"][0]["changed_since_return"] == change
    for client in (bob_client, alice_client):
        revisions = [
            client.get(f"/api/v1/annotations/{annotation.pk}/revisions/{number}/").json()
            for number in change.values()
        ]
        assert [each["traces"][0]["onset_frame"] for each in revisions] == [12, 30]
        assert [each["status"] for each in revisions] == ["returned", "submitted"]
    assert bob_client.get(f"/api/v1/annotations/{annotation.pk}/revisions/1/").status_code == 404


def test_a_project_has_its_own_reasons(
    project: Project, alice: User, bob_client: APIClient, ada_client: APIClient, alice_client: APIClient
) -> None:
    own = [{"code": "too_short", "label": "Trace too short"}]
    response = ada_client.patch("/api/v1/projects/demo/", {"quick_reasons": own})
    assert response.json()["quick_reasons"] == own, response.json()
    assert alice_client.get("/api/v1/projects/demo/").json()["quick_reasons"] == own
    annotation = work.submitted(project, alice)
    url = f"/api/v1/annotations/{annotation.pk}/return/"
    headers = {"If-Match": '"2"'}
    refused = bob_client.post(url, {"reasons": ["unheard_of"]}, headers=headers)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "reasons")
    returned = bob_client.post(url, {"reasons": ["too_short", "box_inaccurate"]}, headers=headers)
    assert returned.json()["return_reasons"][0]["reasons"] == ["too_short", "box_inaccurate"]


@pytest.mark.parametrize(
    "body",
    [
        {"auto_gold_agreement": 1.5},
        {"auto_gold_agreement": "much"},
        {"auto_gold_accepted": None},
        {"quick_reasons": [{"code": "Not A Code", "label": "x"}]},
        {"quick_reasons": [{"code": "a", "label": "x"}, {"code": "a", "label": "y"}]},
        {"quick_reasons": [{"code": "a", "label": ""}]},
        {"quick_reasons": [{"label": "without a code"}]},
        {"quick_reasons": [{"code": "without_a_label"}]},
        {"quick_reasons": [{}]},
        {"quick_reasons": "a"},
        {"review_order": []},
        {"review_order": ["age", "age"]},
        {"review_order": ["beauty"]},
    ],
)
def test_wrong_settings_are_refused(ada_client: APIClient, project: Project, body: dict[str, Any]) -> None:
    response = ada_client.patch("/api/v1/projects/demo/", body)
    assert response.status_code == 400
    assert response.json()["errors"]


def test_right_settings_are_kept(ada_client: APIClient, project: Project) -> None:
    body = {"auto_gold_accepted": False, "auto_gold_agreement": 0.7, "review_order": ["age", "disagreement"]}
    response = ada_client.patch("/api/v1/projects/demo/", body)
    assert body.items() <= response.json().items()
    assert ada_client.patch("/api/v1/projects/demo/", {"auto_gold_agreement": None}).status_code == 200
