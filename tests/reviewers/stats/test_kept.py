"""The numbers of a project that is too large to be counted while somebody waits."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from annotations.models import Job, Project, User
from annotations.services.job_runs import job_execute
from reviewers.models import KeptStats
from reviewers.services.stats import kept
from reviewers.services.stats.parts import PARTS
from reviewers.services.stats.report import TABLES
from tests import factories, work
from tests.reviewers.stats.test_stats import URL, answered, people, read, table

pytestmark = [pytest.mark.django_db, pytest.mark.data_layer]
__all__ = ["people"]


@pytest.fixture(autouse=True)
def every_project_is_large(monkeypatch: pytest.MonkeyPatch, project: Project, people: list[User]) -> None:
    """One answer is more than is counted live, and there are two."""
    monkeypatch.setattr(kept, "LIVE_ANSWERS", 1)
    video = work.queued_video(project, source="Sora")
    for person in people:
        answered(person, video)


def asked(client: APIClient) -> float | None:
    response = client.post(URL)
    assert response.status_code == 202, response.json()
    found: float | None = response.json()["counting"]
    return found


def counted(client: APIClient) -> Any:
    """Ask for a count, do the job, read."""
    asked(client)
    job_execute(job_id=Job.objects.filter(kind="stats").latest("created_at").pk)
    return read(client)


def aged() -> None:
    KeptStats.objects.update(as_of=timezone.now() - kept.FRESH - timedelta(seconds=1))


def test_before_the_first_count_one_is_told_to_ask_for_it(bob_client: APIClient) -> None:
    for path in (URL, *(f"{URL}{name}.csv" for name in TABLES)):
        response = bob_client.get(path)
        assert (response.status_code, response.json()["code"]) == (409, "stats_not_counted")
        assert response.json()["counting"] is None
    assert asked(bob_client) == 0
    assert bob_client.get(URL).json()["counting"] == 0


def test_a_count_says_what_counting_live_says(monkeypatch: pytest.MonkeyPatch, bob_client: APIClient) -> None:
    found = counted(bob_client)
    tables = {name: table(bob_client, name) for name in TABLES}
    assert (found["kept"], found["due"], found["counting"]) == (True, False, None)
    monkeypatch.setattr(kept, "LIVE_ANSWERS", 2)
    live = read(bob_client)
    assert (live["kept"], live["due"], live["counting"]) == (False, False, None)
    told_apart = {"as_of", "kept"}
    assert {key: found[key] for key in found if key not in told_apart} == {
        key: live[key] for key in live if key not in told_apart
    }
    assert live["verdicts"]["fake"] == 2
    assert tables == {name: table(bob_client, name) for name in TABLES}


def test_the_last_count_stays_until_the_next_is_done(
    project: Project, people: list[User], bob_client: APIClient
) -> None:
    counted(bob_client)
    answered(people[0], work.queued_video(project))
    aged()
    late = read(bob_client)
    assert (late["due"], late["verdicts"]["fake"]) == (True, 2)
    assert asked(bob_client) == 0
    assert (read(bob_client)["due"], read(bob_client)["counting"]) == (False, 0)
    assert counted(bob_client)["verdicts"]["fake"] == 3


def test_all_who_ask_at_once_share_one_count(bob_client: APIClient, rita_client: APIClient) -> None:
    for client in (bob_client, rita_client, bob_client):
        asked(client)
    assert Job.objects.filter(kind="stats").count() == 1
    counted(bob_client)
    counted(rita_client)
    assert Job.objects.filter(kind="stats").count() == 2


def test_a_count_that_failed_is_tried_again_when_asked_for(bob_client: APIClient) -> None:
    asked(bob_client)
    Job.objects.update(status=Job.Status.FAILED)
    assert bob_client.get(URL).json()["counting"] is None
    assert counted(bob_client)["verdicts"]["fake"] == 2
    assert Job.objects.filter(kind="stats").count() == 1


def test_a_count_that_was_cancelled_leaves_the_last(
    bob_client: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = counted(bob_client)
    aged()
    asked(bob_client)
    job = Job.objects.filter(kind="stats").latest("created_at")

    def cancelled(project: Project, without: object) -> dict[str, int]:
        Job.objects.filter(pk=job.pk).update(status=Job.Status.CANCELLED)
        return {}

    monkeypatch.setitem(PARTS, "progress", cancelled)
    job_execute(job_id=job.pk)
    assert read(bob_client)["progress"] == before["progress"]


def test_nothing_of_a_video_in_any_readers_own_work_is_counted(
    project: Project, people: list[User], alice: User, alice_client: APIClient, bob_client: APIClient
) -> None:
    """One count serves all who may read it, so that it tells no one about a video they are still at."""
    project.overlap = 3
    project.save()
    factories.member_make(project, alice, "reviewer")
    video = work.queued_video(project, source="Veo")
    for person in people:
        answered(person, video, "unsure")
    work.draft(project, alice, video)
    for found in (counted(bob_client), read(alice_client)):
        assert found["verdicts"] == {"fake": 2, "real": 0, "unsure": 0}
        assert found["answers"] == {"draft": 1, "submitted": 4, "returned": 0, "accepted": 0}


def test_a_small_project_needs_no_count(bob_client: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "LIVE_ANSWERS", 2)
    assert asked(bob_client) is None
    assert not Job.objects.filter(kind="stats").exists()


@pytest.mark.parametrize("videos", [1, 10])
def test_reading_a_count_costs_the_same(
    videos: int,
    project: Project,
    people: list[User],
    bob_client: APIClient,
    django_assert_num_queries: Callable[[int], Any],
) -> None:
    for _ in range(videos):
        answered(people[0], work.queued_video(project))
    counted(bob_client)
    # session, person, project, roles; answers counted to a limit; a count under way, the last count
    with django_assert_num_queries(7):
        read(bob_client)
