"""Nobody writes a field that is not theirs to write: what else a body says changes nothing, in any role."""

import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files import File
from django.db import transaction
from rest_framework.test import APIClient

from annotations.models import Annotation, Job, Membership, Project, User, Video
from reviewers.models import Gold, Release, StandardisedExplanation, Thread
from tests.permissions.bodies import BODIES, body_of
from tests.permissions.people import World
from tests.permissions.table import LINES, Line
from tests.permissions.walk import address

pytestmark = pytest.mark.django_db
#: Names of columns that only the server sets, each with something that a column of it would take.
PRIVILEGED: dict[str, Any] = {
    "is_staff": True,
    "is_superuser": True,
    "is_active": False,
    "user_permissions": [1],
    "groups": [1],
    "owner": 1,
    "user": 1,
    "annotator": 1,
    "actor": 1,
    "created_by": 1,
    "made_by": 1,
    "opened_by": 1,
    "decided_by": 1,
    "reviewer": 1,
    "status": "accepted",
    "revision": 999,
    "rule": "adjudicated",
    "gold_clip": True,
    "metadata_only": True,
    "sha256": "f" * 64,
    "byte_size": 1,
    "frame_count": 1,
    "taken_down_at": "2020-01-01T00:00:00Z",
    "digest": "0" * 64,
    "revoked_at": None,
    "manifest": {},
    "finished_at": "2020-01-01T00:00:00Z",
    "attempts": 99,
    "created_at": "2020-01-01T00:00:00Z",
}
COLUMNS: dict[Any, tuple[str, ...]] = {
    User: ("username", "is_staff", "is_superuser", "is_active"),
    Membership: ("user_id", "role", "project_id"),
    Annotation: ("annotator_id", "status", "revision", "video_id"),
    Video: ("status", "sha256", "gold_clip", "metadata_only", "frame_count", "byte_size", "project_id"),
    Gold: ("made_by_id", "rule", "version"),
    Release: ("made_by_id", "version", "finished_at", "project_id"),
    Thread: ("opened_by_id", "annotator_id", "status"),
    StandardisedExplanation: ("decided_by_id", "status"),
    Job: ("created_by_id", "status", "kind", "attempts"),
}
# Who deletes an account leaves a random name behind.
NAME_OF_WHO_LEFT = re.compile(r"left-[0-9a-f]+")
# A field of this name belongs to the body of these writes.
OWN = {"status": ("threads/", "explanations/"), "user": (), "finished_at": (), "rule": ("gold/",)}


@pytest.fixture
def world(project: Project, settings: Any) -> World:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return World(project)


def stored() -> list[Any]:
    """The privileged columns as they are now, without the keys and the names that are drawn anew."""
    return [
        sorted(NAME_OF_WHO_LEFT.sub("left", str(row)) for row in model.objects.values_list(*columns))
        for model, columns in COLUMNS.items()
    ]


def writes(*, every_role: bool) -> Iterator[tuple[Line, str]]:
    """Each write with a JSON object: for one role that may, or for all that may, and one that may not."""
    for line in LINES:
        if line.call.startswith(("POST", "PUT", "PATCH")) and not takes_a_file(line.call):
            allowed = [role for role, code in line.cells.items() if code == "ok" and role != "anonymous"]
            refused = [role for role, code in line.cells.items() if code == "403"]
            yield from ((line, role) for role in (*(allowed if every_role else allowed[:1]), *refused[:1]))


def takes_a_file(call: str) -> bool:
    return callable(BODIES.get(call)) and call in ("POST videos/", "POST imports/", "POST evaluations/")


def sent(client: APIClient, call: str, known: dict[str, Any], extra: dict[str, Any]) -> tuple[int, list[Any]]:
    """The status and what stands in the tables afterwards; then it is undone."""
    method, route = call.split()
    body = body_of(call, known)
    if isinstance(body, dict):
        assert not any(isinstance(each, File) for each in body.values()), call
        body = {name: value for name, value in extra.items() if name not in body} | body
    with transaction.atomic():
        headers = {"If-Match": '"1"', "Idempotency-Key": str(uuid.uuid4())}
        response = getattr(client, method.lower())(
            address(route, known), body, format="json", headers=headers
        )
        found = stored()
        transaction.set_rollback(True)
    return response.status_code, found


def written_besides(world: World, *, every_role: bool) -> tuple[int, list[str]]:
    """How many fields were sent, and the writes that they made a difference to."""
    wrong, count = [], 0
    for line, role in writes(every_role=every_role):
        known = world.examples(role, line.whose)
        extra = {
            name: value
            for name, value in PRIVILEGED.items()
            if not any(part in line.call for part in OWN.get(name, ()))
        }
        plain = sent(world.client(role, line.whose), line.call, known, {})
        more = sent(world.client(role, line.whose), line.call, known, extra)
        count += len(extra)
        if plain != more and more[0] != 400:  # an unknown field may be refused as well
            wrong.append(f"{line.call} by the {role}: {plain[0]} and {more[0]}")
    return count, wrong


def test_what_else_a_body_says_changes_nothing(world: World) -> None:
    count, wrong = written_besides(world, every_role=False)
    assert count > 2000
    assert wrong == []


@pytest.mark.full
def test_what_else_a_body_says_changes_nothing_in_any_role(world: World) -> None:
    count, wrong = written_besides(world, every_role=True)
    assert count > 5000
    assert wrong == []
