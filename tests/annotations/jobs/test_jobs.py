"""Jobs: claimed once, fenced, retried, cancelled, found again."""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import kombu.exceptions
import pytest
from django.db import connection, connections
from django.utils import timezone
from rest_framework.test import APIClient

from annotations import tasks
from annotations.errors import JobLostError
from annotations.models import Event, Job, Project, User
from annotations.services import jobs
from annotations.services.job_runs import job_execute
from tests import factories
from tests.annotations.jobs.counting import COUNTING, SETTING
from tests.conftest import client_for

pytestmark = [pytest.mark.django_db, pytest.mark.data_layer]
URL = "/api/v1/jobs/"


@pytest.fixture(autouse=True)
def _counting(settings: Any) -> Iterator[None]:
    settings.JOB_KINDS = {"count": SETTING}
    COUNTING.told.clear()
    yield


@pytest.fixture
def make(project: Project, ada: User) -> Any:
    def job_make(do: str = "count", **fields: Any) -> Job:
        values: dict[str, Any] = {
            "kind": "count",
            "params": {"do": do},
            "created_by": ada,
            "project": project,
        }
        return jobs.job_create(**(values | fields))

    return job_make


def done(job: Job) -> Job:
    assert job_execute(job_id=job.pk)
    job.refresh_from_db()
    return job


def expire(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def claim(job: Job) -> Job:
    claimed = jobs.job_claim(job_id=job.pk)
    assert claimed
    return claimed


def test_a_job_is_done_with_its_result(make: Any) -> None:
    job = done(make())
    assert (job.status, job.progress, job.attempts, job.result) == ("done", 1, 1, {"counted": 5})
    assert (job.owner, job.lease_until) == (None, None)
    assert job.started_at and job.finished_at
    assert list(Event.objects.filter(subject_id=str(job.pk)).values_list("action", flat=True)) == [
        "job.done",
        "job.created",
    ]


def test_it_is_done_once(make: Any) -> None:
    job = done(make("effect"))
    assert not job_execute(job_id=job.pk)
    assert Event.objects.filter(action="test.effect").count() == 1
    assert job.result_url == "/api/v1/x/"


def test_a_job_that_does_not_exist_is_nothing_to_do(db: None) -> None:
    assert not job_execute(job_id=uuid.uuid4())


def test_the_same_key_is_the_same_job(make: Any) -> None:
    assert make(key="a").pk == make(key="a").pk
    assert make(key="b").pk != make(key="c").pk


@pytest.mark.parametrize(
    ("do", "code", "detail"),
    [("refuse", "wrong_state", "This cannot be counted."), ("crash", "internal", "Something went wrong")],
)
def test_a_failure_says_why_and_tells_the_kind(make: Any, do: str, code: str, detail: str) -> None:
    job = done(make(do))
    assert (job.status, job.error_code) == ("failed", code)
    assert job.error_detail.startswith(detail)
    assert COUNTING.told == [f"failed {code}"]


@pytest.mark.parametrize("error", ["OperationalError", "InterfaceError", "DatabaseError"])
def test_a_lost_database_gives_the_job_back(make: Any, monkeypatch: Any, error: str) -> None:
    """Whatever the driver meets first; that it is lost is asked of the connection."""
    monkeypatch.setattr(connections["default"], "is_usable", lambda: False)
    # The test's own transaction lives on this connection.
    monkeypatch.setattr(connections["default"], "close_if_unusable_or_obsolete", lambda: None)
    job = done(make(params={"do": "database_away", "error": error}))
    assert (job.status, job.attempts, job.owner) == ("queued", 1, None)


@pytest.mark.parametrize("error", ["IntegrityError", "DatabaseError"])
def test_a_mistake_in_a_query_is_no_lost_database(make: Any, error: str) -> None:
    job = done(make(params={"do": "database_away", "error": error}))
    assert (job.status, job.error_code) == ("failed", "internal")


def test_it_is_claimed_once(make: Any) -> None:
    job = make()
    claim(job)
    assert jobs.job_claim(job_id=job.pk) is None


def test_a_lease_that_ran_out_is_claimed_again(make: Any) -> None:
    job = make()
    first = claim(job)
    expire(job)
    second = claim(job)
    assert (second.attempts, second.owner != first.owner) == (2, True)
    with pytest.raises(JobLostError):
        jobs.job_hold(job=first)
    with pytest.raises(JobLostError):
        jobs.job_finish(job=first, result=None)
    with pytest.raises(JobLostError):
        jobs.job_fail(job=first, code="x", detail="x")
    jobs.job_requeue(job=first)
    jobs.job_finish(job=second, result={})
    assert Job.objects.get().status == "done"


def test_the_effect_of_a_worker_that_lost_its_job_is_rolled_back(make: Any) -> None:
    job = done(make("taken_over"))
    assert job.status == "running"
    assert not Event.objects.filter(action="test.effect").exists()


def test_holding_renews_the_lease(make: Any) -> None:
    job = claim(make())
    before = job.lease_until
    jobs.job_hold(job=job, progress=0.5)
    job.refresh_from_db()
    assert before and job.lease_until and job.lease_until > before
    assert job.progress == 0.5


def test_a_worker_that_dies_again_and_again_is_given_up(make: Any, settings: Any) -> None:
    settings.JOB_MAX_ATTEMPTS = 2
    job = make()
    for _ in range(2):
        claim(job)
        expire(job)
    assert jobs.job_claim(job_id=job.pk) is None
    assert jobs.jobs_give_up() == 1
    job.refresh_from_db()
    assert (job.status, job.error_code) == ("failed", "worker_lost")
    assert COUNTING.told == ["failed worker_lost"]


def test_the_sweeper_publishes_what_is_waiting_ever_more_rarely(make: Any, monkeypatch: Any) -> None:
    sent: list[str] = []
    clock = [1000.0]
    monkeypatch.setattr(tasks.run_job, "apply_async", lambda args, queue: sent.append(args[0]))
    monkeypatch.setattr("annotations.tasks.time.monotonic", lambda: clock[0])
    queued, lost, running = make(), make(), make()
    claim(lost)
    expire(lost)
    claim(running)
    sweeper = tasks.Sweeper(5)
    assert sweeper.sweep() == 2
    assert set(sent) == {str(queued.pk), str(lost.pk)}
    published = []
    for _ in range(12):
        clock[0] += 5
        published.append(sweeper.sweep())
    assert published == [0, 2, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0]
    jobs.job_finish(job=claim(queued), result=None)
    clock[0] += 1000
    assert sweeper.sweep() == 1


def test_a_queue_without_workers_holds_up_no_other(make: Any, monkeypatch: Any) -> None:
    sent: list[tuple[str, str]] = []
    monkeypatch.setattr(tasks.run_job, "apply_async", lambda args, queue: sent.append((args[0], queue)))
    monkeypatch.setattr(tasks, "REPUBLISH_AT_MOST", 2)
    models = [make() for _ in range(3)]
    Job.objects.update(queue="gpu")
    ours = make()
    assert tasks.Sweeper(5).sweep() == 3
    assert set(sent) == {(str(models[0].pk), "gpu"), (str(models[1].pk), "gpu"), (str(ours.pk), "default")}


def test_publishing_waits_for_the_commit(
    make: Any, monkeypatch: Any, django_capture_on_commit_callbacks: Any
) -> None:
    sent: list[str] = []
    monkeypatch.setattr(tasks.run_job, "apply_async", lambda args, queue: sent.append(args[0]))
    job = make()
    with django_capture_on_commit_callbacks() as callbacks:
        tasks.job_publish(job)
    assert sent == []
    callbacks[0]()
    assert sent == [str(job.pk)]


def test_the_task_does_the_job(make: Any) -> None:
    job = make()
    tasks.run_job(str(job.pk))
    job.refresh_from_db()
    assert job.status == "done"


def test_a_project_admin_sees_a_job(ada_client: APIClient, make: Any) -> None:
    job = done(make("effect"))
    body = ada_client.get(f"{URL}{job.pk}/").json()
    expected = {"status": "done", "progress": 1, "error": None, "result": "/api/v1/x/", "kind": "count"}
    assert {key: body[key] for key in expected} == expected


def test_a_failed_job_says_why(ada_client: APIClient, make: Any) -> None:
    job = done(make("refuse"))
    error = ada_client.get(f"{URL}{job.pk}/").json()["error"]
    assert error == {"code": "wrong_state", "detail": "This cannot be counted."}


def test_the_list_is_for_admins(ada_client: APIClient, rita: User, make: Any) -> None:
    make()
    own = make(created_by=rita)
    rita_client = client_for(rita)
    assert len(ada_client.get(URL, {"project": "demo"}).json()["results"]) == 2
    assert ada_client.get(URL, {"status": "done"}).json()["results"] == []
    assert ada_client.get(URL, {"status": "x"}).status_code == 400
    assert rita_client.get(URL).json()["results"] == []
    assert rita_client.get(f"{URL}{own.pk}/").status_code == 200


@pytest.mark.parametrize("count", [1, 20])
def test_the_list_costs_the_same_for_many(
    count: int, ada_client: APIClient, make: Any, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        make()
    # session, user, jobs with their project
    with django_assert_num_queries(3):
        assert len(ada_client.get(URL).json()["results"]) == count


@pytest.mark.parametrize("path", ["", "cancel/", "retry/"])
@pytest.mark.parametrize("fixture", ["alice_client", "charlie_client"])
def test_it_refuses_an_outsider(fixture: str, path: str, request: pytest.FixtureRequest, make: Any) -> None:
    client = request.getfixturevalue(fixture)
    url = f"{URL}{make().pk}/{path}"
    assert (client.post(url) if path else client.get(url)).status_code == 404


def test_the_maker_of_a_job_who_left_sees_it_no_more(make: Any) -> None:
    job = make(created_by=factories.user_make("dora"))
    assert client_for(job.created_by).get(f"{URL}{job.pk}/").status_code == 404


def test_a_missing_one_is_404(ada_client: APIClient) -> None:
    assert ada_client.get(f"{URL}{uuid.uuid4()}/").status_code == 404


def test_a_queued_job_is_cancelled_at_once(ada_client: APIClient, make: Any) -> None:
    job = make()
    body = ada_client.post(f"{URL}{job.pk}/cancel/").json()
    assert (body["status"], body["error"]["code"]) == ("cancelled", "cancelled")
    assert not job_execute(job_id=job.pk)
    assert COUNTING.told == ["failed cancelled"]
    again = ada_client.post(f"{URL}{job.pk}/cancel/")
    assert (again.status_code, again.json()["code"]) == (409, "job_not_cancellable")


def test_a_running_job_stops_at_its_next_step(make: Any) -> None:
    job = done(make("cancelled_meanwhile"))
    assert (job.status, job.error_code, job.progress) == ("cancelled", "cancelled", 0)


def test_a_job_whose_worker_died_after_the_cancelling_ends_so(ada: User, make: Any) -> None:
    job = make()
    claim(job)
    assert jobs.job_cancel(job=job, actor=ada).status == "running"
    expire(job)
    assert done(job).status == "cancelled"


def test_a_failed_job_is_tried_again(ada_client: APIClient, make: Any) -> None:
    job = done(make("refuse"))
    body = ada_client.post(f"{URL}{job.pk}/retry/").json()
    assert (body["status"], body["error"], body["attempts"]) == ("queued", None, 0)
    assert COUNTING.told == ["failed wrong_state", "retried"]
    Job.objects.update(params={"do": "count"})
    assert done(job).status == "done"


def test_a_done_job_is_not_tried_again(ada_client: APIClient, make: Any) -> None:
    response = ada_client.post(f"{URL}{done(make()).pk}/retry/")
    assert (response.status_code, response.json()["code"]) == (409, "job_not_retryable")


def test_a_kind_that_is_gone_fails_its_jobs(make: Any) -> None:
    job = done(make(kind="of old"))
    assert (job.status, job.error_code) == ("failed", "internal")


def test_a_broker_that_is_away_stops_nobody(make: Any, monkeypatch: Any, caplog: Any) -> None:
    def away(args: tuple[str], queue: str) -> None:
        raise kombu.exceptions.OperationalError("no broker")

    monkeypatch.setattr(tasks.run_job, "apply_async", away)
    monkeypatch.setitem(tasks._broker, "away_until", 0.0)
    make()
    sweeper = tasks.Sweeper(5)
    assert (sweeper.sweep(), caplog.text.count("goes on with it")) == (0, 1)
    assert (sweeper.sweep(), caplog.text.count("goes on with it")) == (0, 1)  # it is left alone for a while
    monkeypatch.setattr(tasks.run_job, "apply_async", lambda args, queue: None)
    monkeypatch.setitem(tasks._broker, "away_until", 0.0)
    assert sweeper.sweep() == 1


def test_jobs_whose_messages_are_gone_are_published_at_once(make: Any, monkeypatch: Any) -> None:
    """Nothing runs on a queue that is served although a job waits; other queues are left to their workers."""
    sent: list[str] = []
    monkeypatch.setattr(tasks.run_job, "apply_async", lambda args, queue: sent.append(queue))
    make()
    make(queue="gpu")
    sweeper = tasks.Sweeper(5, served=["default"])
    assert (sweeper.sweep(), sweeper.sweep(), sweeper.sweep()) == (2, 1, 1)
    claim(make())
    assert sweeper.sweep() == 0
    assert sorted(sent) == ["default", "default", "default", "gpu"]


def test_a_request_does_not_fail_with_its_broker(make: Any) -> None:
    tasks.job_publish(make())
    hook: Any = connection.run_on_commit[-1]
    assert hook[2] is True  # robust: an exception is logged, not raised
