"""Every route x method x role x own/other object does what table.py declares, and nothing else is there."""

from typing import Any

import pytest
from django.contrib import admin
from django.test import Client

from annotations.models import Project
from annotations.permissions import SCOPES
from tests.permissions.people import MEMBER_ROLES, ROLES, World
from tests.permissions.table import LINES, PUBLIC, Line
from tests.permissions.walk import REFUSED, answer, calls, code_of, parameters

pytestmark = pytest.mark.django_db
OWNED = {
    "video_id",
    "annotation_id",
    "copy_id",
    "assignment_id",
    "token_id",
    "job_id",
    "user_id",
    "thread_id",
    "suggestion_id",
    "reward_id",
}
ADD = "add a line to TABLE in tests/permissions/table.py"


@pytest.fixture
def world(project: Project, settings: Any) -> World:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return World(project)


def asked(line: Line, role: str) -> bool:
    """Whether there is somebody of this role to ask about this object."""
    return line.whose != "mine" or role in MEMBER_ROLES


def seen(world: World, line: Line, role: str) -> str:
    """What the role gets; a refusal that changed something is a fault of its own."""
    if not asked(line, role):
        return "-"
    known = world.examples(role, line.whose)
    response, marked = answer(world.client(role, line.whose), line.call, known)
    if response.status_code in REFUSED and marked:
        return f"{response.status_code} but it left an event"
    if role == "outsider" and response.status_code < 300 and line.token != "open":
        body = b"".join(response) if response.streaming else response.content
        if world.secrets_in(body):
            return "others' things"
    found = code_of(response)
    return "ok" if found == "none" and line.cells.get(role) == "ok" else found  # nothing there yet


def tokens_seen(world: World, line: Line) -> str:
    """Which tokens may: each scope's token of somebody with every role is tried."""
    known = world.examples("everybody", line.whose)
    expected, _ = answer(world.client("everybody", line.whose), line.call, known)
    stranger, _ = answer(world.client("anonymous", line.whose), line.call, known)
    found = {scope: answer(world.program(scope), line.call, known)[0].status_code for scope in SCOPES}
    if stranger.status_code < 300 or set(found.values()) == {stranger.status_code}:
        return "open"
    may = [scope for scope, status in found.items() if status == expected.status_code]
    if expected.status_code == 403:  # this person may not, whatever the token: nothing to tell apart
        return line.token
    return {(): "session", SCOPES: "read"}.get(tuple(may), " and ".join(may))


def measured(world: World, call: str) -> list[str]:
    """The lines of an undeclared call as it answers now, to be judged and pasted."""
    unknown = set(parameters(call)) - set(world.others) - set(world.shared)
    if unknown:
        return [
            f"{call}: give {', '.join(unknown)} an example in World, tests/permissions/people.py; then {ADD}"
        ]
    lines = [
        Line(call, whose, {}, "") for whose in (("mine", "others") if set(parameters(call)) & OWNED else "-")
    ]
    return [
        str(
            Line(
                call, line.whose, {role: seen(world, line, role) for role in ROLES}, tokens_seen(world, line)
            )
        )
        for line in lines
    ]


def test_every_route_and_method_is_declared(world: World) -> None:
    missing = [call for call in calls() if call not in {line.call for line in LINES} | set(PUBLIC)]
    now = [
        f"{call} is not declared: {ADD}. As it answers now:\n" + "\n".join(measured(world, call))
        for call in missing
    ]
    assert not now, "\n".join(now)


def test_the_table_declares_nothing_that_is_not_there() -> None:
    assert {line.call for line in LINES} | set(PUBLIC) == set(calls())
    twice = [(line.call, line.whose) for line in LINES]
    assert len(twice) == len(set(twice))


def test_every_role_gets_what_the_table_says(world: World) -> None:
    wrong = [
        f"{line.call} of {line.whose}: the {role} got {got}, declared is {declared}"
        for line in LINES
        for role, declared in line.cells.items()
        if (got := seen(world, line, role)) != declared
    ]
    assert not wrong, "\n" + "\n".join(wrong)


def test_every_token_does_what_the_table_says(world: World) -> None:
    wrong = [
        f"{line.call} of {line.whose}: tokens are {got}, declared is {line.token}"
        for line in LINES
        if (got := tokens_seen(world, line)) != line.token
    ]
    assert not wrong, "\n" + "\n".join(wrong)


def test_what_is_public_answers_everybody(client: Client) -> None:
    for call in PUBLIC:
        path = call.removeprefix("GET ").replace(
            "^(?!api/|admin/|static/|health/|metrics).*$", "videos/anything"
        )
        assert client.get(path).status_code in (200, 503), path  # 503: the frontend is not built


def test_the_admin_is_for_site_admins_alone(world: World) -> None:
    names = [f"{model._meta.app_label}/{model._meta.model_name}/" for model in admin.site._registry]
    for role in ("anonymous", "outsider", *MEMBER_ROLES):
        browser = world.client(role, "-")
        for name in ("", *names):
            assert browser.get(f"/admin/{name}").status_code == 302, (role, name)
            assert browser.post(f"/admin/{name}add/").status_code == 302, (role, name)
