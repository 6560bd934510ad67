"""Answers that are asked for often and cost something: kept for a while, the longer the dearer."""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

KEPT_AT_LEAST_S = 10.0
COST_FACTOR = 50.0  # at most 2 % of the time goes into one answer
T = TypeVar("T")


class Memo(Generic[T]):
    """What `ask` answers; asked again after ten seconds, or fifty times as long as it took."""

    def __init__(self, ask: Callable[[], T]) -> None:
        self._ask = ask
        self._lock = threading.Lock()
        self._answer: T | None = None
        self._until = 0.0

    def __call__(self) -> T:
        """The answer; while somebody is asking, others wait for the same one."""
        with self._lock:
            if self._answer is None or time.monotonic() >= self._until:
                began = time.monotonic()
                self._answer = self._ask()
                ended = time.monotonic()
                self._until = ended + max(KEPT_AT_LEAST_S, COST_FACTOR * (ended - began))
            return self._answer

    def forget(self) -> None:
        """Ask anew next time."""
        with self._lock:
            self._answer = None
