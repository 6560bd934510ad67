"""Evaluations over REST: lines are sent, a job scores them, the numbers and every problem are read."""

import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from annotations.models import Job, Project, User
from annotations.services.job_runs import job_execute
from models_service.models import Evaluation
from models_service.services.evaluations.making import lines_path
from tests import factories
from tests.conftest import client_for
from tests.models_service.evaluation.making import line
from tests.models_service.evaluation.test_evaluate_command import GOOD, ROWS
from tests.reviewers.exchange.importing import import_rows

pytestmark = pytest.mark.django_db
URL = "/api/v1/evaluations/"


@pytest.fixture
def release(project: Project, rita_client: APIClient, tmp_path: Path) -> int:
    """The number of a release that is done."""
    import_rows(project, ROWS, tmp_path)
    made = rita_client.post("/api/v1/releases/", {"project": "demo", "allow_leaks": True}).json()
    job_execute(job_id=made["job"]["id"])
    number: int = made["version"]
    return number


def send(client: APIClient, content: bytes, **fields: Any) -> Any:
    form = {"project": "demo", "release": 1} | fields
    form["predictions"] = SimpleUploadedFile("lines.jsonl", content, "application/x-ndjson")
    return client.post(URL, form, format="multipart")


def lines(*bodies: Any) -> bytes:
    return b"\n".join(each if isinstance(each, bytes) else json.dumps(each).encode() for each in bodies)


def outcome(client: APIClient, sent: Any) -> dict[str, Any]:
    assert sent.status_code == 202, sent.json()
    assert (sent.json()["status"], sent.json()["metrics"]) == ("queued", None)
    job_execute(job_id=uuid.UUID(sent.json()["job"]["id"]))
    body: dict[str, Any] = client.get(f"{URL}{sent.json()['id']}/").json()
    return body


def test_it_is_scored_by_a_job(release: int, rita_client: APIClient) -> None:
    content = lines(line("fake-a", **GOOD), b"{", line("fake-b", "?"), line("real-a", "REAL"), line("nobody"))
    body = outcome(rita_client, send(rita_client, content))
    assert (body["status"], body["release"], body["model_id"]) == ("done", 1, "m")
    assert body["metrics"]["bbox_iou"] == {"value": 50.0, "ci": None, "n": 2, "reason": None}
    assert (body["denominators"]["videos"], body["coverage"]["predicted"]) == (3, 3)
    assert [(each["line"], each["code"]) for each in body["problems"]] == [
        (2, "not_json"),
        (3, "label_unknown"),
        (None, "unknown_video"),
    ]
    assert set(body["by"]) == {"category", "source", "length"}
    (listed,) = rita_client.get(f"{URL}?project=demo").json()["results"]
    assert listed["metrics"] == body["metrics"]
    assert "problems" not in listed


def test_problems_are_told_in_the_readers_language(release: int, rita_client: APIClient) -> None:
    body = outcome(rita_client, send(rita_client, b"{"))
    again = rita_client.get(f"{URL}{body['id']}/", headers={"Accept-Language": "zh-Hans"}).json()
    assert body["problems"][0]["detail"] == "This line is not JSON."
    assert again["problems"][0]["detail"] == "此行不是 JSON。"


def test_splits_and_one_of_several_models(release: int, rita_client: APIClient) -> None:
    content = lines(line("fake-b", **GOOD), line("fake-b", "REAL") | {"model_id": "other"})
    body = outcome(rita_client, send(rita_client, content))
    assert (body["status"], body["job"]["error"]["code"]) == ("failed", "several_models")
    body = outcome(rita_client, send(rita_client, content, splits=["test"], model_id="m"))
    assert (body["splits"], body["coverage"]["videos"], body["metrics"]["fake_accuracy"]["value"]) == (
        ["test"],
        2,
        100.0,
    )


def test_a_job_that_runs_twice_scores_once_and_never_changes(release: int, rita_client: APIClient) -> None:
    body = outcome(rita_client, send(rita_client, lines(line("fake-a"))))
    assert not job_execute(job_id=uuid.UUID(body["job"]["id"]))
    evaluation = Evaluation.objects.get()
    assert lines_path(evaluation).read_bytes() == lines(line("fake-a"))
    assert len(evaluation.sha256) == 64


def test_whoever_may_not_make_releases_makes_no_evaluation(
    release: int, alice_client: APIClient, bob_client: APIClient, charlie_client: APIClient
) -> None:
    assert [send(client, b"{}").status_code for client in (alice_client, bob_client, charlie_client)] == [
        403,
        403,
        404,
    ]
    assert not Job.objects.filter(kind="evaluate").exists()


def test_what_cannot_be_evaluated_is_refused(project: Project, rita: User, rita_client: APIClient) -> None:
    assert send(rita_client, b"{}").status_code == 404
    made = rita_client.post("/api/v1/releases/", {"project": "demo", "allow_leaks": True}).json()
    sent = send(rita_client, b"{}", release=made["version"])
    assert (sent.status_code, sent.json()["code"]) == (409, "release_not_done")
    for wrong in ({"release": "x"}, {"release": 10**20}, {"splits": ["all"]}, {"project": ""}):
        assert send(rita_client, b"{}", **wrong).status_code == 400, wrong
    assert rita_client.post(URL, {"project": "demo", "release": 1}, format="multipart").status_code == 400


def test_a_list_costs_the_same_for_any_length(
    release: int, rita: User, django_assert_num_queries: Any
) -> None:
    """Session, person, membership of the token-less client and the page."""
    client = client_for(rita)
    project = Project.objects.get(slug="demo")
    counts = []
    for _ in range(2):
        for _ in range(4):
            Evaluation.objects.create(project=project, release=project.releases.get(), created_by=rita)
        with django_assert_num_queries(3) as asked:
            assert client.get(URL).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
    other = factories.member_make(factories.project_make("elsewhere"), factories.user_make(), "researcher")
    assert client_for(other).get(URL).json()["results"] == []
