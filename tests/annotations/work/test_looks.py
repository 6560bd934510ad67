"""Whoever has opened others' answers on a video is not given that video to answer."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from annotations.models import Annotation, Look, Project, User
from annotations.services.queue import assignments_give
from tests import factories, work
from tests.conftest import client_for

pytestmark = [pytest.mark.django_db, pytest.mark.data_layer]


@pytest.fixture
def dora(project: Project) -> User:
    """She annotates and reviews."""
    Project.objects.update(overlap=2)
    project.refresh_from_db()
    return factories.member_make(project, factories.user_make("dora"), "annotator", "reviewer")


@pytest.fixture
def client(dora: User) -> APIClient:
    return client_for(dora)


@pytest.fixture
def others(dora: User, alice: User, project: Project) -> Annotation:
    return work.submitted(project, alice)


def next_for(client: APIClient) -> Any:
    return client.post("/api/v1/queue/next/", {"project": "demo"})


@pytest.mark.parametrize(
    "path",
    ["annotations/{}/", "annotations/{}/history/", "annotations/?include=traces", "annotations/{}/?x=1"],
)
def test_an_opened_answer_ends_blindness(client: APIClient, others: Annotation, path: str) -> None:
    assert client.get("/api/v1/" + path.format(others.pk)).status_code == 200
    assert Look.objects.get().video_id == others.video_id
    assert next_for(client).status_code == 204


def test_the_list_alone_does_not(client: APIClient, others: Annotation) -> None:
    assert client.get("/api/v1/annotations/").status_code == 200
    for path in ("answers", "queue", "queue/counts"):
        assert client.get(f"/api/v1/reviews/{path}/?project=demo").status_code == 200
    assert next_for(client).json()["annotation"]["video"] == str(others.video_id)


def test_other_videos_are_still_given(
    client: APIClient, others: Annotation, alice: User, project: Project
) -> None:
    unseen = work.submitted(project, alice)
    client.get(f"/api/v1/annotations/{others.pk}/")
    assert next_for(client).json()["annotation"]["video"] == str(unseen.video_id)
    assert next_for(client).json()["prefetch"] is None


def test_not_even_when_an_admin_gives_it(
    client: APIClient, others: Annotation, dora: User, ada: User, project: Project
) -> None:
    client.get(f"/api/v1/annotations/{others.pk}/")
    given = assignments_give(project=project, videos=[others.video_id], username="dora", actor=ada)
    assert given == {others.video_id: "has_seen_answers"}
    assert next_for(client).status_code == 204


def test_looking_after_ones_own_answer_is_no_matter(
    client: APIClient, others: Annotation, dora: User, project: Project
) -> None:
    own = work.complete(work.draft(project, dora, others.video))
    Annotation.objects.filter(pk=own.pk).update(status="submitted")
    assert client.get(f"/api/v1/annotations/{others.pk}/").status_code == 200
    assert client.get(f"/api/v1/annotations/{own.pk}/").status_code == 200
    assert not Look.objects.exists()


def test_it_is_noted_once_and_for_that_person_only(
    client: APIClient, others: Annotation, project: Project
) -> None:
    for _ in range(2):
        client.get(f"/api/v1/annotations/{others.pk}/")
    assert Look.objects.count() == 1
    anna = factories.member_make(project, factories.user_make("anna"), "annotator")
    assert next_for(client_for(anna)).status_code == 200
