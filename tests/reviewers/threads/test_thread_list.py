"""Lists, filters, unread marks, counts, names and notices of threads."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from annotations.models import Annotation, Membership, Project, User
from tests import factories, work
from tests.conftest import client_for
from tests.reviewers.threads import talk

pytestmark = [pytest.mark.django_db, pytest.mark.data_layer]


@pytest.fixture
def annotation(project: Project, alice: User) -> Annotation:
    return work.submitted(project, alice)


def ids(rows: list[dict[str, Any]]) -> list[str]:
    return [row["id"] for row in rows]


def test_the_latest_comment_comes_first(
    alice: User, bob: User, bob_client: APIClient, annotation: Annotation
) -> None:
    first = talk.opened(alice, annotation.video, annotation)
    second = talk.opened(alice, annotation.video, annotation, frame=3)
    assert ids(talk.listed(bob_client)) == [second["id"], first["id"]]
    talk.said(bob, first, "Yes.")
    assert ids(talk.listed(bob_client)) == [first["id"], second["id"]]
    page = bob_client.get(f"{talk.URL}?page_size=1").json()
    assert ids(page["results"]) == [first["id"]]
    assert ids(bob_client.get(page["next"]).json()["results"]) == [second["id"]]


def test_filters(
    project: Project, alice: User, bob: User, bob_client: APIClient, annotation: Annotation
) -> None:
    asked = talk.opened(alice, annotation.video, annotation)
    remarked = talk.opened(bob, annotation.video)
    client_for(bob).post(f"{talk.URL}{asked['id']}/resolve/")
    other = work.submitted(project, alice)
    elsewhere = talk.opened(alice, other.video, other)
    expected = {
        f"?video={annotation.video_id}": [remarked, asked],
        f"?annotation={annotation.pk}": [asked],
        "?status=resolved": [asked],
        "?status=open&project=demo": [elsewhere, remarked],
        "?mine=1": [remarked],
        "?unread=1": [elsewhere, asked],
        "?mentions=1": [],
    }
    for query, threads in expected.items():
        assert ids(talk.listed(bob_client, query)) == ids(threads), query
    for query in ("?status=gone", "?video=no", "?annotation=5"):
        assert bob_client.get(f"{talk.URL}{query}").status_code == 400, query
    assert bob_client.get(f"{talk.URL}?project=absent").status_code == 404


def test_unread_until_it_was_read(project: Project, alice: User, bob: User, annotation: Annotation) -> None:
    thread = talk.opened(alice, annotation.video, annotation)
    assert talk.counts(alice, project) == {"open": 1, "unread": 0, "mentions": 0}
    assert talk.counts(bob, project) == {"open": 1, "unread": 1, "mentions": 0}
    talk.said(bob, thread, f"@{talk.annotator_name(project, alice)} look at the hand.")
    assert talk.counts(alice, project) == {"open": 1, "unread": 1, "mentions": 1}
    seen = talk.read(alice, thread)
    assert (seen["unread"], seen["mentioned"]) == (1, True)
    url = f"{talk.URL}{thread['id']}/read/"
    assert client_for(alice).post(url, {"number": 1}).status_code == 204
    assert talk.counts(alice, project)["unread"] == 1
    assert client_for(alice).post(url).status_code == 204
    assert client_for(alice).post(url, {"number": 0}).status_code == 204
    assert talk.counts(alice, project) == {"open": 1, "unread": 0, "mentions": 0}
    for number in (-1, "2", 1.5, 501):
        assert client_for(alice).post(url, {"number": number}).status_code == 400


def test_names_are_known_and_others_stay_text(
    project: Project, alice: User, bob: User, ada: User, annotation: Annotation
) -> None:
    judges = sorted(talk.judge_name(project, person) for person in (ada, bob))
    assert talk.names(alice, project) == judges
    alices = talk.annotator_name(project, alice)
    assert talk.names(bob, project) == [talk.judge_name(project, ada)]
    assert talk.names(bob, project, f"?annotation={annotation.pk}") == sorted(
        [alices, talk.judge_name(project, ada)]
    )
    written = f"@{talk.judge_name(project, bob).lower()}, x@{judges[0]} @R-AAAAA @bob @{judges[0]}s"
    thread = talk.opened(alice, annotation.video, annotation, text=written)
    assert talk.names(bob, project, f"?thread={thread['id']}")[0] == alices
    assert thread["comments"][0]["mentions"] == [{"name": talk.judge_name(project, bob), "me": False}]
    assert talk.read(bob, thread)["comments"][0]["mentions"][0]["me"] is True
    assert talk.read(ada, thread)["comments"][0]["mentions"][0]["me"] is False
    assert ids(talk.listed(client_for(bob), "?mentions=1")) == [thread["id"]]


def test_notices_of_mentions_and_replies(
    project: Project, alice: User, bob: User, annotation: Annotation
) -> None:
    judge = talk.judge_name(project, bob)
    thread = talk.opened(alice, annotation.video, annotation, text=f"@{judge} is this one?")
    heard = client_for(bob).get("/api/v1/me/notices/").json()
    assert heard["unseen"] == 1
    notice = heard["results"][0]
    assert (notice["kind"], notice["thread"], notice["project"]) == ("mention", thread["id"], "demo")
    assert notice["text"] == "", "to read what is asked about others' answers is a look"
    talk.said(bob, thread, "It is.")
    replied = client_for(alice).get("/api/v1/me/notices/").json()["results"][0]
    assert (replied["kind"], replied["text"], replied["annotation"]) == (
        "reply",
        "It is.",
        str(annotation.pk),
    )
    client_for(alice).post("/api/v1/me/notices/seen/", {"until": replied["at"]})
    assert client_for(alice).get("/api/v1/me/notices/").json()["unseen"] == 0
    talk.said(alice, thread, "Thank you.")
    assert [row["kind"] for row in client_for(bob).get("/api/v1/me/notices/").json()["results"]] == [
        "reply",
        "mention",
    ]
    Membership.objects.filter(user=alice).delete()
    assert client_for(alice).get("/api/v1/me/notices/").json()["results"] == []


@pytest.mark.parametrize("count", [1, 20])
def test_a_page_costs_the_same_for_many(
    project: Project, bob: User, django_assert_num_queries: Any, count: int
) -> None:
    for _ in range(count):
        person = factories.member_make(project, factories.user_make(), "annotator")
        annotation = work.submitted(project, person)
        talk.opened(person, annotation.video, annotation)
    client = client_for(bob)
    talk.listed(client, "?page_size=100")
    with django_assert_num_queries(7):
        # session, user; project; page; first comments; looks: answered, known
        assert len(talk.listed(client, "?project=demo&page_size=100")) == count
