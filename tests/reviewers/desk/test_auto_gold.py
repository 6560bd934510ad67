"""Gold that a project's rules make: by agreement above a threshold, or by acceptance of the one answer."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from annotations.models import Annotation, Project, User, Video
from annotations.services.annotations import annotation_accept
from annotations.services.projects import project_update
from reviewers.models import Gold
from reviewers.services.reactions import reactions_run
from reviewers.services.reactions.auto_gold import AUTO_GOLD
from tests import factories, work
from tests.reviewers.test_agreement import answered, handed_in

pytestmark = [pytest.mark.django_db, pytest.mark.data_layer]


def box(frame: int, left: int = 85) -> dict[str, Any]:
    keyframe = {"frame": frame, "left": left, "top": 51, "width": 201, "height": 153}
    return {"onset_frame": frame, "keyframes": [keyframe]}


@pytest.fixture
def people(project: Project) -> list[User]:
    project.overlap, project.auto_gold_agreement = 2, 0.5
    project.save()
    return [factories.member_make(project, factories.user_make(), "annotator") for _ in range(2)]


@pytest.fixture
def video(project: Project, people: list[User]) -> Video:
    return work.queued_video(project)


def test_answers_that_agree_become_gold(
    project: Project, people: list[User], video: Video, bob_client: APIClient
) -> None:
    first = answered(people[0], video, **box(12))
    reactions_run()
    assert not Gold.objects.exists()
    second = answered(people[1], video, **box(14, left=87))
    reactions_run()
    body = bob_client.get(f"/api/v1/videos/{video.pk}/gold/").json()
    assert (body["rule"], body["threshold"], body["version"], body["verdict"]) == (
        "agreement",
        0.5,
        1,
        "fake",
    )
    assert set(body["annotations"]) == {str(first.pk), str(second.pk)}
    (trace,) = body["traces"]
    assert (trace["onset_frame"], trace["offset_frame"], trace["how"]) == (13, 57, "merged")
    assert len(trace["sources"]) == 2
    assert trace["categories"] == ["object_merging"]
    (version,) = bob_client.get(f"/api/v1/videos/{video.pk}/gold/versions/").json()["results"]
    assert (version["made_by"], version["traces"]) == ("system", 1)
    queue = bob_client.get("/api/v1/reviews/queue/", {"project": "demo"}).json()
    assert queue["results"] == []


@pytest.mark.parametrize(
    "second",
    [
        {"verdict": "real"},
        {"categories": ["object_distortion"], **box(12)},
        box(50),
        box(12, left=400),
    ],
    ids=["verdict", "category", "time", "place"],
)
def test_answers_that_differ_do_not(people: list[User], video: Video, second: dict[str, Any]) -> None:
    answered(people[0], video, **box(12))
    answered(people[1], video, **second)
    reactions_run()
    assert not Gold.objects.exists()


def test_two_who_saw_nothing_agree(people: list[User], video: Video) -> None:
    for person in people:
        answered(person, video, "real")
    reactions_run()
    assert Gold.objects.get().verdict == "real"


def test_gold_by_people_is_never_replaced(people: list[User], video: Video, bob_client: APIClient) -> None:
    answered(people[0], video, **box(12))
    body = {"verdict": "real", "traces": []}
    url = f"/api/v1/videos/{video.pk}/gold/"
    assert bob_client.put(url, body, headers={"If-Match": '"0"'}).status_code == 200
    answered(people[1], video, **box(12))
    reactions_run()
    assert Gold.objects.get().rule == "adjudicated"


def test_agreement_again_is_a_new_version(people: list[User], video: Video, bob: User) -> None:
    from annotations.services.annotations import annotation_withdraw  # noqa: PLC0415

    first = answered(people[0], video, **box(12))
    second = answered(people[1], video, **box(12))
    reactions_run()
    annotation_accept(annotation=work.fresh(second), actor=bob, revision=work.fresh(second).revision)
    reactions_run()
    assert Gold.objects.count() == 1
    annotation_withdraw(annotation=work.fresh(first), actor=people[0], revision=work.fresh(first).revision)
    handed_in(work.fresh(first), **box(20))
    reactions_run()
    assert list(Gold.objects.order_by("version").values_list("version", "rule")) == [
        (1, "agreement"),
        (2, "agreement"),
    ]


def test_what_changed_while_it_was_computed_is_left_to_its_own_event(
    people: list[User], video: Video
) -> None:
    for person in people:
        answered(person, video, **box(12))
    found = AUTO_GOLD.prepare(list(_events()))
    Annotation.objects.filter(video=video).update(revision=9)
    AUTO_GOLD.apply(found)
    assert found
    assert not Gold.objects.exists()


def _events() -> Any:
    from annotations.models import Event  # noqa: PLC0415

    return Event.objects.filter(action="annotation.submitted")


def test_a_threshold_counts_for_what_was_handed_in_before(
    project: Project, people: list[User], video: Video, ada: User
) -> None:
    project_update(project=project, actor=ada, auto_gold_agreement=None)
    for person in people:
        answered(person, video, **box(12))
    reactions_run()
    assert not Gold.objects.exists()
    project_update(project=project, actor=ada, auto_gold_agreement=0.9)
    reactions_run()
    assert Gold.objects.get().threshold == 0.9


def test_acceptance_makes_gold_only_where_the_project_says_so(
    project: Project, alice: User, bob_client: APIClient
) -> None:
    for wanted in (False, True):
        project.auto_gold_accepted = wanted
        project.save()
        annotation = work.submitted(project, alice)
        url = f"/api/v1/annotations/{annotation.pk}/accept/"
        assert bob_client.post(url, {}, headers={"If-Match": '"2"'}).status_code == 200
        assert Gold.objects.filter(video=annotation.video).exists() is wanted
