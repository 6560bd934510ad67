"""What wakes the reactions: an event somebody waits for, or a sweep that finds one unread."""

import time
from typing import Any

from celery import shared_task
from django.db import transaction

from annotations.tasks import broker_tell
from reviewers.services.reactions import reaction_actions, reactions_behind, reactions_run

WAKE_EVERY_S = 0.2
_woken: dict[str, float] = {}


@shared_task(name="react")
def react() -> None:
    """React to what has happened."""
    reactions_run()


def reactions_wake(action: str) -> None:
    """Wake a worker once the present transaction is committed, a few times a second at most."""
    if action in reaction_actions():
        transaction.on_commit(_wake, robust=True)


def reactions_sweep() -> None:
    """Wake a worker where something was left unread: a message lost, or held back by `_wake`."""
    if reactions_behind():
        broker_tell(react.delay)


def _wake(**_: Any) -> None:
    now = time.monotonic()
    if now - _woken.get("at", -WAKE_EVERY_S) < WAKE_EVERY_S:
        return
    _woken["at"] = now
    broker_tell(react.delay)
