"""Projects: made by site admins, changed by their own admins."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from annotations.models import Event, Project, QueueEntry, RawTag
from annotations.services.queue import queue_entries_open
from tests import factories
from tests.conftest import client_for

URL = "/api/v1/projects/"


def test_a_site_admin_makes_a_project_with_the_template_categories(db: None) -> None:
    client = client_for(factories.user_make("root", is_staff=True))
    response = client.post(URL, {"slug": "faces", "name": "Faces", "overlap": 3})
    assert response.status_code == 201
    body = response.json()
    assert [category["key"] for category in body["categories"]][:2] == [
        "object_distortion",
        "sudden_blurring",
    ]
    assert len(body["categories"]) == 10
    assert (body["overlap"], body["roles"]) == (3, ["admin"])
    assert RawTag.objects.filter(project__slug="faces").exists()
    assert Event.objects.get(action="project.created").project == Project.objects.get(slug="faces")


def test_a_short_name_is_taken_once(project: Project) -> None:
    client = client_for(factories.user_make("root", is_staff=True))
    response = client.post(URL, {"slug": "demo", "name": "Another"})
    assert response.status_code == 400
    assert response.json()["errors"][0]["code"] == "slug_taken"


def test_only_site_admins_make_projects(ada_client: APIClient) -> None:
    assert ada_client.post(URL, {"slug": "mine", "name": "Mine"}).status_code == 403


def test_the_list_holds_ones_own_projects(alice_client: APIClient) -> None:
    factories.project_make("foreign")
    body = alice_client.get(URL).json()
    assert body["results"] == [{"slug": "demo", "name": "Demo", "roles": ["annotator"]}]


@pytest.mark.parametrize("projects", [1, 20])
def test_the_list_costs_the_same_for_many(projects: int, db: None, django_assert_num_queries: Any) -> None:
    person = factories.user_make("dora")
    for _ in range(projects):
        factories.member_make(factories.project_make(), person, "annotator")
    client = client_for(person)
    # session, user, projects, memberships
    with django_assert_num_queries(4):
        client.get(URL)


def test_aids_are_on_and_there_is_no_support_text_at_first(alice_client: APIClient) -> None:
    body = alice_client.get(f"{URL}demo/").json()
    assert (body["viewing_aids"], body["skip_support"]) == (True, "")


def test_an_annotator_sees_the_guideline_but_no_counts(alice_client: APIClient, project: Project) -> None:
    body = alice_client.get(f"{URL}demo/").json()
    assert body["slug"] == "demo"
    assert body["roles"] == ["annotator"]
    assert "counts" not in body


def test_a_reviewer_sees_the_counts(bob_client: APIClient, project: Project) -> None:
    factories.video_make(project)
    counts = bob_client.get(f"{URL}demo/").json()["counts"]
    assert (counts["videos"], counts["videos_ready"], counts["submitted"]) == (1, 1, 0)


def test_an_admin_changes_the_rules(ada_client: APIClient) -> None:
    changes = {
        "name": "New",
        "guideline": "# Look",
        "overlap": 2,
        "lease_seconds": 60,
        "viewing_aids": False,
        "skip_support": "Talk to Ada, 555-0100.",
    }
    body = ada_client.patch(f"{URL}demo/", changes).json()
    assert {key: body[key] for key in changes} == changes
    assert Event.objects.get(action="project.changed").facts["after"] == changes


def test_a_change_of_nothing_leaves_no_event(ada_client: APIClient) -> None:
    assert ada_client.patch(f"{URL}demo/", {"name": "Demo"}).status_code == 200
    assert not Event.objects.filter(action="project.changed").exists()


def test_the_short_name_and_ones_roles_stay(ada_client: APIClient) -> None:
    body = ada_client.patch(f"{URL}demo/", {"slug": "x", "roles": []}).json()
    assert (body["slug"], body["roles"]) == ("demo", ["admin"])


@pytest.mark.parametrize("fixture", ["alice_client", "bob_client", "rita_client"])
def test_nobody_else_changes_it(fixture: str, request: pytest.FixtureRequest) -> None:
    assert request.getfixturevalue(fixture).patch(f"{URL}demo/", {"name": "x"}).status_code == 403


def test_it_refuses_an_outsider(charlie_client: APIClient, project: Project) -> None:
    assert charlie_client.get(f"{URL}demo/").status_code == 404
    assert charlie_client.patch(f"{URL}demo/", {"name": "x"}).status_code == 404


def test_a_missing_one_is_404(ada_client: APIClient) -> None:
    assert ada_client.get(f"{URL}missing/").status_code == 404


@pytest.mark.parametrize(
    "changes",
    [
        {"overlap": 0},
        {"overlap": 21},
        {"overlap": "many"},
        {"lease_seconds": 29},
        {"name": ""},
        {"viewing_aids": None},
        {"viewing_aids": "yes"},
        {"skip_support": "x" * 4001},
    ],
)
def test_bad_input_is_400(ada_client: APIClient, changes: dict[str, Any]) -> None:
    response = ada_client.patch(f"{URL}demo/", changes)
    assert response.status_code == 400
    assert response.json()["errors"][0]["field"] in changes


@pytest.mark.parametrize("slug", ["", "Upper", "a b", "../x", "x" * 65, "-x"])
def test_a_short_name_is_plain(db: None, slug: str) -> None:
    client = client_for(factories.user_make("root", is_staff=True))
    assert client.post(URL, {"slug": slug, "name": "x"}).status_code == 400


def test_a_new_overlap_gives_every_video_as_many_places(ada_client: APIClient, project: Project) -> None:
    queue_entries_open(video=factories.video_make(project))
    ada_client.patch(f"{URL}demo/", {"overlap": 3})
    assert QueueEntry.objects.count() == 3
    ada_client.patch(f"{URL}demo/", {"overlap": 1})
    assert QueueEntry.objects.count() == 1
