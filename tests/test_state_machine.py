"""Every state of an answer x every action x every role: only what the table lists happens."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from annotations.models import Annotation, Project, User
from tests import factories, work
from tests.conftest import client_for

pytestmark = [pytest.mark.django_db, pytest.mark.data_layer]

STATES = ("draft", "submitted", "returned", "accepted")
OWNER_ACTIONS = ("put", "lock", "submit", "withdraw")
JUDGE_ACTIONS = ("accept", "return", "reopen")
ROLES = (
    "anonymous",
    "outsider",
    "owner",
    "owner_who_reviews",
    "other_annotator",
    "reviewer",
    "researcher",
    "admin",
    "staff",
)
# (state, action) -> the state after it. Nothing else may change an answer.
TABLE = {
    ("draft", "put"): "draft",
    ("draft", "lock"): "draft",
    ("draft", "submit"): "submitted",
    ("returned", "put"): "draft",
    ("returned", "lock"): "draft",
    ("submitted", "withdraw"): "draft",
    ("submitted", "accept"): "accepted",
    ("submitted", "return"): "returned",
    ("accepted", "reopen"): "returned",
}
BODIES: dict[str, Callable[[], Any]] = {
    "put": lambda: {"verdict": "fake", "note": "", "traces": [factories.trace_body()]},
    "return": lambda: {"reasons": ["other"], "text": "Look again."},
    "reopen": lambda: {"reasons": ["other"], "text": "Look again."},
}


def expected_status(role: str, state: str, action: str) -> int:
    """200 by the table for the one who may, else why not: 401, 404, 403, 409 in this order."""
    if role == "anonymous":
        return 401
    if role in ("outsider", "other_annotator", "researcher"):
        return 404
    if role in ("reviewer", "admin", "staff") and state == "draft":
        return 404
    may = OWNER_ACTIONS if role.startswith("owner") else JUDGE_ACTIONS if role == "reviewer" else ()
    if action not in may:
        return 403
    return 200 if (state, action) in TABLE else 409


def people_make(project: Project) -> dict[str, User | None]:
    def member(name: str, *roles: str) -> User:
        return factories.member_make(project, factories.user_make(name), *roles)

    return {
        "anonymous": None,
        "outsider": factories.user_make("outsider"),
        "owner": member("owner", "annotator"),
        "owner_who_reviews": member("owner_who_reviews", "annotator", "reviewer"),
        "other_annotator": member("other_annotator", "annotator"),
        "reviewer": member("reviewer", "reviewer"),
        "researcher": member("researcher", "researcher"),
        "admin": member("admin", "admin"),
        "staff": factories.user_make("staff", is_staff=True),
    }


def answer_in(state: str, project: Project, owner: User) -> Annotation:
    make = {"draft": work.saved, "submitted": work.submitted, "returned": work.returned}
    return make.get(state, work.accepted)(project, owner)


def act(client: APIClient, annotation: Annotation, action: str) -> int:
    url = f"/api/v1/annotations/{annotation.pk}/"
    headers = {"If-Match": f'"{annotation.revision}"'}
    body = BODIES.get(action, dict)()
    if action == "put":
        return client.put(url, body, headers=headers).status_code
    return client.post(f"{url}{action}/", body, headers=headers).status_code


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("role", ROLES)
def test_only_the_table_happens(project: Project, role: str, state: str) -> None:
    project.suggestion_policy = "blind_first"  # else nobody has a first pass to lock
    project.save()
    people = people_make(project)
    client = client_for(people[role])
    owner = people[role if role.startswith("owner") else "owner"]
    assert owner is not None
    for action in OWNER_ACTIONS + JUDGE_ACTIONS:
        annotation = answer_in(state, project, owner)
        status = act(client, annotation, action)
        assert status == expected_status(role, state, action), (role, state, action)
        after = Annotation.objects.get(pk=annotation.pk)
        changed = status == 200
        assert after.status == (TABLE[state, action] if changed else state)
        assert after.revision == annotation.revision + changed


def test_the_table_is_reachable_by_somebody() -> None:
    for state, action in TABLE:
        assert any(expected_status(role, state, action) == 200 for role in ROLES)
