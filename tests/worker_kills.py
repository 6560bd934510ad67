"""Ingests clips while their worker is killed again and again.

It runs in a process of its own (RUN is the program), because it needs a database that other processes see.
The environment says which database and broker, as for the site itself. It prints what became of each video.
"""

import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

from django.core.management import call_command

from annotations import tasks
from annotations.models import Event, FrameTableRecord, Job, Project, QueueEntry, Video
from annotations.services.projects import project_create
from annotations.services.video_files import incoming_copy, video_folder
from annotations.services.videos import video_create
from deeptrace_site.processes import supervisor
from tests.media import ClipSpec, clip

BACKLOG = 4
DEADLINE_S = 180.0
SECONDS_A_KILL = 30
KILL_AFTER_AT_MOST_S = 1.2
ROOT = Path(__file__).resolve().parents[1]
RUN = """
import json, sys, django
django.setup()
from tests.worker_kills import kill_workers
print(json.dumps(kill_workers(kills=int(sys.argv[1]), seed=int(sys.argv[2]))))
"""
_clock = threading.Event()  # never set: waiting for it is how time passes


def kill_workers(*, kills: int, seed: int) -> dict[str, Any]:
    """Kill the worker `kills` times at a random moment after it took a job; let the last one finish."""
    call_command("migrate", verbosity=0)
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
    project = project_create(actor=None, slug="demo", name="Demo", overlap=2)
    deadline = monotonic() + DEADLINE_S + kills * SECONDS_A_KILL
    for _ in range(kills):
        while _unfinished() < BACKLOG:
            _video_make(project)
        with _worker():
            taken = _attempts()
            _wait(partial(_has_taken_more, taken), deadline)
            _clock.wait(chance.random() * KILL_AFTER_AT_MOST_S)
    with _worker():
        _wait(lambda: not _unfinished(), deadline)
    return {"seed": seed, "kills": kills, "videos": [_fate(video) for video in Video.objects.all()]}


def _video_make(project: Project) -> None:
    number = Video.objects.count()
    copy = incoming_copy(clip("killed", ClipSpec(frames=240, size=(640, 360))))
    with copy.path.open("ab") as stream:  # a box that players skip makes each file another one
        stream.write((16).to_bytes(4, "big") + b"free" + number.to_bytes(8, "big"))
    incoming = incoming_copy(copy.path)
    copy.path.unlink()
    video = {"video_id": f"clip-{number}"}
    _, job = video_create(project=project, actor=None, incoming=incoming, fields=video)
    tasks.job_publish(job)


@contextmanager
def _worker() -> Iterator[None]:
    """The worker that `manage.py serve` runs; it ends by `kill -9`, with its whole group."""
    worker = subprocess.Popen(  # noqa: S603
        supervisor.worker_command(), cwd=ROOT, start_new_session=True, stdout=sys.stderr
    )
    try:
        yield
    finally:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()


def _has_taken_more(before: int) -> bool:
    return _attempts() > before


def _attempts() -> int:
    return sum(Job.objects.values_list("attempts", flat=True))


def _unfinished() -> int:
    return Job.objects.filter(status__in=["queued", "running"]).count()


def _wait(condition: Callable[[], bool], deadline: float) -> None:
    while not condition():
        if monotonic() > deadline:
            raise TimeoutError("the workers did not get on")
        _clock.wait(0.05)


def _fate(video: Video) -> dict[str, Any]:
    video.refresh_from_db()
    job = Job.objects.get(params__video=str(video.pk))
    return {
        "status": video.status,
        "job": job.status,
        "attempts": job.attempts,
        "finished": Event.objects.filter(action="job.done", subject_id=str(job.pk)).count(),
        "made_ready": Event.objects.filter(action="video.ready", subject_id=str(video.pk)).count(),
        "tables": FrameTableRecord.objects.filter(video=video).count(),
        "slots": QueueEntry.objects.filter(video=video).count(),
        "files": sorted(path.name for path in video_folder(video).iterdir()),
    }
