"""Taking the next video: own unfinished work first, else the best free slot."""

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from annotations.models import Annotation, Assignment, Event, Project, Purpose, QueueEntry, User, Video
from annotations.selectors.queue import GIVEN_PRIORITY, HOLDING, entries_claimable
from annotations.services.queue import queue_entries_open
from tests import factories, work
from tests.conftest import client_for

pytestmark = [pytest.mark.django_db, pytest.mark.data_layer]


def next_for(client: APIClient, project: Project, **wish: str) -> Any:
    return client.post("/api/v1/queue/next/", {"project": project.slug, **wish})


def test_it_claims_a_video_with_a_draft(alice_client: APIClient, alice: User, project: Project) -> None:
    video = work.queued_video(project)
    body = next_for(alice_client, project).json()
    assignment = Assignment.objects.get()
    annotation = Annotation.objects.get()
    assert body["assignment"] == {
        "id": str(assignment.pk),
        "purpose": "annotate",
        "lease_until": body["assignment"]["lease_until"],
        "lease_seconds": 900,
    }
    assert body["annotation"]["id"] == str(annotation.pk)
    assert body["annotation"]["editable"] is True
    assert body["annotation"]["lease_until"] == body["assignment"]["lease_until"]
    assert body["video"]["id"] == str(video.pk)
    assert body["prefetch"] is None
    assert (assignment.person, annotation.annotator, annotation.revision) == (alice, alice, 0)
    entry = QueueEntry.objects.get()
    assert (entry.status, entry.holder, entry.claim) == ("taken", alice, assignment.pk)
    assert Event.objects.get(action="assignment.claimed").actor == alice


def test_there_is_nothing_to_do(alice_client: APIClient, project: Project) -> None:
    assert next_for(alice_client, project).status_code == 204


def test_the_same_draft_comes_again_until_it_is_finished(alice_client: APIClient, project: Project) -> None:
    work.queued_video(project)
    work.queued_video(project)
    first, second = (next_for(alice_client, project).json() for _ in range(2))
    assert first["annotation"]["id"] == second["annotation"]["id"]
    assert QueueEntry.objects.filter(status="taken").count() == 1


def test_the_next_candidate_may_be_prefetched(alice_client: APIClient, project: Project) -> None:
    work.queued_video(project)
    candidate = work.queued_video(project)
    assert next_for(alice_client, project).json()["prefetch"] == {"video": str(candidate.pk)}


def test_the_next_one_is_claimed_while_the_last_one_is_handed_in(
    alice_client: APIClient, project: Project
) -> None:
    """The answer that is being handed in is neither what comes next nor what comes after that."""
    videos = [work.queued_video(project) for _ in range(3)]
    first = next_for(alice_client, project).json()
    following = next_for(alice_client, project, after=first["annotation"]["id"])
    body = following.json()
    assert [body["video"]["id"], body["prefetch"]["video"]] == [str(video.pk) for video in videos[1:]]
    assert body["annotation"]["editable"] is True
    again = next_for(alice_client, project, after=first["annotation"]["id"]).json()
    assert again["annotation"]["id"] == body["annotation"]["id"]
    assert QueueEntry.objects.filter(status="taken").count() == 2
    work_left = next_for(alice_client, project, after=body["annotation"]["id"]).json()
    assert work_left["annotation"]["id"] == first["annotation"]["id"]


def test_handing_in_the_last_one_leaves_nothing(alice_client: APIClient, project: Project) -> None:
    work.queued_video(project)
    last = next_for(alice_client, project).json()["annotation"]["id"]
    assert next_for(alice_client, project, after=last).status_code == 204
    assert next_for(alice_client, project, after="last").status_code == 400


def test_higher_priority_comes_first_then_the_older(alice_client: APIClient, project: Project) -> None:
    work.queued_video(project)
    work.queued_video(project)
    urgent = work.queued_video(project)
    QueueEntry.objects.filter(video=urgent).update(priority=5)
    assert next_for(alice_client, project).json()["video"]["id"] == str(urgent.pk)


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "processing"},
        {"status": "failed"},
        {"metadata_only": True},
        {"taken_down_at": timezone.now()},
    ],
)
def test_only_ready_videos_are_given(
    alice_client: APIClient, project: Project, fields: dict[str, Any]
) -> None:
    video = work.queued_video(project)
    Video.objects.filter(pk=video.pk).update(**fields)
    assert next_for(alice_client, project).status_code == 204


def test_the_overlap_is_never_exceeded(project: Project, video: Video) -> None:
    Project.objects.update(overlap=3)
    video.refresh_from_db()
    queue_entries_open(video=video)
    people = [factories.member_make(project, factories.user_make(), "annotator") for _ in range(4)]
    answers = [next_for(client_for(person), project).status_code for person in people]
    assert answers == [200, 200, 200, 204]


def test_somebody_elses_personal_entry_is_not_taken(
    alice_client: APIClient, alice: User, bob: User, project: Project
) -> None:
    work.queued_video(project)
    QueueEntry.objects.update(person=bob)
    assert next_for(alice_client, project).status_code == 204
    QueueEntry.objects.update(person=alice)
    assert next_for(alice_client, project).status_code == 200


def test_an_expired_lease_goes_to_somebody_else(
    alice: User, alice_client: APIClient, project: Project
) -> None:
    work.queued_video(project)
    next_for(alice_client, project)
    QueueEntry.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    other = factories.member_make(project, factories.user_make("anna"), "annotator")
    assert next_for(client_for(other), project).status_code == 200
    assert Assignment.objects.get(person=alice).status == "expired"
    assert Event.objects.filter(action="assignment.expired").count() == 1
    assert next_for(alice_client, project).status_code == 204


def test_an_expired_lease_that_nobody_took_is_resumed(alice_client: APIClient, project: Project) -> None:
    work.queued_video(project)
    first = next_for(alice_client, project).json()
    QueueEntry.objects.update(lease_until=timezone.now() - timedelta(days=1))
    assert next_for(alice_client, project).json()["annotation"]["id"] == first["annotation"]["id"]
    assert QueueEntry.objects.get().lease_until > timezone.now()  # type: ignore[operator]


def test_what_was_given_back_is_offered_last_and_goes_on(alice_client: APIClient, project: Project) -> None:
    work.queued_video(project)
    first = next_for(alice_client, project).json()
    fresh = work.queued_video(project)
    alice_client.post(f"/api/v1/assignments/{first['assignment']['id']}/release/")
    second = next_for(alice_client, project).json()
    assert second["video"]["id"] == str(fresh.pk)
    alice_client.post(f"/api/v1/assignments/{second['assignment']['id']}/skip/", {"reason": "distressing"})
    third = next_for(alice_client, project).json()
    assert third["annotation"]["id"] == first["annotation"]["id"]
    assert third["assignment"]["id"] == first["assignment"]["id"]


def test_earlier_work_bars_a_video_unless_it_was_given(alice: User, project: Project) -> None:
    """Every state of the person's earlier work, for open slots of everybody, of theirs, and given to them."""
    expected = set()
    cases = product([None, *Assignment.Status], [None, alice], [0, GIVEN_PRIORITY])
    for earlier, person, priority in cases:
        video = work.queued_video(project)
        QueueEntry.objects.filter(video=video).update(person=person, priority=priority)
        if earlier:
            whose = {"project": project, "video": video, "person": alice}
            Assignment.objects.create(purpose=Purpose.ANNOTATE, status=earlier, **whose)
        if not earlier or (person and priority and earlier not in HOLDING):
            expected.add(video.pk)
    claimable = entries_claimable(project=project, person=alice, now=timezone.now())
    assert set(claimable.values_list("video", flat=True)) == expected
    assert len(expected) == 7


def test_returned_work_comes_before_drafts(alice: User, alice_client: APIClient, project: Project) -> None:
    draft, returned = work.draft(project, alice), work.returned(project, alice)
    assert next_for(alice_client, project).json()["annotation"]["id"] == str(returned.pk)
    work.complete(returned)
    assert next_for(alice_client, project).json()["annotation"]["id"] == str(draft.pk)


def test_roles(
    project: Project, charlie_client: APIClient, bob_client: APIClient, anonymous_client: APIClient
) -> None:
    assert next_for(charlie_client, project).status_code == 404
    assert next_for(bob_client, project).status_code == 403
    assert next_for(anonymous_client, project).status_code == 401


@pytest.mark.parametrize("body", [{}, {"project": None}, {"project": ["demo"]}, {"project": "no slug"}, []])
def test_bad_input(alice_client: APIClient, project: Project, body: Any) -> None:
    assert alice_client.post("/api/v1/queue/next/", body).status_code == 400


def test_the_queries_are_counted(
    alice_client: APIClient, project: Project, django_assert_max_num_queries: Any
) -> None:
    for _ in range(30):
        work.queued_video(project)
    # session, user, project, roles, savepoint, (person's lock), unfinished, the video that was announced,
    # claim, entry, its assignments, assignment, annotation, event, the annotation and its traces,
    # next unfinished, next candidate, savepoint, prefetch, release of the savepoints (2)
    with django_assert_max_num_queries(22):
        assert next_for(alice_client, project).status_code == 200
