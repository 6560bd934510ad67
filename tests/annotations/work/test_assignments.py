"""Leases renewed, work given back, skipped and given out."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from annotations.errors import WrongStateError
from annotations.models import Annotation, Assignment, Event, Prefetch, Project, QueueEntry, User, Video
from annotations.selectors.queue import videos_at_work, videos_to_judge
from annotations.services.assignments import assignment_extend, assignment_release, queue_next
from annotations.services.queue import queue_entries_open, queue_overlap_fit, queue_person_clear
from tests import factories, work

pytestmark = [pytest.mark.django_db, pytest.mark.data_layer]


def act(client: APIClient, annotation: Annotation, action: str, body: Any = None) -> Any:
    return client.post(f"/api/v1/assignments/{annotation.assignment_id}/{action}/", body or {})


def lose(annotation: Annotation, project: Project) -> User:
    """Let the lease run out and somebody else take the slot."""
    QueueEntry.objects.filter(claim=annotation.assignment_id).update(
        lease_until=timezone.now() - timedelta(seconds=1)
    )
    taker = factories.member_make(project, factories.user_make(), "annotator")
    assert queue_next(project=project, person=taker) is not None
    return taker


@pytest.fixture
def draft(project: Project, alice: User) -> Annotation:
    return work.draft(project, alice)


def test_a_heartbeat_renews_the_lease(alice_client: APIClient, draft: Annotation) -> None:
    QueueEntry.objects.update(lease_until=timezone.now() - timedelta(hours=1))
    response = act(alice_client, draft, "heartbeat")
    assert response.status_code == 200
    assert response.json()["lease_until"] > timezone.now().isoformat()
    assert QueueEntry.objects.get().lease_until > timezone.now()  # type: ignore[operator]


def test_a_heartbeat_after_a_loss_is_409(
    alice_client: APIClient, draft: Annotation, project: Project
) -> None:
    lose(draft, project)
    response = act(alice_client, draft, "heartbeat")
    assert (response.status_code, response.json()["code"]) == (409, "lease_lost")


def test_returned_work_can_be_kept_alive_without_a_lease(
    alice_client: APIClient, alice: User, project: Project
) -> None:
    returned = work.returned(project, alice)
    assert act(alice_client, returned, "heartbeat").status_code == 200
    assert QueueEntry.objects.get().lease_until is None


def test_releasing_gives_the_slot_back_and_keeps_the_answer(
    alice_client: APIClient, alice: User, project: Project
) -> None:
    annotation = work.saved(project, alice)
    assert act(alice_client, annotation, "release").status_code == 204
    entry, assignment = QueueEntry.objects.get(), Assignment.objects.get()
    assert (entry.status, entry.claim, entry.holder, entry.lease_until) == ("open", None, None, None)
    assert assignment.status == "released"
    assert len(work.fresh(annotation).trace_rows) == 1
    assert Event.objects.filter(action="assignment.released").count() == 1
    assert act(alice_client, annotation, "release").status_code == 204
    assert Event.objects.filter(action="assignment.released").count() == 1


def test_a_skip_says_why_and_is_for_good(
    alice_client: APIClient, draft: Annotation, project: Project
) -> None:
    assert act(alice_client, draft, "skip", {"reason": "distressing"}).status_code == 204
    assignment = Assignment.objects.get()
    assert (assignment.status, assignment.skip_reason) == ("skipped", "distressing")
    assert Event.objects.get(action="assignment.skipped").facts == {"reason": "distressing"}
    response = alice_client.post("/api/v1/queue/next/", {"project": project.slug})
    assert response.status_code == 204


@pytest.mark.parametrize("body", [{}, {"reason": ""}, {"reason": "bored"}, {"reason": 1}])
def test_a_skip_needs_a_known_reason(alice_client: APIClient, draft: Annotation, body: Any) -> None:
    assert act(alice_client, draft, "skip", body).status_code == 400


@pytest.mark.parametrize("action", ["release", "skip"])
def test_what_was_handed_in_is_not_given_back(
    alice_client: APIClient, alice: User, project: Project, action: str
) -> None:
    response = act(alice_client, work.submitted(project, alice), action, {"reason": "other"})
    assert (response.status_code, response.json()["code"]) == (409, "wrong_state")
    assert QueueEntry.objects.get().status == "done"


@pytest.mark.parametrize("action", ["release", "skip"])
def test_what_somebody_else_took_is_not_given_back(
    alice_client: APIClient, draft: Annotation, project: Project, action: str
) -> None:
    lose(draft, project)
    response = act(alice_client, draft, action, {"reason": "other"})
    assert (response.status_code, response.json()["code"]) == (409, "lease_lost")


@pytest.mark.parametrize("action", ["heartbeat", "release", "skip"])
def test_assignments_are_ones_own(
    draft: Annotation, bob_client: APIClient, ada_client: APIClient, anonymous_client: APIClient, action: str
) -> None:
    statuses = [act(client, draft, action).status_code for client in (bob_client, ada_client)]
    assert statuses == [404, 404]
    assert act(anonymous_client, draft, action).status_code == 401


def test_an_admin_extends_and_releases(draft: Annotation, ada: User, alice: User, project: Project) -> None:
    assignment = Assignment.objects.select_related("project").get()
    assignment_extend(assignment=assignment, seconds=7200, actor=ada)
    until = QueueEntry.objects.get().lease_until
    assert until is not None
    assert until - timezone.now() > timedelta(minutes=119)
    assignment_release(assignment=assignment, actor=ada)
    assert Event.objects.get(action="assignment.released").actor == ada
    with pytest.raises(WrongStateError):
        assignment_extend(assignment=assignment, seconds=60, actor=ada)


def give(client: APIClient, *videos: Any, person: str = "alice", project: str = "demo") -> Any:
    body = {"project": project, "videos": [str(video) for video in videos], "person": person}
    return client.post("/api/v1/assignments/", body)


def test_an_admin_gives_videos_to_a_person(
    ada_client: APIClient, alice: User, alice_client: APIClient, project: Project
) -> None:
    work.queued_video(project)
    given, without_slot = work.queued_video(project), factories.video_make(project)
    response = give(ada_client, given.pk, without_slot.pk)
    assert response.status_code == 201
    assert response.json()["results"] == [
        {"video": str(given.pk), "outcome": "given"},
        {"video": str(without_slot.pk), "outcome": "no_free_slot"},
    ]
    assert give(ada_client, given.pk).json()["results"][0]["outcome"] == "already_given"
    claimed = alice_client.post("/api/v1/queue/next/", {"project": project.slug}).json()
    assert claimed["video"]["id"] == str(given.pk)
    assert give(ada_client, given.pk).json()["results"][0]["outcome"] == "already_assigned"
    assert Event.objects.filter(action="assignment.given").count() == 3


def test_giving_is_for_admins_and_to_annotators(
    ada_client: APIClient,
    bob_client: APIClient,
    charlie_client: APIClient,
    anonymous_client: APIClient,
    alice: User,
    video: Video,
) -> None:
    assert give(bob_client, video.pk).status_code == 403
    assert give(charlie_client, video.pk).status_code == 404
    assert give(anonymous_client, video.pk).status_code == 401
    assert give(ada_client, video.pk, person="bob").json()["errors"][0]["code"] == "not_an_annotator"
    assert give(ada_client, uuid.uuid4()).json()["errors"][0]["field"] == "videos.0"
    assert give(ada_client).status_code == 400
    assert give(ada_client, "x").status_code == 400


def test_who_leaves_keeps_nothing_waiting(ada_client: APIClient, alice: User, project: Project) -> None:
    give(ada_client, work.queued_video(project).pk)
    assert queue_person_clear(project=project, person=alice) == 1
    assert QueueEntry.objects.get().person is None


def test_slots_are_opened_once(video: Video) -> None:
    video.project.overlap = 3
    queue_entries_open(video=video)
    queue_entries_open(video=video)
    assert sorted(QueueEntry.objects.values_list("slot", flat=True)) == [0, 1, 2]


@pytest.mark.parametrize(("before", "after", "left"), [(1, 3, 3), (3, 1, 1), (3, 2, 2), (2, 2, 2)])
def test_a_new_overlap_fits_the_slots(
    alice: User, project: Project, before: int, after: int, left: int
) -> None:
    project.overlap = before
    video = factories.video_make(project)
    queue_entries_open(video=video)
    queue_next(project=project, person=alice)
    project.overlap = after
    queue_overlap_fit(project=project)
    assert QueueEntry.objects.count() == left
    assert QueueEntry.objects.filter(status="taken", holder=alice).count() == 1


def test_what_work_lets_a_person_read(alice: User, bob: User, project: Project) -> None:
    annotation = work.draft(project, alice)
    candidate, _ = work.queued_video(project), work.queued_video(project)
    queue_next(project=project, person=alice)
    assert set(Video.objects.filter(videos_at_work(alice))) == {annotation.video, candidate}
    Prefetch.objects.update(until=timezone.now())
    assert set(Video.objects.filter(videos_at_work(alice))) == {annotation.video}
    assert not Video.objects.filter(videos_to_judge(bob)).exists()
    submitted = work.complete(annotation)
    Annotation.objects.filter(pk=submitted.pk).update(status="submitted")
    assert set(Video.objects.filter(videos_to_judge(bob))) == {annotation.video}
    assert not Video.objects.filter(videos_to_judge(alice)).exists()
