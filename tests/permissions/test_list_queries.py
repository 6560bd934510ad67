"""A list asks the database as often for thirty rows as for three, whichever list it is."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotations.models import Project
from annotations.views.base import PagedView
from tests.permissions.people import World
from tests.permissions.rows import rows_grow
from tests.permissions.walk import address, paged_routes

# Who asks, and what must be in the query string besides the length of the page.
LISTS = {
    "annotations/": ("reviewer", "project=demo"),
    "annotations/<annotation_id>/copies/": ("reviewer", ""),
    "annotations/<annotation_id>/history/": ("reviewer", ""),
    "evaluations/": ("admin", ""),
    "evaluations/<evaluation_id>/failures/": ("researcher", ""),
    "jobs/": ("admin", ""),
    "models/": ("admin", "project=demo"),
    "projects/": ("staff", ""),
    "projects/<slug>/activity/": ("admin", ""),
    "projects/<slug>/explanations/": ("reviewer", ""),
    "projects/<slug>/explorer/": ("reviewer", ""),
    "projects/<slug>/gold-clips/": ("admin", ""),
    "projects/<slug>/invitations/": ("admin", ""),
    "projects/<slug>/members/": ("admin", ""),
    "projects/<slug>/qualifications/": ("admin", ""),
    "releases/": ("admin", ""),
    "reviews/answers/": ("reviewer", "project=demo"),
    "reviews/queue/": ("reviewer", "project=demo"),
    "system/jobs/": ("staff", ""),
    "threads/": ("reviewer", "project=demo"),
    "tokens/": ("somebody", ""),
    "training-runs/": ("admin", "project=demo"),
    "uploads/": ("admin", ""),
    "videos/": ("admin", ""),
    "videos/<video_id>/gold/versions/": ("reviewer", ""),
}
FEW, MANY = 3, 30


def test_every_list_stands_here() -> None:
    assert set(LISTS) == set(paged_routes(PagedView))


@pytest.fixture
def world(project: Project, settings: Any) -> World:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return World(project)


def test_more_rows_take_no_more_queries(world: World) -> None:
    rows_grow(world, range(FEW))
    few = {route: asked(world, route) for route in LISTS}
    rows_grow(world, range(FEW, MANY))
    many = {route: asked(world, route) for route in LISTS}
    assert {route: queries for route, (_, queries) in many.items()} == {
        route: queries for route, (_, queries) in few.items()
    }
    assert [route for route in LISTS if many[route][0] < few[route][0] + MANY - FEW] == []


def asked(world: World, route: str) -> tuple[int, int]:
    """How many rows the list shows, and how many queries it takes once the same was asked before."""
    who, query = LISTS[route]
    client = world.client(who, "others")
    path = f"{address(route, world.examples(who, 'others'))}?page_size=100&{query}"
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path)
    assert answer.status_code == 200, f"{path}: {answer.content[:300]!r}"
    return len(answer.json()["results"]), len(queries)
