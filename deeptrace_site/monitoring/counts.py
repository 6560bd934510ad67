"""Requests counted in memory by each web process, and written down for the others to add up.

No file is mapped into memory: where the disk is full the numbers of this process wait, and nothing else.
"""

import fcntl
import json
import logging
import os
import socket
import threading
import time
import uuid
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

logger = logging.getLogger(__name__)
#: upper bounds of a request's duration in seconds
HTTP_BOUNDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
WRITTEN_AFTER_S = 0.5
FOLDED_AFTER_S = 7 * 24 * 3600
PAST = "past.json"
Key = tuple[str, str]  # method and route


@dataclass(slots=True)
class Tally:
    """What was answered to one method of one route: how many fell within which of HTTP_BOUNDS."""

    seconds: float = 0.0
    within: list[int] = field(default_factory=lambda: [0] * (len(HTTP_BOUNDS) + 1))
    statuses: Counter[int] = field(default_factory=Counter)

    def add(self, status: int, seconds: float) -> None:
        """One more answer."""
        self.seconds += seconds
        self.within[bisect_left(HTTP_BOUNDS, seconds)] += 1
        self.statuses[status] += 1

    def merge(self, other: "Tally") -> None:
        """Those of another process too."""
        self.seconds += other.seconds
        self.within = [a + b for a, b in zip(self.within, other.within, strict=True)]
        self.statuses.update(other.statuses)


class Counts:
    """This process's tallies and the file that others read."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tallies: dict[Key, Tally] = {}
        self._name = f"{socket.gethostname()}-{uuid.uuid4().hex}.json"
        self._pid = os.getpid()
        self._is_due = False

    def add(self, *, method: str, route: str, status: int, seconds: float) -> None:
        """One answer; it is written down within a second."""
        with self._lock:
            self._require_own()
            self._tallies.setdefault((method, route), Tally()).add(status, seconds)
            if self._is_due:
                return
            self._is_due = True
        timer = threading.Timer(WRITTEN_AFTER_S, self.write, args=(folder(),))
        timer.daemon = True
        timer.start()

    def _require_own(self) -> None:
        """A forked process begins at nothing, in a file of its own."""
        if self._pid != os.getpid():
            self._pid, self._tallies, self._is_due = os.getpid(), {}, False
            self._name = f"{socket.gethostname()}-{uuid.uuid4().hex}.json"

    def write(self, where: Path) -> None:
        """Write all of it for the other processes; a disk that takes nothing is no error."""
        with self._lock:
            self._is_due = False
            text, path = json.dumps(_to_json(self._tallies)), where / self._name
        part = path.with_suffix(".part")
        try:
            where.mkdir(parents=True, exist_ok=True)
            part.write_text(text)
            part.replace(path)
        except OSError as error:
            logger.debug("The counts of requests could not be written (%s).", type(error).__name__)

    def total(self) -> dict[Key, Tally]:
        """The tallies of all processes, this one's as they are now."""
        with self._lock:
            self._require_own()
            sum_of = _from_json(_to_json(self._tallies))
            own = self._name
        with _agreed(fcntl.LOCK_SH):
            for path in folder().glob("*.json"):
                if path.name != own:
                    _merge(sum_of, _read(path))
        return sum_of


def folder() -> Path:
    """Where processes write their counts for each other."""
    return Path(settings.DATA_DIR) / "cache" / "metrics"


def _merge(into: dict[Key, Tally], more: dict[Key, Tally]) -> None:
    for key, tally in more.items():
        into.setdefault(key, Tally()).merge(tally)


def _to_json(tallies: dict[Key, Tally]) -> list[Any]:
    return [
        [*key, tally.seconds, tally.within, list(tally.statuses.items())] for key, tally in tallies.items()
    ]


def _from_json(rows: list[Any]) -> dict[Key, Tally]:
    return {
        (method, route): Tally(seconds, list(within), Counter(dict(statuses)))
        for method, route, seconds, within, statuses in rows
    }


def _read(path: Path) -> dict[Key, Tally]:
    """What another process wrote; nothing where it cannot be read (another version's, or gone)."""
    try:
        return _from_json(json.loads(path.read_text()))
    except (OSError, ValueError, TypeError):
        return {}


def counts_fold() -> int:
    """Put what processes wrote that have been gone for a week into one file; returns how many there were.

    Nothing is ever taken away: a count that fell would look like a restart.
    """
    with _agreed(fcntl.LOCK_EX):
        old = [
            path for path in folder().glob("*.json") if path.name != PAST and _age_s(path) > FOLDED_AFTER_S
        ]
        past = _read(folder() / PAST)
        for path in old:
            _merge(past, _read(path))
        if old:
            part = folder() / f"{PAST}.part"
            part.write_text(json.dumps(_to_json(past)))
            part.replace(folder() / PAST)
        for path in old:
            path.unlink()
    return len(old)


@contextmanager
def _agreed(kind: int) -> Iterator[None]:
    """Nobody adds up while somebody folds."""
    folder().mkdir(parents=True, exist_ok=True)
    with (folder() / "lock").open("w") as lock:
        fcntl.flock(lock, kind)
        yield


def _age_s(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return 0.0


counts = Counts()
