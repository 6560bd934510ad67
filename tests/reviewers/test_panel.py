"""The panel of one video: all answers matched, conflicts in numbers, proposals, and who may look."""

import uuid
from typing import Any

import pytest
from rest_framework.test import APIClient

from annotations.models import Look, Project, User, Video
from annotations.selectors.pseudonyms import person_name
from tests import factories, work
from tests.reviewers.test_agreement import answered

pytestmark = [pytest.mark.django_db, pytest.mark.data_layer]


def url(video: Video) -> str:
    return f"/api/v1/videos/{video.pk}/panel/"


def keyframe(frame: int, **fields: int) -> dict[str, int]:
    return {"frame": frame, "left": 85, "top": 51, "width": 201, "height": 153} | fields


@pytest.fixture
def people(project: Project) -> list[User]:
    project.overlap = 3
    project.save()
    return [factories.member_make(project, factories.user_make(), "annotator") for _ in range(3)]


@pytest.fixture
def clip(project: Project, people: list[User]) -> Video:
    """Two people mark the same thing 14 frames apart, in different categories; the third sees nothing."""
    video = work.queued_video(project)
    answered(people[0], video, onset_frame=12, keyframes=[keyframe(12)], categories=["object_merging"])
    answered(people[1], video, onset_frame=26, keyframes=[keyframe(26)], categories=["object_distortion"])
    answered(people[2], video, "real")
    return video


def read(client: APIClient, video: Video) -> Any:
    response = client.get(url(video))
    assert response.status_code == 200, response.json()
    return response.json()


def test_one_group_with_its_conflicts_and_what_lies_between(
    clip: Video, people: list[User], bob_client: APIClient
) -> None:
    panel = read(bob_client, clip)
    names = [person_name(project=clip.project, person_id=person.pk) for person in people]
    assert [answer["annotator"] for answer in panel["answers"]] == names
    (group,) = panel["groups"]
    assert {conflict["kind"] for conflict in group["conflicts"]} == {
        "missing",
        "category_differs",
        "onset_apart",
    }
    by_kind = {conflict["kind"]: conflict for conflict in group["conflicts"]}
    assert by_kind["missing"]["people"] == [names[2]]
    assert by_kind["onset_apart"]["frames"] == 14
    assert (group["union"]["onset_frame"], group["union"]["offset_frame"]) == (19, 57)
    assert group["union"]["categories"] == ["object_distortion", "object_merging"]
    assert group["union"]["sources"] == group["traces"]
    assert panel["verdict_differs"] is True
    assert panel["majority"]["verdict"] == "fake"
    assert panel["gold"]["version"] == 0


def test_a_proposal_is_accepted_as_gold_as_it_stands(clip: Video, bob_client: APIClient) -> None:
    proposal = read(bob_client, clip)["majority"]
    response = bob_client.put(f"/api/v1/videos/{clip.pk}/gold/", proposal, headers={"If-Match": '"0"'})
    assert response.status_code == 200, response.json()
    gold = read(bob_client, clip)["gold"]
    assert (gold["version"], gold["rule"]) == (1, "adjudicated")
    assert gold["traces"][0]["sources"] == proposal["traces"][0]["sources"]


def test_drafts_are_not_there(project: Project, people: list[User], bob_client: APIClient) -> None:
    video = work.queued_video(project)
    answered(people[0], video)
    work.complete(work.draft(project, people[1], video))
    panel = read(bob_client, video)
    assert len(panel["answers"]) == 1
    assert panel["majority"] is None


def test_who_may_look(
    clip: Video,
    alice_client: APIClient,
    charlie_client: APIClient,
    rita_client: APIClient,
    ada_client: APIClient,
) -> None:
    assert alice_client.get(url(clip)).status_code == 404
    assert rita_client.get(url(clip)).status_code == 403
    assert charlie_client.get(url(clip)).status_code == 404
    assert ada_client.get(url(clip)).status_code == 200
    assert ada_client.get(f"/api/v1/videos/{uuid.uuid4()}/panel/").status_code == 404


def test_not_while_the_own_answer_is_open(
    project: Project, people: list[User], alice: User, alice_client: APIClient
) -> None:
    factories.member_make(project, alice, "reviewer")
    video = work.queued_video(project)
    answered(people[0], video)
    work.draft(project, alice, video)
    response = alice_client.get(url(video))
    assert (response.status_code, response.json()["code"]) == (403, "own_answer_open")


def test_who_looked_cannot_answer_blind_any_more(clip: Video, bob: User, bob_client: APIClient) -> None:
    read(bob_client, clip)
    assert Look.objects.filter(person=bob, video=clip).exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_cost_does_not_grow_with_the_people(
    count: int,
    project: Project,
    people: list[User],
    ada_client: APIClient,
    django_assert_max_num_queries: Any,
) -> None:
    video = work.queued_video(project)
    for person in people[:count]:
        answered(person, video)
    read(ada_client, video)
    with django_assert_max_num_queries(20):
        read(ada_client, video)
