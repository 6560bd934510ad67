"""Does jobs of several kinds while their worker is killed again and again.

It runs in a process of its own (RUN is the program), because it needs a database that other processes see.
The environment says which database and broker, as for the site itself. It prints what became of each job,
beside what becomes of one that nobody disturbs.
"""

import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

from annotations.models import Job
from deeptrace_site.processes import supervisor
from tests.annotations.jobs.killed_kinds import Kinds

BACKLOG = 2
DEADLINE_S = 180.0
SECONDS_A_KILL = 30
BEYOND = 1.2  # of the time that a job takes undisturbed: some kills come just after its end
ROOT = Path(__file__).resolve().parents[3]
RUN = """
import json, sys, django
django.setup()
from tests.annotations.jobs.killing import kill_workers
print(json.dumps(kill_workers(sys.argv[3:], kills=int(sys.argv[1]), seed=int(sys.argv[2]))))
"""
_clock = threading.Event()  # never set: waiting for it is how time passes


def kill_workers(kinds: Sequence[str], *, kills: int, seed: int) -> dict[str, Any]:
    """Kill the worker `kills` times, each time while it does the next of these kinds; then let it finish.

    The database has its tables already.
    """
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
    site = Kinds()
    seconds: dict[str, float] = {}
    undisturbed: dict[str, Any] = {}
    for kind in kinds:
        begun = monotonic()
        undisturbed[kind] = site.undisturbed(kind)
        seconds[kind] = monotonic() - begun
    known = set(Job.objects.values_list("pk", flat=True))
    deadline = monotonic() + DEADLINE_S + kills * SECONDS_A_KILL
    for number in range(kills):
        kind = kinds[number % len(kinds)]
        while _unfinished(kind) < BACKLOG:
            site.more(kind)
        with _worker():
            taken = _attempts(kind)
            _wait(partial(_has_taken_more, kind, taken), deadline)
            _clock.wait(chance.random() * BEYOND * seconds[kind])
    with _worker():
        _wait(lambda: not _unfinished(), deadline)
    jobs = Job.objects.filter(kind__in=kinds).exclude(pk__in=known)
    found = [{"kind": job.kind, "attempts": job.attempts, "fate": site.fate(job)} for job in jobs]
    return {"seed": seed, "kills": kills, "undisturbed": undisturbed, "jobs": found}


@contextmanager
def _worker() -> Iterator[None]:
    """The worker that `manage.py serve` runs; it ends by `kill -9`, with its whole group."""
    worker = subprocess.Popen(
        supervisor.worker_command(), cwd=ROOT, start_new_session=True, stdout=sys.stderr
    )
    try:
        yield
    finally:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()


def _has_taken_more(kind: str, before: int) -> bool:
    return _attempts(kind) > before


def _attempts(kind: str) -> int:
    return sum(Job.objects.filter(kind=kind).values_list("attempts", flat=True))


def _unfinished(kind: str = "") -> int:
    found = Job.objects.filter(status__in=["queued", "running"])
    return (found.filter(kind=kind) if kind else found).count()


def _wait(condition: Callable[[], bool], deadline: float) -> None:
    while not condition():
        if monotonic() > deadline:
            raise TimeoutError("the workers did not get on")
        _clock.wait(0.02)
