"""Reactions: every event has its effect once and in order, whatever fails, ends or happens meanwhile."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from django.db import OperationalError

from annotations.models import Event, Project
from annotations.services.events import event_record
from reviewers import tasks
from reviewers.models import ReactionCursor
from reviewers.services.reactions import reactions_behind, reactions_run, running
from tests.annotations.work.crowds import crowd

pytestmark = [pytest.mark.django_db, pytest.mark.data_layer]


class Diary:
    """Writes down what it is told."""

    name = "diary"
    actions = frozenset({"test.happened"})

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.refuses: str = ""
        self.error: Exception = ValueError("no")

    def prepare(self, events: Sequence[Event]) -> list[str]:
        return [event.subject_id for event in events]

    def apply(self, prepared: list[str]) -> None:
        Event.objects.create(action="test.noted", subject_type="diary", subject_id="-")
        if self.refuses in prepared:
            raise self.error
        self.batches.append(prepared)

    @property
    def told(self) -> list[str]:
        return [name for batch in self.batches for name in batch]


DIARY = Diary()


@pytest.fixture
def diary(settings: Any) -> Iterator[Diary]:
    DIARY.__init__()  # type: ignore[misc]
    settings.REACTIONS = [f"{__name__}:DIARY"]
    yield DIARY


def happen(*names: str, action: str = "test.happened") -> None:
    for name in names:
        Event.objects.create(action=action, subject_type="test", subject_id=name)


def noted() -> int:
    return Event.objects.filter(action="test.noted").count()


def test_each_event_once_and_in_order(diary: Diary) -> None:
    happen("a", "b")
    happen("x", action="test.unheard_of")
    assert reactions_run() == 2
    assert reactions_run() == 0
    happen("c")
    assert reactions_behind()
    reactions_run()
    assert diary.batches == [["a", "b"], ["c"]]
    assert not reactions_behind()


def test_a_long_record_is_read_in_parts(diary: Diary, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "BATCH", 2)
    happen(*"abcde")
    assert reactions_run() == 5
    assert diary.batches == [["a", "b"], ["c", "d"], ["e"]]


def test_a_failing_event_leaves_no_effect_and_is_tried_again(diary: Diary) -> None:
    happen(*"abc")
    diary.refuses = "b"
    reactions_run()
    assert (diary.told, noted()) == (["a"], 1)
    diary.refuses = ""
    reactions_run()
    assert diary.told == ["a", "b", "c"]


def test_an_event_that_always_fails_does_not_hold_up_the_others(diary: Diary) -> None:
    happen(*"abc")
    diary.refuses = "b"
    for _ in range(running.TRIES):
        reactions_run()
    assert diary.told == ["a", "c"]
    assert ReactionCursor.objects.get(name="diary").failures == 0


def test_a_busy_database_is_no_failure(diary: Diary) -> None:
    happen("a")
    diary.refuses, diary.error = "a", OperationalError("database is locked")
    for _ in range(running.TRIES + 1):
        assert reactions_run() == 0
    diary.refuses = ""
    assert reactions_run() == 1


def test_of_two_runners_the_slower_one_changes_nothing(diary: Diary) -> None:
    happen("a")
    reactions_run()
    late = running._Batch(diary, 0, Event.objects.latest("id").pk, list(Event.objects.order_by("id")[:1]))
    assert running._react(late) is False
    assert diary.told == ["a"]


def test_a_commit_wakes_the_worker_and_a_sweep_what_was_held_back(
    diary: Diary,
    project: Project,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    woken: list[str] = []
    monkeypatch.setattr(tasks.react, "delay", lambda: woken.append("react"))
    monkeypatch.setattr(tasks, "_woken", {})
    for actions, wakes in ((["test.unheard_of"], 0), (["test.happened"] * 3, 1)):
        with django_capture_on_commit_callbacks(execute=True):
            for action in actions:
                event_record(action=action, subject=project, actor=None)
        assert len(woken) == wakes
    tasks.reactions_sweep()
    assert len(woken) == 2
    tasks.react()
    tasks.reactions_sweep()
    assert len(woken) == 2
    assert len(diary.told) == 3


def test_killed_reactors_and_many_writers_lose_and_repeat_nothing() -> None:
    report = crowd("reactions", count=90, people=4)
    assert report["failed"] == []
    assert report["called"] == report["echoed_once"] == report["echoes"] == 90
    assert not report["behind"]
