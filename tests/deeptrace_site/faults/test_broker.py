"""The broker forgets everything, stops, or falls silent: people work on, no job is lost or done twice."""

import os
import signal
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
import redis
import requests

from deeptrace_site.processes import supervisor
from tests import services
from tests.databases.migrated import ROOT, sqlite_copy
from tests.deeptrace_site.faults.saving import Web
from tests.e2e.server import wait_for

SETUP = """
import json, django
django.setup()
from annotations.services.people import token_create
from annotations.services.queue import queue_entries_open
from tests import factories
project = factories.project_make("saving")
person = factories.member_make(project, factories.user_make("ada"), "annotator", "researcher")
queue_entries_open(video=factories.video_make(project))
scopes = ["read", "annotate", "manage"]
print(json.dumps(token_create(person=person, name="t", scopes=scopes, expires_at=None)[1]))
"""
QUEUED = 30
DONE_WITHIN_S = 60
ANSWERED_WITHIN_S = 8.0  # 2 s are the broker's; a busy machine takes its own
JOBS = """
SELECT status, attempts, (
  SELECT COUNT(*) FROM annotations_event
  WHERE action = 'job.done' AND REPLACE(subject_id, '-', '') = annotations_job.id
) FROM annotations_job
"""
_clock = threading.Event()  # never set: waiting for it is how time passes


class Site:
    """A web server, a Redis that can be taken away, a worker, and the rows that all are about."""

    def __init__(self, folder: Path, broker: Path, stack: ExitStack) -> None:
        self._folder, self._stack, self._slowest_s = broker, stack, 0.0
        self._redis = stack.enter_context(ExitStack())
        self.database = folder / "site" / "deeptrace.sqlite3"
        sqlite_copy(self.database)
        given = {
            "DEEPTRACE_DATA": str(folder / "site"),
            "DATABASE_URL": "",
            "CELERY_BROKER_URL": f"redis+socket://{broker}/redis.sock",
            "DEEPTRACE_JOB_SWEEP_SECONDS": "1",
            "DEEPTRACE_LOG_LEVEL": "WARNING",
        }
        self.web, self.log = Web(given, folder / "web.log"), folder / "worker.log"
        self._http = requests.Session()
        self._http.headers["Authorization"] = f"Bearer {self.web.setup(SETUP)}"
        stack.callback(self.web.kill)
        self.broker_start()
        self.web.start()
        self.broker_stop()
        claimed = self._json("POST", "queue/next/", {"project": "saving"})
        self._path = f"annotations/{claimed['annotation']['id']}/"
        self._revision = claimed["annotation"]["revision"]

    def save(self) -> None:
        """Save the answer once more."""
        body = {"verdict": "unsure", "note": f"after {self._revision}", "traces": []}
        saved = self._json("PUT", self._path, body, {"If-Match": f'"{self._revision}"'})
        self._revision = saved["revision"]

    def job_ask(self) -> None:
        """Queue a job."""
        self._json("POST", "releases/", {"project": "saving"})

    def broker_start(self) -> services.Redis:
        """Start an empty Redis."""
        return self._redis.enter_context(services.redis_serving(self._folder))

    def broker_stop(self) -> None:
        """End Redis, and all it was told."""
        self._redis.close()

    def worker_start(self) -> None:
        """Start the worker that `manage.py serve` runs."""
        with self.log.open("ab") as log:
            worker = subprocess.Popen(
                supervisor.worker_command(),
                cwd=ROOT,
                env=self.web.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._stack.callback(worker.wait)
        self._stack.callback(os.killpg, worker.pid, signal.SIGKILL)

    def ends(self) -> list[tuple[str, int, int]]:
        """Of each job: its state, how often it was begun and how often it ended."""
        with closing(sqlite3.connect(self.database)) as found:
            return found.execute(JOBS).fetchall()

    def done(self) -> int:
        """How many jobs are done."""
        return sum(status == "done" for status, _, _ in self.ends())

    def all_done_once(self) -> None:
        """Wait until the last job is done; none was begun a second time."""
        wait_for(lambda: self.done() == len(self.ends()), seconds=DONE_WITHIN_S, what="the jobs to be done")
        assert set(self.ends()) == {("done", 1, 1)}, self.log.read_text()[-8000:]

    def work_goes_on(self, seconds: float) -> None:
        """Save and ask for jobs for so long; tells the slowest answer, and how many jobs now wait."""
        until, self._slowest_s = monotonic() + seconds, 0.0
        while monotonic() < until:
            self.save()
            self.job_ask()
            _clock.wait(0.3)
        waiting = len(self.ends()) - self.done()
        print(f"broker away {seconds} s: slowest answer {self._slowest_s:.2f} s, {waiting} jobs waited")
        assert self._slowest_s < ANSWERED_WITHIN_S

    def _json(self, method: str, path: str, body: Any, headers: Any = None) -> Any:
        begun = monotonic()
        url = f"{self.web.url}/api/v1/{path}"
        answer = self._http.request(method, url, json=body, headers=headers, timeout=60)
        self._slowest_s = max(self._slowest_s, monotonic() - begun)
        assert answer.status_code < 300, (path, answer.status_code, answer.text)
        return answer.json()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with services.redis_folder() as broker, ExitStack() as stack:
        yield Site(tmp_path, broker, stack)


def flushed(site: Site) -> None:
    """Thirty jobs are queued, a few are done, and the broker has forgotten the others."""
    broker = site.broker_start()
    for _ in range(QUEUED):
        site.job_ask()
    site.worker_start()
    wait_for(lambda: site.done() > 1, seconds=DONE_WITHIN_S, what="the first jobs")
    with closing(redis.Redis(unix_socket_path=str(broker.socket))) as told:
        gone = told.llen("default")
        told.flushall()
    site.all_done_once()
    site.broker_stop()
    print(f"{gone} of {QUEUED} messages were gone")
    assert gone > 0
    assert len(site.ends()) == QUEUED


def stopped(site: Site, away_s: float) -> None:
    """The broker is away; the worker finds it again by itself."""
    site.work_goes_on(away_s)
    site.broker_start()
    site.all_done_once()
    site.broker_stop()


def silent(site: Site, away_s: float) -> None:
    """The broker takes words and answers none."""
    broker = site.broker_start()
    site.job_ask()
    site.all_done_once()
    with broker.silent():
        site.work_goes_on(away_s)
    site.all_done_once()


@pytest.mark.parametrize("away_s", [3, pytest.param(60, marks=pytest.mark.full)])
def test_a_broker_that_forgets_stops_or_falls_silent_loses_no_job(site: Site, away_s: float) -> None:
    """One stack for all of it: its start is what costs."""
    flushed(site)
    stopped(site, away_s)
    silent(site, away_s)
