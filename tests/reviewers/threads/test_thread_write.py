"""Opening threads, answering in them, settling them, and what is refused."""

import json
import uuid
from typing import Any

import pytest
from rest_framework.test import APIClient

from annotations.models import Annotation, Event, Project, User
from reviewers.models import Comment, Thread
from reviewers.services.threads import writing
from tests import factories, work
from tests.conftest import client_for
from tests.reviewers.threads import talk

pytestmark = [pytest.mark.django_db, pytest.mark.data_layer]
BOX = {"left": 10, "top": 20, "width": 30, "height": 40}


@pytest.fixture
def annotation(project: Project, alice: User) -> Annotation:
    return work.saved(project, alice)


def test_a_question_is_pinned_to_a_trace_a_frame_and_a_box(
    alice: User, bob: User, annotation: Annotation
) -> None:
    trace = str(annotation.trace_rows[0].pk)
    thread = talk.opened(alice, annotation.video, annotation, trace=trace, frame=119, bbox=BOX)
    assert (thread["trace"], thread["frame"], thread["bbox"]) == (trace, 119, BOX)
    assert (thread["annotator"], thread["opened_by"], thread["status"]) == ("me", "me", "open")
    assert thread["text"] == "Is this one?"
    (comment,) = thread["comments"]
    assert (comment["number"], comment["author"], comment["mentions"]) == (1, "me", [])
    seen = talk.read(bob, thread)
    name = talk.annotator_name(annotation.project, alice)
    assert (seen["annotator"], seen["opened_by"], seen["comments"][0]["author"]) == (name, name, name)
    assert (seen["annotation_status"], seen["opens"]) == ("draft", None)
    assert thread["opens"] == str(annotation.pk)
    assert talk.opened(alice, annotation.video)["opens"] == str(annotation.pk), "their own answer about it"


def test_answers_follow_each_other_under_pseudonyms(alice: User, bob: User, annotation: Annotation) -> None:
    thread = talk.opened(alice, annotation.video, annotation)
    talk.said(bob, thread, "Yes.")
    talk.said(alice, thread, "Thank you. 好的 🙂")
    comments = talk.read(alice, thread)["comments"]
    judge = talk.judge_name(annotation.project, bob)
    assert [(row["number"], row["author"]) for row in comments] == [(1, "me"), (2, judge), (3, "me")]
    assert comments[2]["text"] == "Thank you. 好的 🙂"
    actions = Event.objects.filter(subject_id=thread["id"]).order_by("id").values_list("action", flat=True)
    assert list(actions) == ["thread.opened", "thread.commented", "thread.commented"]


def test_what_is_sent_again_is_kept_once(alice: User, bob: User, annotation: Annotation) -> None:
    made: Any = {"id": str(uuid.uuid4())}
    first = talk.opened(alice, annotation.video, annotation, **made)
    assert talk.opened(alice, annotation.video, annotation, **made)["comments"] == first["comments"]
    reply: Any = {"id": str(uuid.uuid4())}
    assert talk.said(alice, first, "More.", **reply) == talk.said(alice, first, "More.", **reply)
    assert (Thread.objects.count(), Comment.objects.count()) == (1, 2)
    taken = client_for(bob).post(f"{talk.URL}{first['id']}/comments/", {"text": "x", **reply})
    assert (taken.status_code, taken.json()["code"]) == (409, "id_taken")
    assert talk.post(bob, annotation.video, **made).json()["code"] == "id_taken"


def test_settling_and_taking_it_back(alice: User, bob: User, annotation: Annotation) -> None:
    thread = talk.opened(alice, annotation.video, annotation)
    url = f"{talk.URL}{thread['id']}"
    settled = client_for(bob).post(f"{url}/resolve/")
    assert (settled.status_code, settled.json()["status"]) == (200, "resolved")
    again = client_for(alice).post(f"{url}/resolve/")
    assert (again.status_code, again.json()["code"]) == (409, "wrong_state")
    assert client_for(alice).post(f"{url}/reopen/").json()["status"] == "open"
    assert client_for(bob).post(f"{url}/reopen/").status_code == 409
    talk.said(bob, thread, "Closed threads can be answered too.")


def test_an_annotator_does_not_settle_what_a_reviewer_asked(project: Project, alice: User, bob: User) -> None:
    annotation = work.submitted(project, alice)
    thread = talk.opened(bob, annotation.video, annotation)
    assert talk.read(alice, thread)["may_settle"] is False
    response = client_for(alice).post(f"{talk.URL}{thread['id']}/resolve/")
    assert (response.status_code, response.json()["code"]) == (403, "not_yours")


@pytest.mark.parametrize(
    ("fields", "field", "code"),
    [
        ({"text": ""}, "text", "blank"),
        ({"text": " \n "}, "text", "blank"),
        ({"text": "x" * 4001}, "text", "max_length"),
        ({"text": 5}, "text", "invalid"),
        ({"text": None}, "text", "null"),
        ({"frame": -1}, "frame", "out_of_range"),
        ({"frame": 120}, "frame", "out_of_range"),
        ({"frame": 1.0}, "frame", "invalid"),
        ({"frame": "3"}, "frame", "invalid"),
        ({"frame": True}, "frame", "invalid"),
        ({"bbox": BOX}, "frame", "required"),
        ({"frame": 3, "bbox": BOX | {"width": 0}}, "bbox.width", "out_of_range"),
        ({"frame": 3, "bbox": BOX | {"left": 640}}, "bbox.left", "out_of_range"),
        ({"frame": 3, "bbox": BOX | {"top": 330}}, "bbox.height", "out_of_range"),
        ({"frame": 3, "bbox": {"left": 1}}, "bbox.top", "required"),
        ({"frame": 3, "bbox": BOX | {"left": 1.5}}, "bbox.left", "invalid"),
        ({"frame": 3, "bbox": []}, "bbox", "invalid"),
        ({"trace": str(uuid.uuid4())}, "trace", "unknown_trace"),
        ({"trace": "no"}, "trace", "invalid"),
        ({"id": "7"}, "id", "invalid"),
    ],
)
def test_bad_input_is_refused_and_nothing_is_stored(
    alice: User, alice_client: APIClient, annotation: Annotation, fields: Any, field: str, code: str
) -> None:
    response = talk.post(alice, annotation.video, annotation, **fields)
    assert response.status_code == 400, response.content
    assert [(row["field"], row["code"]) for row in response.json()["errors"]][:1] == [(field, code)]
    assert Thread.objects.count() == 0
    assert talk.listed(alice_client) == []


@pytest.mark.parametrize("text", ["\ud800", "a\x00b"])
def test_what_no_database_holds_is_refused(alice: User, annotation: Annotation, text: str) -> None:
    body = {"project": "demo", "video": str(annotation.video_id), "text": text}
    client = client_for(alice)
    response = client.post(talk.URL, json.dumps(body), content_type="application/json")
    assert response.status_code == 400
    nested = "[" * 100_000 + "]" * 100_000
    assert client.post(talk.URL, nested, content_type="application/json").status_code == 400
    assert client.get(f"{talk.URL}?project=a%00b").status_code == 400
    assert Thread.objects.count() == 0


def test_a_trace_belongs_to_the_answer(project: Project, alice: User, bob: User) -> None:
    mine, other = work.submitted(project, alice), work.submitted(project, alice)
    trace = str(other.trace_rows[0].pk)
    elsewhere = talk.post(alice, mine.video, mine, trace=trace)
    assert elsewhere.json()["errors"][0]["code"] == "unknown_trace"
    alone = talk.post(alice, mine.video, trace=str(mine.trace_rows[0].pk))
    assert alone.json()["errors"][0]["code"] == "annotation_missing"
    crossed = talk.post(bob, other.video, mine)
    assert crossed.json()["errors"][0] == {
        "field": "annotation",
        "code": "wrong_video",
        "detail": "This annotation is about another video.",
    }


def test_the_project_is_the_videos(project: Project, alice: User, annotation: Annotation) -> None:
    other = factories.project_make("other")
    factories.member_make(other, alice, "annotator")
    assert talk.post(alice, annotation.video, project="other").json()["code"] == "video_elsewhere"
    assert talk.post(alice, annotation.video, project="absent").status_code == 404


def test_a_thread_and_a_person_have_their_fill(
    alice: User, annotation: Annotation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "COMMENTS_MAX", 2)
    monkeypatch.setattr(writing, "THREADS_MAX", 1)
    thread = talk.opened(alice, annotation.video, annotation)
    assert talk.post(alice, annotation.video, annotation).json()["code"] == "thread_full"
    talk.said(alice, thread, "Second.")
    full = client_for(alice).post(f"{talk.URL}{thread['id']}/comments/", {"text": "Third."})
    assert (full.status_code, full.json()["code"]) == (409, "thread_full")
    assert len(talk.read(alice, thread)["comments"]) == 2
