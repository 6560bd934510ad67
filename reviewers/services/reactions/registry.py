"""Which reactions there are."""

from collections.abc import Sequence
from functools import cache
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from annotations.models import Event


class Reaction(Protocol):
    """What follows from events of some actions. Its module must load fast: import numpy inside `prepare`."""

    name: str
    actions: frozenset[str]

    def prepare(self, events: Sequence[Event]) -> Any:
        """Read and compute what `apply` needs, outside of any transaction; it may take its time.

        Whatever changes after this was read is an event of its own, which comes later.
        """

    def apply(self, prepared: Any) -> None:
        """Write the effect: quick, in the transaction that moves the cursor. It may record events."""


def reactions() -> tuple[Reaction, ...]:
    """The reactions that the settings name."""
    return tuple(_loaded(name) for name in settings.REACTIONS)


def reaction_actions() -> frozenset[str]:
    """The actions that any reaction waits for."""
    return frozenset().union(*(reaction.actions for reaction in reactions()))


@cache
def _loaded(name: str) -> Reaction:
    reaction: Reaction = import_string(name.replace(":", "."))
    return reaction
