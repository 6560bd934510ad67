"""Answers on gold clips are accepted along with ordinary ones, and look like any other to their annotator."""

from typing import Any

import pytest

from annotations.models import Annotation, Event, Project, Purpose, User
from annotations.services.assignments import queue_next
from annotations.services.calibration.clips import entry_bind
from reviewers.models import Review
from reviewers.services.calibration import following
from reviewers.services.calibration.following import gold_clips_follow
from reviewers.services.reactions import reactions_run
from reviewers.services.reviews import review_accept
from tests import factories, work
from tests.conftest import client_for
from tests.reviewers.calibration import clips

pytestmark = [pytest.mark.django_db, pytest.mark.data_layer]


def on_clip(project: Project, person: User, author: User) -> Annotation:
    clip = clips.gold_clip_make(project, author)
    assert entry_bind(video=clip.video, person=person, purpose=Purpose.ANNOTATE)
    claim = queue_next(project=project, person=person)
    assert claim is not None
    return clips.answer(claim, person)


def accept(annotation: Annotation, reviewer: User) -> None:
    review_accept(annotation=annotation, actor=reviewer, revision=annotation.revision)
    reactions_run()


def status_of(annotation: Annotation) -> str:
    return work.fresh(annotation).status


def conversation(annotation: Annotation, person: User) -> Any:
    """What the annotator can read of an answer, without what differs between any two answers."""
    client = client_for(person)
    answer = client.get(f"/api/v1/annotations/{annotation.pk}/").json()
    history = client.get(f"/api/v1/annotations/{annotation.pk}/history/").json()["results"]
    said = [(entry["actor"], entry["action"], entry["facts"]) for entry in history]
    return answer["status"], answer["revision"], answer["return_reasons"], said


def test_an_answer_on_a_clip_is_accepted_along_with_ordinary_ones(
    project: Project, alice: User, bob: User
) -> None:
    on_a_clip = on_clip(project, alice, bob)
    ordinary = work.submitted(project, alice)
    accept(ordinary, bob)
    assert status_of(on_a_clip) == "accepted", "no ordinary answer is left to judge"
    assert conversation(on_a_clip, alice) == conversation(ordinary, alice)
    event = Event.objects.get(action="annotation.accepted", subject_id=str(on_a_clip.pk))
    assert event.facts["along_with"] == str(ordinary.pk)
    assert Review.objects.count() == 1, "nobody has judged it"


def test_each_acceptance_takes_about_half_along_of_what_was_handed_in_before(
    project: Project, alice: User, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = work.submitted(project, alice)
    on_a_clip = on_clip(project, alice, bob)
    second, third, _waits = (work.submitted(project, alice) for _ in range(3))
    monkeypatch.setattr(following, "number_of", lambda secret, text: float(str(second.pk) in text))
    accept(first, bob)
    assert status_of(on_a_clip) == "submitted", "it was handed in later than the accepted one"
    accept(second, bob)
    assert status_of(on_a_clip) == "submitted", "it was not drawn"
    accept(third, bob)
    assert status_of(on_a_clip) == "accepted"


def test_other_peoples_acceptances_and_repeated_ones_change_nothing(
    project: Project, alice: User, bob: User
) -> None:
    on_a_clip = on_clip(project, alice, bob)
    other = factories.member_make(project, factories.user_make(), "annotator")
    accept(work.submitted(project, other), bob)
    assert status_of(on_a_clip) == "submitted"
    ordinary = work.submitted(project, alice)
    accept(ordinary, bob)
    gold_clips_follow(accepted=work.fresh(ordinary), actor=bob)
    assert work.fresh(on_a_clip).revision == on_a_clip.revision + 1
