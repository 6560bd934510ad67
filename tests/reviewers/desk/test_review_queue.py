"""The review queue: what needs a reviewer, in which order, and who is given what."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from annotations.models import Annotation, Assignment, Project, QueueEntry, User, Video
from annotations.selectors.annotations import annotation_get
from annotations.services.annotations import annotation_return, annotation_withdraw
from annotations.services.projects import project_update
from annotations.services.videos import video_take_down
from reviewers.models import ReviewCase
from reviewers.services.desk.cases import case_gold_failures_set
from reviewers.services.reactions import reactions_behind, reactions_run
from tests import factories, work
from tests.conftest import client_for
from tests.reviewers.test_agreement import answered

pytestmark = [pytest.mark.django_db, pytest.mark.data_layer]
QUEUE = "/api/v1/reviews/queue/"


@pytest.fixture
def people(project: Project) -> list[User]:
    project.overlap = 2
    project.save()
    return [factories.member_make(project, factories.user_make(), "annotator") for _ in range(2)]


def keyframe(frame: int) -> dict[str, int]:
    return {"frame": frame, "left": 85, "top": 51, "width": 201, "height": 153}


def clip(project: Project, people: list[User], onset: int = 12) -> Video:
    """Two people mark the same thing; the second begins at `onset`."""
    video = work.queued_video(project)
    answered(people[0], video)
    answered(people[1], video, onset_frame=onset, keyframes=[keyframe(onset)])
    return video


def listed(client: APIClient, **query: Any) -> list[Any]:
    reactions_run()
    response = client.get(QUEUE, {"project": "demo", **query})
    assert response.status_code == 200, response.json()
    rows: list[Any] = response.json()["results"]
    return rows


def videos(rows: list[Any]) -> list[str]:
    return [row["video"] for row in rows]


def take(client: APIClient, **body: Any) -> Any:
    reactions_run()
    response = client.post("/api/v1/reviews/next/", {"project": "demo", **body})
    assert response.status_code in (200, 204), response.json()
    return response.json() if response.status_code == 200 else None


def adjudicate(client: APIClient, video: Video, version: int = 0) -> None:
    body = {"verdict": "real", "traces": []}
    url = f"/api/v1/videos/{video.pk}/gold/"
    assert client.put(url, body, headers={"If-Match": f'"{version}"'}).status_code == 200


def test_disagreement_comes_first(project: Project, people: list[User], bob_client: APIClient) -> None:
    alike, apart, worse = (clip(project, people, onset) for onset in (12, 30, 50))
    rows = listed(bob_client)
    assert videos(rows) == [str(video.pk) for video in (worse, apart, alike)]
    assert [row["needs"] for row in rows] == [
        ["disagreement", "waiting"],
        ["disagreement", "waiting"],
        ["waiting"],
    ]
    assert rows[1]["conflicts"] == {"onset_apart": 1}
    assert rows[0]["score"] > rows[1]["score"] > rows[2]["score"] == 0
    assert {"handed_in": 2, "overlap": 2, "gold_version": 0, "holder": None, "own_work": False}.items() <= (
        rows[0].items()
    )
    assert all(answer["annotator"].startswith("A-") for answer in rows[0]["answers"])
    assert not reactions_behind()


def test_different_verdicts_are_the_strongest_disagreement(
    project: Project, people: list[User], bob_client: APIClient
) -> None:
    video = work.queued_video(project)
    answered(people[0], video)
    answered(people[1], video, "real")
    (row,) = listed(bob_client, need="disagreement")
    assert row["score"] == 1
    assert row["conflicts"] == {"verdict_differs": 1, "missing": 1}


def test_nothing_is_asked_before_all_answers_are_in(
    project: Project, people: list[User], bob: User, bob_client: APIClient
) -> None:
    video = work.queued_video(project)
    first = answered(people[0], video)
    assert listed(bob_client) == []
    assert take(bob_client) is None
    assert videos(listed(bob_client, status="incomplete")) == [str(video.pk)]
    second = answered(people[1], video)
    assert videos(listed(bob_client)) == [str(video.pk)]
    annotation_withdraw(annotation=work.fresh(first), actor=people[0], revision=work.fresh(first).revision)
    assert listed(bob_client) == []
    judged = annotation_get(annotation_id=second.pk, viewer=people[1])
    annotation_return(annotation=judged, actor=bob, revision=judged.revision, reasons=["other"], text="")
    assert listed(bob_client, status="all") == []
    assert not QueueEntry.objects.filter(purpose="review").exists()


def test_gold_settles_a_video_until_an_answer_changes(
    project: Project, people: list[User], bob_client: APIClient
) -> None:
    video = clip(project, people, 30)
    claim = take(bob_client)
    adjudicate(bob_client, video)
    assert listed(bob_client) == []
    assert Assignment.objects.get(pk=claim["assignment"]["id"]).status == "done"
    assert bob_client.post(f"/api/v1/assignments/{claim['assignment']['id']}/heartbeat/").status_code == 200
    assert bob_client.post(f"/api/v1/assignments/{claim['assignment']['id']}/release/").status_code == 204
    (row,) = listed(bob_client, status="settled")
    assert (row["gold_version"], row["needs"], row["holder"]) == (1, [], None)
    answer = work.fresh(Annotation.objects.filter(video=video).earliest("submitted_at"))
    annotation_withdraw(annotation=answer, actor=answer.annotator, revision=answer.revision)
    answered_again(answer)
    (row,) = listed(bob_client)
    assert row["needs"] == ["disagreement", "stale_gold"]
    again = take(bob_client)
    assert again["video"]["video"] == str(video.pk)
    assert again["assignment"]["id"] == claim["assignment"]["id"]


def answered_again(annotation: Annotation) -> None:
    from annotations.services.annotations import annotation_submit  # noqa: PLC0415

    fresh = work.fresh(annotation)
    annotation_submit(annotation=fresh, actor=fresh.annotator, revision=fresh.revision)


def test_a_project_chooses_its_order(
    project: Project, people: list[User], bob_client: APIClient, ada: User
) -> None:
    old, apart = clip(project, people), clip(project, people, 40)
    Annotation.objects.filter(video=old).update(submitted_at=timezone.now() - timedelta(days=2))
    assert videos(listed(bob_client)) == [str(apart.pk), str(old.pk)]
    project_update(project=project, actor=ada, review_order=["age", "disagreement"])
    assert videos(listed(bob_client)) == [str(old.pk), str(apart.pk)]
    assert take(bob_client)["video"]["video"] == str(old.pk)
    project_update(project=project, actor=ada, review_order=["gold_failure"])
    listed(bob_client)
    case_gold_failures_set(video=apart, failures=1)
    rows = listed(bob_client)
    assert videos(rows) == [str(apart.pk), str(old.pk)]
    assert "gold_failure" in rows[0]["needs"]
    project_update(project=project, actor=ada, overlap=3)
    assert listed(bob_client) == []


def test_two_reviewers_never_hold_the_same_video(
    project: Project, people: list[User], bob_client: APIClient
) -> None:
    other = client_for(factories.member_make(project, factories.user_make(), "reviewer"))
    first, second = clip(project, people, 40), clip(project, people)
    mine, theirs = take(bob_client), take(other)
    assert (mine["video"]["video"], theirs["video"]["video"]) == (str(first.pk), str(second.pk))
    assert mine["video"]["holder"] == "me"
    assert mine["assignment"]["purpose"] == "review"
    assert take(bob_client)["assignment"]["id"] == mine["assignment"]["id"]
    assert videos(listed(bob_client, mine=1)) == [str(first.pk)]
    assert listed(bob_client)[1]["holder"].startswith("R-")
    assert take(client_for(factories.member_make(project, factories.user_make(), "reviewer"))) is None
    QueueEntry.objects.filter(video=first, purpose="review").update(lease_until=timezone.now())
    assert take(other, after=str(second.pk))["video"]["video"] == str(first.pk)
    assert bob_client.post(f"/api/v1/assignments/{mine['assignment']['id']}/heartbeat/").status_code == 409


def test_next_goes_down_the_queue_and_begins_again(
    project: Project, people: list[User], bob_client: APIClient
) -> None:
    clips = [str(clip(project, people, onset).pk) for onset in (50, 30, 12)]
    seen, after = [], None
    for _ in range(4):
        after = take(bob_client, after=after)["video"]["video"]
        seen.append(after)
    assert seen == [*clips, clips[0]]
    assert len(listed(bob_client, mine=1)) == 1


def test_a_chosen_video_is_given_unless_somebody_holds_it(
    project: Project, people: list[User], bob_client: APIClient
) -> None:
    other = client_for(factories.member_make(project, factories.user_make(), "reviewer"))
    most, less = (clip(project, people, onset) for onset in (50, 30))
    assert take(bob_client, video=str(less.pk))["video"]["video"] == str(less.pk)
    assert take(bob_client, video=str(less.pk))["video"]["video"] == str(less.pk), "what one holds"
    assert take(other, video=str(less.pk)) is None
    assert take(other, video=str(most.pk))["video"]["video"] == str(most.pk)


def test_nobody_is_given_own_work(
    project: Project, people: list[User], bob: User, bob_client: APIClient
) -> None:
    factories.member_make(project, people[0], "reviewer")
    video = clip(project, people)
    own = client_for(people[0])
    assert take(own) is None
    assert listed(own)[0]["own_work"] is True
    assert take(bob_client)["video"]["video"] == str(video.pk)


def test_nothing_is_told_of_a_video_that_ones_own_answer_is_open_on(
    project: Project, people: list[User]
) -> None:
    project.overlap = 3
    project.save()
    video = clip(project, people)
    project.overlap = 2
    project.save()
    both = factories.member_make(project, factories.user_make(), "annotator", "reviewer")
    work.draft(project, both, video)
    client = client_for(both)
    assert listed(client, status="all") == []
    assert client.get(QUEUE + "counts/", {"project": "demo"}).json()["total"] == 0


def test_counts_and_videos_that_are_gone(
    project: Project, people: list[User], bob_client: APIClient, ada: User
) -> None:
    gone, _ = clip(project, people, 40), clip(project, people)
    take(bob_client)
    counts = bob_client.get(QUEUE + "counts/", {"project": "demo"}).json()
    assert counts == {
        "by_need": {"disagreement": 1, "waiting": 2, "gold_failure": 0, "stale_gold": 0, "model_check": 0},
        "total": 2,
        "mine": 1,
    }
    video_take_down(video=gone, actor=ada, reason="asked for")
    assert len(listed(bob_client, status="all")) == 1
    assert ReviewCase.objects.count() == 1


def test_who_may_see_and_take(
    project: Project,
    alice_client: APIClient,
    ada_client: APIClient,
    rita_client: APIClient,
    charlie_client: APIClient,
    anonymous_client: APIClient,
) -> None:
    for path in ("", "counts/"):
        url = f"{QUEUE}{path}?project=demo"
        assert ada_client.get(url).status_code == 200
        assert alice_client.get(url).status_code == rita_client.get(url).status_code == 403
        assert charlie_client.get(url).status_code == 404
        assert anonymous_client.get(url).status_code == 401
    assert ada_client.get(QUEUE, {"project": "demo", "need": "sleep"}).status_code == 400
    for client, status in ((ada_client, 403), (alice_client, 403), (charlie_client, 404)):
        assert client.post("/api/v1/reviews/next/", {"project": "demo"}).status_code == status


@pytest.mark.parametrize("count", [1, 5])
def test_the_list_costs_the_same_for_any_length(
    count: int,
    project: Project,
    people: list[User],
    bob_client: APIClient,
    django_assert_max_num_queries: Any,
) -> None:
    for _ in range(count):
        clip(project, people, 40)
    listed(bob_client)
    with django_assert_max_num_queries(14):
        assert len(listed(bob_client)) == count
