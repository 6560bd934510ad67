"""Who sees which thread: by role, by what they still have to answer, and what tells nobody anything."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from annotations.models import Annotation, Assignment, Look, Membership, Project, QueueEntry, User, Video
from annotations.services.assignments import queue_next
from tests import factories, work
from tests.conftest import client_for
from tests.reviewers.test_agreement import answered
from tests.reviewers.threads import talk

pytestmark = [pytest.mark.django_db, pytest.mark.data_layer]


@pytest.fixture
def video(project: Project) -> Video:
    project.overlap = 4
    project.save()
    return work.queued_video(project)


@pytest.fixture
def annotation(alice: User, video: Video) -> Annotation:
    """Alice's submitted answer."""
    answered(alice, video)
    return Annotation.objects.get(annotator=alice, video=video)


@pytest.fixture
def threads(alice: User, bob: User, video: Video, annotation: Annotation) -> dict[str, Any]:
    """One that Alice asked about her answer, one that Bob asked about it, one among reviewers."""
    return {
        "asked": talk.opened(alice, video, annotation, text="canary asked"),
        "about": talk.opened(bob, video, annotation, text="canary about"),
        "among": talk.opened(bob, video, text="canary among"),
    }


def dora(project: Project, *roles: str) -> User:
    return factories.member_make(project, factories.user_make("dora"), *roles)


def drafting(project: Project, person: User, video: Video) -> None:
    work.complete(work.draft(project, person, video))


def handed_in(_project: Project, person: User, video: Video) -> None:
    answered(person, video)


def sent_back(_project: Project, person: User, video: Video) -> None:
    answered(person, video)
    Annotation.objects.filter(annotator=person, video=video).update(status="returned")


def expected_by_name(project: Project, person: User, video: Video) -> None:
    QueueEntry.objects.create(project=project, video=video, purpose="annotate", slot=99, person=person)


def qualifying(project: Project, person: User, video: Video) -> None:
    QueueEntry.objects.create(project=project, video=video, purpose="qualify", slot=99, person=person)


def at_work_without_answer(project: Project, person: User, video: Video) -> None:
    Assignment.objects.create(project=project, video=video, person=person, purpose="qualify")


def reviewing(project: Project, person: User, video: Video) -> None:
    Assignment.objects.create(project=project, video=video, person=person, purpose="review")


def nothing(_project: Project, _person: User, _video: Video) -> None:
    pass


JUDGING = [("reviewer",), ("admin",), ("annotator", "reviewer"), ("annotator", "admin")]
OTHERS: list[tuple[str, ...]] = [(), ("annotator",), ("researcher",), ("annotator", "researcher")]
BLIND = [drafting, sent_back, expected_by_name, qualifying, at_work_without_answer]
SEEING = [nothing, handed_in, reviewing]


def sees(person: User, threads: dict[str, Any], video: Video) -> set[str]:
    """Which threads answer, by every way of asking; all ways must agree."""
    client = client_for(person)
    by_id = {
        name for name, row in threads.items() if client.get(f"{talk.URL}{row['id']}/").status_code == 200
    }
    in_list = {row["id"] for row in talk.listed(client)}
    of_video = {row["id"] for row in talk.listed(client, f"?video={video.pk}")}
    expected = {threads[name]["id"] for name in by_id}
    assert in_list == of_video == expected
    return by_id


def refused(person: User, thread: dict[str, Any]) -> None:
    """As absent as a missing one, whatever is tried."""
    client, url = client_for(person), f"{talk.URL}{thread['id']}/"
    for answer in (
        client.get(url),
        client.post(f"{url}comments/", {"text": "x"}),
        client.post(f"{url}resolve/"),
        client.post(f"{url}reopen/"),
        client.post(f"{url}read/"),
        client.get(f"/api/v1/projects/demo/thread-people/?thread={thread['id']}"),
    ):
        assert answer.status_code == 404, answer.content


CASES = [
    *((roles, state) for roles in JUDGING for state in (*BLIND, *SEEING)),
    *((roles, state) for roles in OTHERS for state in (drafting, handed_in)),
]


@pytest.mark.parametrize(("roles", "state"), CASES)
def test_the_table_of_roles_and_states(
    roles: tuple[str, ...],
    state: Callable[[Project, User, Video], None],
    project: Project,
    video: Video,
    threads: dict[str, Any],
) -> None:
    person = dora(project, *(roles or ("annotator",)))
    state(project, person, video)
    if not roles:
        Membership.objects.filter(user=person).delete()
    whole = roles in JUDGING and state in SEEING
    assert sees(person, threads, video) == (set(threads) if whole else set())
    if not whole:
        for thread in threads.values():
            refused(person, thread)
        heard = client_for(person).get("/api/v1/me/notices/").content.decode()
        assert "canary" not in heard
        assert not Look.objects.filter(person=person).exists()
    if roles:
        assert talk.counts(person, project)["open"] == (3 if whole else 0)


def test_the_annotator_sees_what_is_about_the_own_answer(
    alice: User, video: Video, threads: dict[str, Any]
) -> None:
    assert sees(alice, threads, video) == {"asked", "about"}
    refused(alice, threads["among"])
    Annotation.objects.filter(annotator=alice).update(status="returned")
    assert sees(alice, threads, video) == {"asked", "about"}
    assert not Look.objects.filter(person=alice).exists()


def test_a_mention_opens_nothing(project: Project, alice: User, bob: User, video: Video) -> None:
    """Dora still has to answer: she is named, hears nothing, and hears it once she has answered."""
    answered(alice, video)
    annotation = Annotation.objects.get(annotator=alice)
    person = dora(project, "annotator", "reviewer")
    drafting(project, person, video)
    name = talk.judge_name(project, person)
    assert name in talk.names(alice, project), "the names do not tell who works on the video"
    thread = talk.opened(alice, video, annotation, text=f"@{name} canary")
    assert thread["comments"][0]["mentions"] == [{"name": name, "me": False}]
    refused(person, thread)
    assert client_for(person).get("/api/v1/me/notices/").json() == {"unseen": 0, "results": []}
    assert talk.counts(person, project) == {"open": 0, "unread": 0, "mentions": 0}
    Annotation.objects.filter(annotator=person).update(status="submitted", verdict="fake")
    Assignment.objects.filter(person=person).update(status="done")
    assert talk.counts(person, project) == {"open": 1, "unread": 1, "mentions": 1}


def test_names_never_tell_who_else_annotates(project: Project, alice: User, bob: User, video: Video) -> None:
    answered(alice, video)
    before = talk.names(alice, project)
    person = dora(project, "annotator")
    drafting(project, person, video)
    assert talk.names(alice, project) == before == [talk.judge_name(project, bob)]
    other = Annotation.objects.get(annotator=person)
    url = f"/api/v1/projects/demo/thread-people/?annotation={other.pk}"
    assert client_for(alice).get(url).status_code == 404
    among = talk.opened(bob, video)
    assert talk.annotator_name(project, alice) not in talk.names(bob, project, f"?thread={among['id']}")


def test_nobody_pins_to_what_they_do_not_see(project: Project, alice: User, bob: User, video: Video) -> None:
    person = dora(project, "annotator", "reviewer")
    answered(alice, video)
    other = Annotation.objects.get(annotator=alice)
    drafting(project, person, video)
    assert talk.post(person, video, other).status_code == 404
    stranger = factories.user_make("stranger")
    assert talk.post(stranger, video).status_code == 404
    newcomer = factories.member_make(project, factories.user_make("newcomer"), "annotator")
    assert talk.post(newcomer, video).status_code == 404
    researcher = factories.member_make(project, factories.user_make("resi"), "researcher")
    assert talk.post(researcher, video).status_code == 403
    draft = Annotation.objects.get(annotator=person)
    assert talk.post(bob, video, draft).status_code == 404


def test_who_reviews_elsewhere_asks_as_an_annotator_while_answering(
    project: Project, alice: User, bob: User, video: Video
) -> None:
    """What reviewers say among themselves stays hidden, the own question does not."""
    person = dora(project, "annotator", "reviewer")
    drafting(project, person, video)
    own = talk.opened(person, video, frame=5)
    assert own["annotator"] == "me"
    among = talk.opened(bob, video)
    assert sees(person, {"own": own, "among": among}, video) == {"own"}
    assert talk.read(bob, own)["annotator"] == talk.annotator_name(project, person)
    refused(alice, own)


def test_to_read_is_to_look_and_to_ask_for_oneself_is_not(
    project: Project, alice: User, video: Video, threads: dict[str, Any]
) -> None:
    person = dora(project, "annotator", "reviewer")
    assert talk.counts(person, project)["unread"] == 3
    client_for(person).get("/api/v1/me/notices/")
    assert not Look.objects.filter(person=person).exists()
    talk.listed(client_for(person))
    assert Look.objects.filter(person=person, video=video).exists()
    assert queue_next(project=project, person=person) is None
    assert sees(person, threads, video) == set(threads)
    assert not Look.objects.filter(person=alice).exists()


def test_taking_part_is_a_look(project: Project, alice: User, video: Video, threads: dict[str, Any]) -> None:
    person = dora(project, "annotator", "reviewer")
    talk.said(person, threads["asked"], "I would say so.")
    assert Look.objects.filter(person=person, video=video).exists()


def test_a_slot_kept_for_somebody_who_looked_hides_nothing(
    project: Project, video: Video, threads: dict[str, Any]
) -> None:
    person = dora(project, "annotator", "reviewer")
    Look.objects.create(person=person, video=video)
    expected_by_name(project, person, video)
    assert sees(person, threads, video) == set(threads)


def test_an_ordinary_and_a_known_clip_answer_alike(project: Project, alice: User, bob: User) -> None:
    """A clip whose answer is known is given by a slot with a name on it: no response differs by that."""
    videos = [work.queued_video(project) for _ in range(2)]
    QueueEntry.objects.filter(video=videos[1]).update(person=alice)
    shapes = []
    for video in videos:
        annotation = work.complete(work.draft(project, alice, video))
        thread = talk.opened(alice, video, annotation, frame=3)
        talk.said(bob, thread, "Yes.")
        body = talk.read(alice, thread)
        shapes.append({name: type(value) for name, value in body.items()})
        assert talk.names(alice, project, f"?annotation={annotation.pk}") == [talk.judge_name(project, bob)]
    assert shapes[0] == shapes[1]


def test_a_site_admin_without_a_role_sees_all_but_strangers_nothing(
    threads: dict[str, Any], video: Video, charlie: User
) -> None:
    root = factories.user_make("root", is_staff=True)
    assert sees(root, threads, video) == set(threads)
    assert sees(charlie, threads, video) == set()
    assert client_for(charlie).get("/api/v1/projects/demo/thread-counts/").status_code == 404
    assert client_for(None).get(talk.URL).status_code == 401


def test_a_clip_that_was_taken_down_has_no_threads(
    alice: User, bob: User, video: Video, threads: dict[str, Any]
) -> None:
    Video.objects.filter(pk=video.pk).update(taken_down_at=timezone.now())
    for person in (alice, bob):
        for thread in threads.values():
            refused(person, thread)
