"""Lists of answers and what happened to one."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from annotations.models import Annotation, Project, User
from tests import factories, work

pytestmark = [pytest.mark.django_db, pytest.mark.data_layer]


def rows(client: APIClient, **query: Any) -> list[Any]:
    response = client.get("/api/v1/annotations/", query)
    assert response.status_code == 200, response.json()
    results: list[Any] = response.json()["results"]
    return results


def ids(client: APIClient, **query: Any) -> set[str]:
    return {row["id"] for row in rows(client, **query)}


@pytest.fixture
def anna(project: Project) -> User:
    return factories.member_make(project, factories.user_make("anna"), "annotator")


def test_an_annotator_sees_own_work_only(
    alice: User, anna: User, alice_client: APIClient, project: Project
) -> None:
    mine = {str(work.draft(project, alice).pk), str(work.returned(project, alice).pk)}
    work.submitted(project, anna)
    assert ids(alice_client) == ids(alice_client, mine=1) == ids(alice_client, project="demo") == mine
    assert ids(alice_client, mine="", status="returned") != mine


def test_a_reviewer_sees_what_others_handed_in(
    alice: User, bob_client: APIClient, ada_client: APIClient, project: Project
) -> None:
    work.draft(project, alice)
    submitted = str(work.submitted(project, alice).pk)
    accepted = str(work.accepted(project, alice).pk)
    returned = str(work.returned(project, alice).pk)
    assert ids(bob_client) == ids(ada_client) == {submitted, accepted, returned}
    assert ids(bob_client, project="demo", status="submitted") == {submitted}
    assert ids(bob_client, mine=1) == set()


def test_somebody_with_both_roles_never_finds_own_work_to_judge(
    alice: User, bob: User, bob_client: APIClient, project: Project
) -> None:
    factories.member_make(project, bob, "annotator")
    own = str(work.submitted(project, bob).pk)
    others = str(work.submitted(project, alice).pk)
    assert ids(bob_client, status="submitted") == {others}
    assert ids(bob_client, mine=1) == {own}


def test_an_open_answer_of_ones_own_hides_those_of_others(
    alice: User, bob: User, bob_client: APIClient, project: Project
) -> None:
    project.overlap = 2
    project.save()
    factories.member_make(project, bob, "annotator")
    others = work.submitted(project, alice)
    own = work.draft(project, bob, others.video)
    assert own.video_id == others.video_id
    assert ids(bob_client) == set()
    assert bob_client.get(f"/api/v1/annotations/{others.pk}/").status_code == 404


def test_researchers_and_strangers_see_nothing(
    alice: User, rita_client: APIClient, charlie_client: APIClient, project: Project
) -> None:
    work.submitted(project, alice)
    assert ids(rita_client) == ids(charlie_client) == set()
    assert charlie_client.get("/api/v1/annotations/", {"project": "demo"}).status_code == 404


def test_empty_drafts_that_were_given_back_are_left_out(
    alice: User, alice_client: APIClient, project: Project
) -> None:
    empty = work.draft(project, alice)
    alice_client.post(f"/api/v1/assignments/{empty.assignment_id}/skip/", {"reason": "unplayable"})
    begun = work.saved(project, alice)
    alice_client.post(f"/api/v1/assignments/{begun.assignment_id}/release/")
    assert ids(alice_client, mine=1) == {str(begun.pk)}


def test_a_row_has_a_pseudonym_and_a_count(alice: User, bob_client: APIClient, project: Project) -> None:
    work.submitted(project, alice)
    work.submitted(project, alice)
    first, second = rows(bob_client)
    assert first["annotator"] == second["annotator"]
    assert first["annotator"].startswith("A-")
    assert first["trace_count"] == 1
    assert "traces" not in first
    assert rows(bob_client, include="traces")[0]["traces"][0]["categories"] == ["object_merging"]


def test_pseudonyms_differ_between_people_and_projects(
    alice: User, anna: User, bob: User, bob_client: APIClient, project: Project
) -> None:
    elsewhere = factories.project_make("elsewhere")
    for person, role in ((alice, "annotator"), (bob, "reviewer")):
        factories.member_make(elsewhere, person, role)
    for where, who in ((project, alice), (project, anna), (elsewhere, alice)):
        work.submitted(where, who)
    assert len({row["annotator"] for row in rows(bob_client)}) == 3


def test_a_reviewer_picks_a_verdict(alice: User, bob_client: APIClient, project: Project) -> None:
    fakes = {str(work.submitted(project, alice).pk) for _ in range(2)}
    real = work.submitted(project, alice)
    Annotation.objects.filter(pk=real.pk).update(verdict="real")
    assert ids(bob_client, verdict="fake") == fakes
    assert ids(bob_client, verdict="real", status="submitted") == {str(real.pk)}
    assert ids(bob_client, verdict="unsure") == set()


@pytest.mark.parametrize(
    "query", [{"status": "x"}, {"verdict": "x"}, {"mine": "x"}, {"include": "x"}, {"project": "a b"}]
)
def test_bad_filters(alice_client: APIClient, query: dict[str, str]) -> None:
    assert alice_client.get("/api/v1/annotations/", query).status_code == 400


@pytest.mark.parametrize("count", [1, 15])
def test_a_list_costs_the_same_for_any_length(
    alice: User, bob_client: APIClient, project: Project, django_assert_num_queries: Any, count: int
) -> None:
    for _ in range(count):
        work.submitted(project, alice)
    with django_assert_num_queries(3):  # session, user, page
        assert len(rows(bob_client)) == count
    with django_assert_num_queries(7):  # the same, traces; answered, looked; noting the looks
        assert len(rows(bob_client, include="traces")) == count
    with django_assert_num_queries(6):  # they are noted
        assert len(rows(bob_client, include="traces")) == count


def test_the_history_tells_who_did_what(
    alice: User, bob: User, alice_client: APIClient, bob_client: APIClient, project: Project
) -> None:
    annotation = work.returned(project, alice, bob)
    url = f"/api/v1/annotations/{annotation.pk}/history/"
    entries = alice_client.get(url).json()["results"]
    assert [(entry["action"], entry["revision"]) for entry in entries] == [
        ("annotation.returned", 3),
        ("annotation.submitted", 2),
    ]
    assert entries[0]["facts"]["reasons"] == ["box_inaccurate"]
    assert entries[0]["actor"].startswith("R-")
    assert [entry["actor"] for entry in bob_client.get(url).json()["results"]][0] == "me"
    assert entries[0]["answer"] is None
    whole = alice_client.get(url, {"include": "answers"}).json()["results"]
    assert whole[1]["answer"]["verdict"] == "fake"
    assert "alice" not in bob_client.get(url).content.decode()


def test_the_history_of_an_invisible_answer_is_404(
    alice: User, bob_client: APIClient, project: Project
) -> None:
    draft: Annotation = work.draft(project, alice)
    assert bob_client.get(f"/api/v1/annotations/{draft.pk}/history/").status_code == 404
