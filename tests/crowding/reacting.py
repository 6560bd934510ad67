"""Processes that write events while others react to them and are killed: part of tests/crowd.py."""

import argparse
import multiprocessing
import os
import random
import signal
from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import OperationalError, connections, transaction

from annotations.models import Event, Project
from annotations.services.events import event_record
from reviewers.services.reactions import reactions_behind, reactions_run
from tests import factories

NAMED = "tests.crowding.reacting:ECHO"


class Echo:
    """Says every call once more; a killed process says nothing."""

    name = "echo"
    actions = frozenset({"test.called"})
    kill_at = 0.0

    def prepare(self, events: Sequence[Event]) -> list[str]:
        """What was called."""
        return [event.subject_id for event in events]

    def apply(self, prepared: list[str]) -> None:
        """Say it, and now and then die before the transaction ends."""
        for said in prepared:
            Event.objects.create(action="test.echoed", subject_type="call", subject_id=said)
        if random.random() < self.kill_at:  # noqa: S311 - dice, not a secret
            os.kill(os.getpid(), signal.SIGKILL)


ECHO = Echo()


def reactions(options: argparse.Namespace) -> dict[str, Any]:
    """Half of the people call, the other half react and are killed, until all is said."""
    settings.REACTIONS, settings.EVENT_LISTENERS = [NAMED], []
    factories.project_make("crowd")
    writers = max(options.people // 2, 1)
    each = options.count // writers
    connections.close_all()
    context = multiprocessing.get_context("fork")
    callers = [context.Process(target=_call_often, args=(number, each)) for number in range(writers)]
    for caller in callers:
        caller.start()
    kills = 0
    while any(caller.is_alive() for caller in callers):
        kills += _react_and_die(context, writers, options.seed + kills)
    reactions_run()
    said = Counter(Event.objects.filter(action="test.echoed").values_list("subject_id", flat=True))
    called = set(Event.objects.filter(action="test.called").values_list("subject_id", flat=True))
    return {
        "failed": [caller.exitcode for caller in callers if caller.exitcode],
        "called": len(called),
        "echoed_once": sum(said[call] == 1 for call in called),
        "echoes": said.total(),
        "kills": kills,
        "behind": reactions_behind(),
    }


def _react_and_die(context: Any, count: int, seed: int) -> int:
    """Let some processes react at once; returns how many of them were killed."""
    reactors = [context.Process(target=_react, args=(seed * 100 + number,)) for number in range(count)]
    for reactor in reactors:
        reactor.start()
    for reactor in reactors:
        reactor.join()
    return sum(reactor.exitcode == -signal.SIGKILL for reactor in reactors)


def _react(seed: int) -> None:
    connections.close_all()
    random.seed(seed)
    ECHO.kill_at = 0.3
    reactions_run()


def _call_often(number: int, count: int) -> None:
    """Calls in transactions of several events, so that ids are committed out of order where they can be."""
    connections.close_all()
    project = Project.objects.get()
    for call in range(count):
        while not _called(project, f"{number}-{call}"):
            pass


def _called(project: Project, name: str) -> bool:
    try:
        with transaction.atomic():
            event = event_record(action="test.began", subject=project, actor=None)
            Event.objects.create(action="test.called", subject_type="call", subject_id=name)
            event_record(action="test.ended", subject=event, actor=None, project=project)
    except OperationalError:
        return False
    return True
