"""The data explorer over REST: what each filter finds, what each role is told, and what a page costs."""

import uuid
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone
from rest_framework.test import APIClient

from annotations.models import Look, Project, User, Video
from reviewers.models import Gold, GoldTrace, ReviewCase
from reviewers.selectors import explorer
from reviewers.services.reactions import reactions_run
from reviewers.services.reactions.standings import STANDINGS
from tests import factories, work
from tests.conftest import client_for
from tests.models_service.fake import run_make

pytestmark = [pytest.mark.django_db, pytest.mark.data_layer]
URL = "/api/v1/projects/demo/explorer/"


def gold_make(video: Video, verdict: str = "fake", **trace: Any) -> Gold:
    """The next version of a video's gold, with one trace where something is said of it."""
    version = Gold.objects.filter(video=video).count() + 1
    gold = Gold.objects.create(video=video, version=version, verdict=verdict, rule="accepted")
    if trace:
        values = {"onset_frame": 12, "offset_frame": 57, "categories": ["object_merging"]} | trace
        GoldTrace.objects.create(gold=gold, **values)
    STANDINGS.apply({video.pk})
    return gold


def case_make(video: Video, score: float, handed_in: int = 2) -> None:
    ReviewCase.objects.create(
        video=video, project=video.project, handed_in=handed_in, score=score, waiting_since=timezone.now()
    )


@pytest.fixture
def shelf(project: Project) -> dict[str, Video]:
    """Five videos that differ in everything the explorer filters by."""
    make = factories.video_make
    videos = {
        "cup": make(project, video_id="a-cup", source="Sora", split="train", prompt="A cup on a table"),
        "dog": make(project, video_id="b-dog", source="Veo", split="test"),
        "tree": make(project, video_id="c-tree", source="Sora", kind="real"),
        "road": make(project, video_id="d-road", source="", kind="unknown"),
        "gone": make(project, video_id="e-gone", taken_down_at=timezone.now()),
    }
    gold_make(videos["cup"], explanation="The handle melts into the hand.")
    gold_make(videos["dog"], categories=["object_distortion"], explanation="An old wording.")
    gold_make(videos["dog"], categories=["other", "object_distortion"])
    gold_make(videos["tree"], "real")
    case_make(videos["cup"], 0.1)
    case_make(videos["dog"], 0.7)
    run_make(videos["dog"])
    return videos


def found(client: APIClient, query: str = "") -> list[str]:
    response = client.get(URL + query)
    assert response.status_code == 200, response.json()
    return [row["video_id"] for row in response.json()["results"]]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", "cup dog tree road"),
        ("?kind=real", "tree"),
        ("?source=Sora", "cup tree"),
        ("?split=test", "dog"),
        ("?category=object_distortion", "dog"),
        ("?category=object", ""),
        ("?verdict=fake", "cup dog"),
        ("?agreement=high", "cup"),
        ("?agreement=low", "dog"),
        ("?agreement=medium", ""),
        ("?agreement=none", "tree road"),
        ("?explanation=yes", "cup"),
        ("?explanation=no", "dog tree road"),
        ("?suggestion=yes", "dog"),
        ("?suggestion=no", "cup tree road"),
        ("?state=gold", "cup dog tree"),
        ("?state=unanswered", "road"),
        ("?q=TABLE", "cup"),
        ("?q=b-do", "dog"),
        ("?q=melts", "cup"),
        ("?q=old+wording", ""),
        ("?source=Sora&verdict=real", "tree"),
    ],
)
def test_what_each_filter_finds(
    query: str, names: str, shelf: dict[str, Video], bob_client: APIClient
) -> None:
    assert found(bob_client, query) == [shelf[name].video_id for name in names.split()]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?category=object_distortion", "dog"),
        ("?category=object", ""),
        ("?explanation=yes", "cup"),
        ("?explanation=no", "dog tree road"),
        ("?q=melts", "cup"),
        ("?q=old+wording", ""),
    ],
)
def test_many_traces_are_asked_for_video_by_video(
    query: str,
    names: str,
    shelf: dict[str, Video],
    bob_client: APIClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(explorer, "FEW", -1)
    assert found(bob_client, query) == [shelf[name].video_id for name in names.split()]


def test_an_answer_without_gold_is_a_state_of_its_own(
    project: Project, alice: User, bob_client: APIClient, rita_client: APIClient
) -> None:
    annotation = work.submitted(project, alice)
    reactions_run()
    assert found(bob_client, "?state=answered") == [annotation.video.video_id]
    assert found(rita_client) == []


def test_counts_say_of_how_many_and_from_where(shelf: dict[str, Video], bob_client: APIClient) -> None:
    counts = bob_client.get(f"{URL}counts/?source=Sora&state=gold").json()
    assert (counts["found"], counts["total"]) == (2, 4)
    assert counts["sources"] == [{"source": "Sora", "count": 2}, {"source": "Veo", "count": 1}]


def test_a_researcher_finds_what_has_gold_and_no_clips_that_check_people(
    shelf: dict[str, Video], rita_client: APIClient
) -> None:
    Video.objects.filter(pk=shelf["tree"].pk).update(gold_clip=True)
    assert found(rita_client) == ["a-cup", "b-dog"]
    assert rita_client.get(f"{URL}{shelf['road'].pk}/").status_code == 404


@pytest.mark.parametrize("query", ["?kind=cake", "?agreement=0.5", "?suggestion=maybe", "?cursor=x"])
def test_what_a_filter_does_not_know_is_refused(query: str, bob_client: APIClient) -> None:
    assert bob_client.get(URL + query).status_code in {400, 404}


def test_an_annotator_may_not(shelf: dict[str, Video], alice_client: APIClient) -> None:
    for path in ("", "counts/", f"{shelf['cup'].pk}/"):
        assert alice_client.get(URL + path).status_code == 403


def test_a_video_with_all_its_traces_and_its_neighbours(
    shelf: dict[str, Video], rita_client: APIClient
) -> None:
    body = rita_client.get(f"{URL}{shelf['dog'].pk}/?verdict=fake").json()
    (trace,) = body["gold"]["traces"]
    assert (body["gold"]["version"], trace["categories"]) == (2, ["other", "object_distortion"])
    assert body["video"]["video_id"] == "b-dog"
    assert body["beside"] == {"previous": str(shelf["cup"].pk), "next": None}
    elsewhere = rita_client.get(f"{URL}{shelf['dog'].pk}/?verdict=real").json()["beside"]
    assert elsewhere == {"previous": None, "next": str(shelf["tree"].pk)}
    assert rita_client.get(f"{URL}{uuid.uuid4()}/").status_code == 404


def test_who_annotates_as_well_is_told_nothing_before_answering_or_opening(
    project: Project, shelf: dict[str, Video]
) -> None:
    both = factories.member_make(project, factories.user_make(), "annotator", "reviewer")
    client, other = client_for(both), factories.member_make(project, factories.user_make(), "annotator")
    answer = work.submitted(project, other)
    gold_make(answer.video, explanation="Melts as well.")
    rows = client.get(URL).json()["results"]
    assert all(row["hidden"] and row["gold"] is None and row["suggestion"] is None for row in rows)
    assert found(client, "?verdict=fake") == found(client, "?q=melts") == []
    opened = client.get(f"{URL}{answer.video.pk}/").json()
    assert opened["gold"]["traces"][0]["explanation"] == "Melts as well."
    assert Look.objects.filter(person=both, video=answer.video).exists()
    assert found(client, "?verdict=fake") == [answer.video.video_id]


def test_nobody_opens_a_video_that_they_are_at_work_on(project: Project) -> None:
    both = factories.member_make(project, factories.user_make(), "annotator", "admin")
    annotation = work.draft(project, both)
    gold_make(annotation.video, explanation="x")
    client = client_for(both)
    assert found(client) == []
    assert client.get(f"{URL}{annotation.video.pk}/").status_code == 404


@pytest.mark.parametrize("count", [1, 20])
def test_a_page_costs_the_same_for_any_number(
    count: int, project: Project, bob_client: APIClient, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        gold_make(factories.video_make(project), explanation=f"No. {number}")
    cache.clear()
    # session, user, project, role, two looks for traces, videos; then role, gold, traces, suggestions of them
    with django_assert_num_queries(11):
        assert len(found(bob_client, "?explanation=yes&category=object_merging")) == count
