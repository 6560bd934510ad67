"""Threads for tests, opened through the API by whoever asks."""

from typing import Any

from rest_framework.test import APIClient

from annotations.models import Annotation, Project, User, Video
from annotations.selectors.pseudonyms import person_name
from tests.conftest import client_for

URL = "/api/v1/threads/"


def post(person: User, video: Video, annotation: Annotation | None = None, **fields: Any) -> Any:
    """Open a thread and give the answer back, whatever it is."""
    about = {"annotation": str(annotation.pk)} if annotation else {}
    body = {"project": video.project.slug, "video": str(video.pk), "text": "Is this one?", **about, **fields}
    return client_for(person).post(URL, body)


def opened(person: User, video: Video, annotation: Annotation | None = None, **fields: Any) -> dict[str, Any]:
    """A thread that was opened."""
    response = post(person, video, annotation, **fields)
    assert response.status_code == 201, response.json()
    body: dict[str, Any] = response.json()
    return body


def said(person: User, thread: dict[str, Any], text: str, **fields: Any) -> dict[str, Any]:
    """A comment that was added."""
    response = client_for(person).post(f"{URL}{thread['id']}/comments/", {"text": text, **fields})
    assert response.status_code == 201, response.json()
    body: dict[str, Any] = response.json()
    return body


def read(person: User, thread: dict[str, Any]) -> dict[str, Any]:
    """The whole thread."""
    response = client_for(person).get(f"{URL}{thread['id']}/")
    assert response.status_code == 200, response.json()
    body: dict[str, Any] = response.json()
    return body


def listed(client: APIClient, query: str = "") -> list[dict[str, Any]]:
    """The first page of the list."""
    response = client.get(f"{URL}{query}")
    assert response.status_code == 200, response.json()
    rows: list[dict[str, Any]] = response.json()["results"]
    return rows


def counts(person: User, project: Project) -> dict[str, int]:
    """What waits for the person."""
    response = client_for(person).get(f"/api/v1/projects/{project.slug}/thread-counts/")
    assert response.status_code == 200, response.json()
    body: dict[str, int] = response.json()
    return body


def names(person: User, project: Project, query: str = "") -> list[str]:
    """Whom the person can mention."""
    response = client_for(person).get(f"/api/v1/projects/{project.slug}/thread-people/{query}")
    assert response.status_code == 200, response.json()
    found: list[str] = response.json()["names"]
    return found


def judge_name(project: Project, person: User) -> str:
    return "R" + person_name(project=project, person_id=person.pk)[1:]


def annotator_name(project: Project, person: User) -> str:
    return person_name(project=project, person_id=person.pk)
