"""Carrying a box along: asked for by the annotator of a live draft, done by a worker, seen by nobody else."""

import uuid
from typing import Any

import pytest
from rest_framework.test import APIClient

from annotations import tasks
from annotations.models import Annotation, Job, Project, QueueEntry, User, Video
from annotations.services.aids.tracking import AT_ONCE_MAX
from annotations.services.job_runs import job_execute
from tests import factories, uploading, work
from tests.media import clip

pytestmark = pytest.mark.django_db
BOX = {"left": 40, "top": 60, "width": 80, "height": 60}


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks.run_job, "apply_async", lambda args, queue: None)


@pytest.fixture
def ready(project: Project) -> Video:
    return uploading.ready_video(project, clip("fps_24"))


@pytest.fixture
def draft(project: Project, alice: User, ready: Video) -> Annotation:
    return work.draft(project, alice, ready)


def ask(client: APIClient, annotation: Annotation, **fields: Any) -> Any:
    body = {"trace": str(uuid.uuid4()), "from_frame": 2, "to_frame": 12, "bbox": BOX} | fields
    return client.post(f"/api/v1/annotations/{annotation.pk}/track/", body)


def result(client: APIClient, annotation: Annotation, job_id: str) -> Any:
    return client.get(f"/api/v1/annotations/{annotation.pk}/track/{job_id}/")


def test_a_worker_follows_the_box(alice_client: APIClient, draft: Annotation) -> None:
    response = ask(alice_client, draft)
    assert response.status_code == 202, response.json()
    job = response.json()
    assert (job["kind"], job["status"], job["result"]) == ("track", "queued", None)
    early = result(alice_client, draft, job["id"])
    assert (early.status_code, early.json()["code"]) == (409, "track_not_done")
    assert job_execute(job_id=uuid.UUID(job["id"]))
    assert alice_client.get(f"/api/v1/jobs/{job['id']}/").json()["status"] == "done"
    body = result(alice_client, draft, job["id"]).json()
    assert set(body) == {"keyframes", "confidence", "lost_at"}
    assert body["keyframes"][0] == {"frame": 2, **BOX}
    assert 0 <= body["confidence"] <= 1
    after = work.fresh(draft)
    assert (after.revision, after.trace_rows) == (draft.revision, [])


def test_nobody_else_sees_what_it_found(
    alice_client: APIClient,
    bob_client: APIClient,
    ada_client: APIClient,
    charlie_client: APIClient,
    draft: Annotation,
) -> None:
    job_id = ask(alice_client, draft).json()["id"]
    job_execute(job_id=uuid.UUID(job_id))
    for client in (bob_client, ada_client, charlie_client):
        assert result(client, draft, job_id).status_code == 404
        assert ask(client, draft).status_code == 404
    work.complete(draft)
    fresh = work.fresh(draft)
    headers = {"If-Match": f'"{fresh.revision}"'}
    assert alice_client.post(f"/api/v1/annotations/{draft.pk}/submit/", headers=headers).status_code == 200
    assert result(bob_client, draft, job_id).status_code == 403
    assert result(alice_client, draft, job_id).status_code == 200
    assert "keyframes" not in ada_client.get(f"/api/v1/jobs/{job_id}/").content.decode()


def test_a_track_belongs_to_its_answer(
    alice_client: APIClient, draft: Annotation, project: Project, alice: User
) -> None:
    job_id = ask(alice_client, draft).json()["id"]
    other = work.draft(project, alice)
    assert result(alice_client, other, job_id).status_code == 404
    assert result(alice_client, draft, str(uuid.uuid4())).status_code == 404


def test_a_project_keeps_it_from_annotators(alice_client: APIClient, draft: Annotation) -> None:
    Project.objects.update(viewing_aids=False)
    response = ask(alice_client, draft)
    assert (response.status_code, response.json()["code"]) == (403, "aids_off")


@pytest.mark.parametrize("make", [work.submitted, work.accepted])
def test_only_a_draft_is_worked_on(alice: User, alice_client: APIClient, project: Project, make: Any) -> None:
    response = ask(alice_client, make(project, alice))
    assert (response.status_code, response.json()["code"]) == (409, "annotation_not_draft")


def test_the_lease_must_be_held(alice_client: APIClient, draft: Annotation) -> None:
    QueueEntry.objects.update(claim=uuid.uuid4())
    response = ask(alice_client, draft)
    assert (response.status_code, response.json()["code"]) == (409, "lease_lost")


def test_the_video_must_be_ready(alice_client: APIClient, draft: Annotation) -> None:
    Video.objects.update(status="processing")
    response = ask(alice_client, draft)
    assert (response.status_code, response.json()["code"]) == (409, "video_not_ready")


def test_few_at_once(alice_client: APIClient, draft: Annotation) -> None:
    for _ in range(AT_ONCE_MAX):
        assert ask(alice_client, draft).status_code == 202
    response = ask(alice_client, draft)
    assert (response.status_code, response.json()["code"]) == (409, "tracks_too_many")
    Job.objects.update(status="done")
    assert ask(alice_client, draft).status_code == 202


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"trace": "x"}, "trace"),
        ({"from_frame": -1}, "from_frame"),
        ({"from_frame": None}, "from_frame"),
        ({"from_frame": 12}, "to_frame"),
        ({"from_frame": 13}, "to_frame"),
        ({"to_frame": 48}, "to_frame"),
        ({"to_frame": "12"}, "to_frame"),
        ({"bbox": {**BOX, "width": 281}}, "bbox.width"),
        ({"bbox": {**BOX, "height": 0}}, "bbox.height"),
        ({"bbox": {**BOX, "left": 1.5}}, "bbox.left"),
        ({"bbox": None}, "bbox"),
    ],
)
def test_bad_input(alice_client: APIClient, draft: Annotation, fields: dict[str, Any], field: str) -> None:
    response = ask(alice_client, draft, **fields)
    assert response.status_code == 400
    assert [error["field"] for error in response.json()["errors"]] == [field]


def test_the_boundaries(alice_client: APIClient, draft: Annotation) -> None:
    whole = {"left": 0, "top": 0, "width": 320, "height": 180}
    assert ask(alice_client, draft, from_frame=0, to_frame=47, bbox=whole).status_code == 202
    assert ask(alice_client, draft, from_frame=46, to_frame=47).status_code == 202


def test_it_needs_a_sign_in(anonymous_client: APIClient, draft: Annotation) -> None:
    assert ask(anonymous_client, draft).status_code == 401
    assert result(anonymous_client, draft, str(uuid.uuid4())).status_code == 401


def test_an_outsider_who_was_a_member_is_out(alice: User, alice_client: APIClient, draft: Annotation) -> None:
    alice.memberships.all().delete()
    assert ask(alice_client, draft).status_code == 404
    factories.member_make(draft.project, alice, "annotator")
    assert ask(alice_client, draft).status_code == 202
