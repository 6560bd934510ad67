"""Gold clips: out of ordinary work, answered like any other video, checked once."""

from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from annotations.models import Annotation, Assignment, Project, Purpose, QueueEntry, User, Video
from annotations.selectors.projects import project_describe
from annotations.services.assignments import (
    assignment_release,
    assignment_skip,
    queue_next,
)
from annotations.services.calibration.clips import entry_bind
from annotations.services.projects import member_roles_set, project_update
from reviewers.models import ClipCheck, Gold, GoldClip
from reviewers.releases import snapshot
from reviewers.releases.ledger.scratch import Scratch
from reviewers.selectors.agreement import AgreementFilter, answers_chosen, people_of
from reviewers.services.agreement import answers_take_in
from reviewers.services.calibration.mixing import gold_clip_draw
from reviewers.services.reactions import reactions_run
from tests import factories, work
from tests.conftest import client_for
from tests.reviewers.calibration import clips

pytestmark = [pytest.mark.django_db, pytest.mark.data_layer]
PROVENANCE = {"video_id", "kind", "source", "prompt", "gold_clip"}


def clips_url(project: Project) -> str:
    return f"/api/v1/projects/{project.slug}/gold-clips/"


def bound(clip: GoldClip, person: User) -> None:
    assert entry_bind(video=clip.video, person=person, purpose=Purpose.ANNOTATE)


def shape_of(value: Any) -> Any:
    """What a response looks like without its values."""
    if isinstance(value, dict):
        return {key: shape_of(each) for key, each in value.items()}
    if isinstance(value, list):
        return [shape_of(each) for each in value]
    return type(value).__name__


def test_a_video_with_gold_becomes_a_clip_without_slots(
    bob_client: APIClient, bob: User, project: Project
) -> None:
    video = work.queued_video(project)
    clips.gold_make(video, bob)
    response = bob_client.post(clips_url(project), {"video": str(video.pk)})
    assert response.status_code == 201, response.content
    assert response.json()["gold_traces"] == 1
    assert not QueueEntry.objects.filter(video=video).exists()
    listed = bob_client.get(clips_url(project)).json()["results"]
    assert [row["video"] for row in listed] == [str(video.pk)]
    again = bob_client.post(clips_url(project), {"video": str(video.pk)})
    assert again.status_code == 201
    assert GoldClip.objects.count() == 1


@pytest.mark.parametrize("verdict", [None, "unsure"])
def test_gold_that_cannot_check_is_refused(
    bob_client: APIClient, bob: User, video: Video, project: Project, verdict: str | None
) -> None:
    if verdict:
        clips.gold_make(video, bob, verdict=verdict)
    response = bob_client.post(clips_url(project), {"video": str(video.pk)})
    assert (response.status_code, response.json()["code"]) == (409, "gold_incomplete")
    assert not Video.objects.get(pk=video.pk).gold_clip


def test_a_video_at_work_stays(bob_client: APIClient, bob: User, alice: User, project: Project) -> None:
    annotation = work.draft(project, alice)
    clips.gold_make(annotation.video, bob)
    response = bob_client.post(clips_url(project), {"video": str(annotation.video_id)})
    assert (response.status_code, response.json()["code"]) == (409, "wrong_state")
    assert not Video.objects.get(pk=annotation.video_id).gold_clip
    assert QueueEntry.objects.filter(video=annotation.video).exists()


def test_only_those_who_judge_may(project: Project, bob: User, alice: User, rita: User) -> None:
    clip = clips.gold_clip_make(project, bob)
    for person, status in ((alice, 403), (rita, 403), (factories.user_make(), 404), (None, 401)):
        client = client_for(person)
        assert client.get(clips_url(project)).status_code == status
        assert client.post(clips_url(project), {"video": str(clip.pk)}).status_code == status
        assert client.delete(f"{clips_url(project)}{clip.pk}/").status_code == status
    missing = client_for(bob).delete(f"{clips_url(project)}{uuid4()}/")
    assert missing.status_code == 404


def test_an_unused_clip_goes_back_to_ordinary_work(
    bob_client: APIClient, bob: User, project: Project
) -> None:
    clip = clips.gold_clip_make(project, bob)
    assert bob_client.delete(f"{clips_url(project)}{clip.pk}/").status_code == 204
    assert not Video.objects.get(pk=clip.pk).gold_clip
    assert QueueEntry.objects.filter(video=clip.pk, person=None).count() == project.overlap


def test_a_used_clip_is_retired_and_comes_back(
    bob_client: APIClient, bob: User, alice: User, project: Project
) -> None:
    clip = clips.gold_clip_make(project, bob)
    bound(clip, alice)
    claim = queue_next(project=project, person=alice)
    assert claim is not None
    other = factories.member_make(project, factories.user_make(), "annotator")
    bound(clip, other)
    assert bob_client.delete(f"{clips_url(project)}{clip.pk}/").status_code == 204
    assert Video.objects.get(pk=clip.pk).gold_clip
    assert queue_next(project=project, person=other) is None
    clips.answer(claim, alice)
    assert ClipCheck.objects.count() == 1
    again = bob_client.post(clips_url(project), {"video": str(clip.pk)}).json()
    assert again["retired_at"] is None
    assert again["answers"] == 1


def test_no_response_tells_a_gold_clip_from_another_video(project: Project, alice: User, bob: User) -> None:
    """The whole conversation about a gold clip has the shape of that about any other video."""
    ordinary, last = work.queued_video(project), work.queued_video(project)
    clip = clips.gold_clip_make(project, bob)
    client = client_for(alice)
    conversations = []
    for video in (clip.video, ordinary):
        if video == clip.video:
            bound(clip, alice)
        conversations.append(conversation(client, video))
    told_of_gold, told_of_ordinary = conversations
    assert [shape_of(each) for each in told_of_gold] == [shape_of(each) for each in told_of_ordinary]
    differing = {
        key
        for one, other in zip(told_of_gold, told_of_ordinary, strict=True)
        for key in differing_keys(one, other)
    }
    named = {"id", "video", "assignment", "sha256", "poster", "filmstrip", "prefetch"}
    times = {"lease_until", "created_at", "updated_at", "submitted_at", "at", "date"}
    counts = {"submitted", "draft"}
    assert differing <= named | times | counts
    assert Annotation.objects.filter(video=last).count() == 0


def conversation(client: APIClient, video: Video) -> list[Any]:
    """Everything that an annotator's browser is told on the way through one video."""
    claim = client.post("/api/v1/queue/next/", {"project": "demo"}).json()
    assert claim["video"]["id"] == str(video.pk)
    url = f"/api/v1/annotations/{claim['annotation']['id']}/"
    answer = {"verdict": "fake", "note": "", "traces": [factories.trace_body()]}
    saved = client.put(url, answer, headers={"If-Match": '"0"'}).json()
    told = [claim, saved, client.get(f"/api/v1/videos/{video.pk}/").json()]
    told.append(client.get(f"/api/v1/videos/{video.pk}/frames/").json())
    told.append(client.post(f"/api/v1/assignments/{claim['assignment']['id']}/heartbeat/").json())
    told.append(client.post(f"{url}submit/", headers={"If-Match": '"1"'}).json())
    reactions_run()
    told += [client.get(path).json() for path in (url, f"{url}history/", f"{url}feedback/")]
    listed = client.get("/api/v1/annotations/?mine=1&project=demo").json()["results"]
    told.append(next(row for row in listed if row["id"] == claim["annotation"]["id"]))
    told.append(client.get("/api/v1/projects/demo/my-reliability/").json()["gold"])
    told.append(client.get("/api/v1/projects/demo/").json())
    return told


def differing_keys(one: Any, other: Any, key: str = "") -> set[str]:
    """The names of the fields whose values differ."""
    if isinstance(one, dict):
        return set().union(*(differing_keys(one[name], other[name], name) for name in one), set())
    if isinstance(one, list) and len(one) == len(other):
        pairs = zip(one, other, strict=True)
        return set().union(*(differing_keys(left, right, key) for left, right in pairs), set())
    return set() if one == other else {key}


def test_a_claim_keeps_to_the_video_that_was_announced(project: Project, alice: User, bob: User) -> None:
    """A gold clip that is put in later does not show by taking the announced video's place."""
    for _ in range(3):
        work.queued_video(project)
    clip = clips.gold_clip_make(project, bob)
    first = queue_next(project=project, person=alice)
    assert first is not None
    announced = first.prefetch
    bound(clip, alice)
    clips.answer(first, alice)
    second = queue_next(project=project, person=alice)
    assert second is not None
    assert second.annotation.video_id == announced
    assert second.prefetch == clip.pk
    clips.answer(second, alice)
    third = queue_next(project=project, person=alice)
    assert third is not None
    assert third.annotation.video_id == clip.pk


@pytest.mark.parametrize("action", ["release", "skip"])
def test_a_clip_given_back_stays_with_its_person(
    project: Project, alice: User, bob: User, action: str
) -> None:
    """A released one comes back at the end like any other video; nobody else is given it."""
    other = factories.member_make(project, factories.user_make(), "annotator")
    video = work.queued_video(project)
    clip = clips.gold_clip_make(project, bob)
    bound(clip, alice)
    claim = queue_next(project=project, person=alice)
    assert claim is not None
    if action == "release":
        assignment_release(assignment=claim.assignment, actor=alice)
    else:
        assignment_skip(assignment=claim.assignment, actor=alice, reason="other")
    following = queue_next(project=project, person=alice)
    assert following is not None
    assert following.annotation.video_id == video.pk
    clips.answer(following, alice)
    last = queue_next(project=project, person=alice)
    assert (last and last.annotation.video_id) == (clip.pk if action == "release" else None)
    assert queue_next(project=project, person=other) is None


def test_a_clip_waiting_for_somebody_who_leaves_is_gone(
    project: Project, alice: User, bob: User, ada: User
) -> None:
    clip = clips.gold_clip_make(project, bob)
    bound(clip, alice)
    member_roles_set(project=project, person=alice, roles=[], actor=ada)
    assert not QueueEntry.objects.filter(video=clip.pk).exists()


def test_the_overlap_leaves_clips_alone(project: Project, bob: User, ada: User) -> None:
    clip = clips.gold_clip_make(project, bob)
    project_update(project=project, actor=ada, overlap=3)
    assert not QueueEntry.objects.filter(video=clip.pk).exists()


def test_answers_on_clips_stay_out_of_everything_else(
    project: Project, alice: User, bob: User, bob_client: APIClient, ada: User
) -> None:
    """Agreement, the review queue, decisions, gold from acceptance, releases and the project's counts."""
    clip = clips.gold_clip_make(project, bob)
    bound(clip, alice)
    claim = queue_next(project=project, person=alice)
    assert claim is not None
    annotation = clips.answer(claim, alice)
    answers_take_in(project=project)
    assert not answers_chosen(project=project, chosen=AgreementFilter()).answers
    assert people_of(project=project) == []
    listed = bob_client.get("/api/v1/annotations/?project=demo&status=submitted").json()["results"]
    assert listed == []
    url = f"/api/v1/annotations/{annotation.pk}/accept/"
    refused = bob_client.post(url, {}, headers={"If-Match": f'"{annotation.revision}"'})
    assert (refused.status_code, refused.json()["code"]) == (409, "gold_clip")
    assert Gold.objects.filter(video=clip.pk).count() == 1
    with Scratch(snapshot.TABLE) as scratch:
        assert snapshot.golds_note(scratch, project) == 0
    counts = project_describe(project=project, viewer=ada).counts
    assert counts is not None
    assert set(counts.values()) == {0}
    stats = client_for(ada).get("/api/v1/projects/demo/stats/").json()
    assert set(stats["progress"].values()) == {0}
    assert all(day["submitted"] == day["gold"] == 0 for day in stats["throughput"])


def test_the_check_is_made_once_at_the_first_handing_in(project: Project, alice: User, bob: User) -> None:
    clip = clips.gold_clip_make(project, bob)
    bound(clip, alice)
    claim = queue_next(project=project, person=alice)
    assert claim is not None
    annotation = clips.answer(claim, alice, **clips.WRONG_TIME)
    client = client_for(alice)
    url = f"/api/v1/annotations/{annotation.pk}/"
    taken_back = client.post(f"{url}withdraw/", headers={"If-Match": f'"{annotation.revision}"'})
    assert taken_back.status_code == 200
    clips.answer(work.fresh(annotation), alice)
    check = ClipCheck.objects.get()
    assert (check.passed, check.found, check.tiou) == (False, 0, 0)


def test_the_places_of_clips_follow_the_projects_secret(project: Project, bob: User) -> None:
    """The same occasions draw the same places with one secret and others with another; the rate is kept."""
    project.gold_rate = 0.3
    project.save()
    occasions = [str(number) for number in range(200)]

    def places(secret: str) -> list[bool]:
        from reviewers.models import CalibrationSecret  # noqa: PLC0415
        from reviewers.services.calibration.secrets import number_of  # noqa: PLC0415

        CalibrationSecret.objects.update_or_create(project=project, defaults={"secret": secret})
        return [number_of(secret, f"7:{each}") < project.gold_rate for each in occasions]

    assert places("one") == places("one")
    assert places("one") != places("another")
    assert 40 <= sum(places("one")) <= 80


def test_claims_draw_clips_at_the_projects_rate(project: Project, alice: User, bob: User) -> None:
    """With rate 1 every place from the third on is a gold clip, each once; never for who may read gold."""
    project.gold_rate = 1
    project.save()
    ordinary = [work.queued_video(project).pk for _ in range(2)]
    gold = {clips.gold_clip_make(project, bob).pk for _ in range(3)}
    given = []
    while claim := queue_next(project=project, person=alice):
        given.append(claim.annotation.video_id)
        reactions_run()
        clips.answer(claim, alice)
    assert given[:2] == ordinary
    assert set(given[2:]) == gold
    assert len(given) == 5
    assert ClipCheck.objects.filter(passed=True).count() == 3
    judge = factories.member_make(project, factories.user_make(), "annotator", "reviewer")
    assert gold_clip_draw(project=project, person=judge, occasion="any") is None


def test_a_person_is_never_given_a_clip_twice_nor_one_they_know(
    project: Project, alice: User, bob: User
) -> None:
    project.gold_rate = 1
    project.save()
    clip = clips.gold_clip_make(project, bob)
    assert gold_clip_draw(project=project, person=alice, occasion="1") == clip.video
    assert gold_clip_draw(project=project, person=alice, occasion="2") is None
    Assignment.objects.all().delete()
    assert Annotation.objects.count() == 0


def test_a_clip_leaves_the_review_queue(
    project: Project, alice: User, bob: User, bob_client: APIClient
) -> None:
    annotation = work.submitted(project, alice)
    reactions_run()
    url = "/api/v1/reviews/queue/?project=demo&status=all"
    assert len(bob_client.get(url).json()["results"]) == 1
    clips.gold_make(annotation.video, bob)
    added = bob_client.post(clips_url(project), {"video": str(annotation.video_id)})
    assert added.status_code == 201, added.content
    reactions_run()
    assert bob_client.get(url).json()["results"] == []
    assert bob_client.post("/api/v1/reviews/next/", {"project": "demo"}).status_code == 204


def test_the_review_queue_is_told_of_people_who_failed_lately(
    project: Project, alice: User, bob: User, bob_client: APIClient
) -> None:
    work.submitted(project, alice)
    reactions_run()
    url = "/api/v1/reviews/queue/?project=demo&need=gold_failure"
    for changes, waiting in ((clips.WRONG_TIME, 1), ({}, 0)):
        clip = clips.gold_clip_make(project, bob)
        bound(clip, alice)
        claim = queue_next(project=project, person=alice)
        assert claim is not None
        clips.answer(claim, alice, **changes)
        assert len(bob_client.get(url).json()["results"]) == waiting


def test_the_review_queue_is_told_of_what_they_hand_in_afterwards(
    project: Project, alice: User, bob: User, bob_client: APIClient
) -> None:
    clip = clips.gold_clip_make(project, bob)
    bound(clip, alice)
    claim = queue_next(project=project, person=alice)
    assert claim is not None
    clips.answer(claim, alice, **clips.WRONG_TIME)
    work.submitted(project, alice)
    reactions_run()
    waiting = bob_client.get("/api/v1/reviews/queue/?project=demo&need=gold_failure").json()["results"]
    assert len(waiting) == 1
