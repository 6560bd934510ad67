"""One request more than is allowed is answered 429, says when to come back, and counts for nobody else."""

from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from annotations.limits.rates import rate_read
from annotations.models import Project, User, Video
from annotations.services.people import token_create

pytestmark = pytest.mark.django_db
VIDEOS = "/api/v1/videos/"


@pytest.fixture(autouse=True)
def _fresh_counts() -> None:
    cache.clear()


def statuses(client: APIClient, count: int, path: str = VIDEOS) -> list[int]:
    return [client.get(path).status_code for _ in range(count)]


def test_a_person_has_so_many_requests_however_they_come(
    ada: User, ada_client: APIClient, rita_client: APIClient, settings: Any
) -> None:
    settings.API_RATE = "3/day"
    _, token = token_create(person=ada, name="program", scopes=["read"], expires_at=None)
    assert statuses(ada_client, 2) == [200, 200]
    program = APIClient(headers={"Authorization": f"Bearer {token}"})
    assert statuses(program, 2) == [200, 429]
    refused = ada_client.get(VIDEOS)
    assert (refused.status_code, refused.json()["code"]) == (429, "throttled")
    assert 0 < int(refused["Retry-After"]) <= 86400
    assert statuses(rita_client, 1) == [200]


def test_uploads_have_a_limit_of_their_own(ada_client: APIClient, project: Project, settings: Any) -> None:
    settings.UPLOAD_RATE = "1/day"
    for number, expected in enumerate((201, 429)):
        file = SimpleUploadedFile("clip.mp4", bytes([number]) * 9, "video/mp4")
        sent = ada_client.post(VIDEOS, {"project": "demo", "file": file}, format="multipart")
        assert sent.status_code == expected
    assert Video.objects.count() == 1
    assert statuses(ada_client, 1) == [200]


@pytest.mark.parametrize("path", ["session/", "invitations/lookup/?token=x", "password-resets/"])
def test_what_needs_no_sign_in_has_one_by_address(db: None, settings: Any, path: str) -> None:
    settings.OPEN_RATE = "2/day"
    stranger, elsewhere = APIClient(REMOTE_ADDR="192.0.2.1"), APIClient(REMOTE_ADDR="192.0.2.2")
    assert statuses(stranger, 3, f"/api/v1/{path}")[2] == 429
    assert statuses(elsewhere, 1, f"/api/v1/{path}")[0] != 429


@pytest.mark.parametrize(("rate", "read"), [("600/min", (600, 60)), ("9/sec", (9, 1)), ("7/hour", (7, 3600))])
def test_rates_are_read(rate: str, read: tuple[int, int]) -> None:
    assert rate_read(rate) == read
