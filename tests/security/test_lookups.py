"""Lists are filtered and ordered by what they name, and by nothing that a model's relations lead to."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db.models import Model

from annotations.models import Annotation, ApiToken, Event, Job, Project, Video
from reviewers.models import Release, Thread
from tests.permissions.people import World
from tests.permissions.table import LINES
from tests.permissions.walk import address

pytestmark = pytest.mark.django_db
LOOKUPS = 500
DEPTH = 3
ENDINGS = ("startswith", "regex", "gt", "isnull")
NOBODY = "zz-nobody"
ORDERS = ("ordering", "order", "order_by", "sort", "o")


@pytest.fixture
def world(project: Project, settings: Any) -> World:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return World(project)


def ways(model: type[Model], depth: int) -> Iterator[str]:
    """`a__b__c` from a model over its relations to every column."""
    for field in model._meta.get_fields():
        related: Any = field.related_model
        if related is None:
            yield field.name
        elif depth:
            yield from (f"{field.name}__{way}" for way in ways(related, depth - 1))


def lookups() -> list[str]:
    """500 of them, passwords and digests first, then evenly from all."""
    found = [
        f"{way}__{ending}"
        for model in (Video, Annotation, Release, Thread, Job, Event, ApiToken)
        for way in ways(model, DEPTH)
        for ending in ENDINGS
        if "__" in way
    ]
    secret = [each for each in found if "password" in each or "digest" in each or "email" in each]
    chosen = secret[: LOOKUPS // 2]
    others = [each for each in found if each not in set(chosen)]
    step = len(others) // (LOOKUPS - len(chosen))
    return (chosen + others[::step])[:LOOKUPS]


#: What the machine is like at this moment; nothing of it comes from a query that somebody words.
OF_THE_MOMENT = {"GET system/"}
#: What differs from one request to the next, whatever they ask: addresses of pages, the moment of a count.
OF_THE_REQUEST = dict.fromkeys(("next", "previous", "as_of"))


def lists() -> Iterator[tuple[str, str, str]]:
    """Every list that somebody may read: its call, whose, and who."""
    for line in {line.call: line for line in LINES}.values():
        role = next((role for role in ("admin", "staff") if line.cells.get(role) in ("ok", "none")), None)
        if (
            role
            and line.call not in OF_THE_MOMENT
            and line.call.startswith("GET")
            and line.call.endswith("/")
        ):
            yield line.call, line.whose, role


def test_no_lookup_is_accepted(world: World) -> None:
    """Under 500 conditions that no row fulfils, ordered by secrets: what it was, or a 400."""
    asked = {name: NOBODY for name in lookups()}
    assert len(asked) == LOOKUPS
    asked |= {name: "-annotator__password,project__slug" for name in ORDERS}
    accepted, seen = [], 0
    for call, whose, role in lists():
        path = address(call.split()[1], world.examples(role, whose))
        client = world.client(role, whose)
        plain = client.get(path)
        if plain.status_code != 200 or plain["content-type"] != "application/json":
            continue
        found = client.get(path, asked)
        body = found.json()
        if isinstance(body, dict):
            body = {**body, **OF_THE_REQUEST}
            expected: Any = {**plain.json(), **OF_THE_REQUEST}
        else:
            expected = plain.json()
        seen += 1
        if found.status_code != 400 and body != expected:
            accepted.append(f"{call}: {found.status_code}")
    assert seen > 25
    assert accepted == []
