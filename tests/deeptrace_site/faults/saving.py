"""One annotator who saves without a pause, and remembers what the server acknowledged."""

import itertools
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Any

import requests

from tests.databases.migrated import ROOT
from tests.e2e.server import free_port, wait_for

SETUP = """
import json, django
django.setup()
from annotations.services.people import token_create
from annotations.services.queue import queue_entries_open
from tests import factories
project = factories.project_make("saving")
person = factories.member_make(project, factories.user_make("alice"), "annotator")
queue_entries_open(video=factories.video_make(project))
print(json.dumps(token_create(person=person, name="t", scopes=["read", "annotate"], expires_at=None)[1]))
"""
START_SECONDS = 60


class Web:
    """The web server that production starts, over one site."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        port = free_port()
        self.url, self._log = f"http://127.0.0.1:{port}", log
        self.environment = {**os.environ, **environment, "DJANGO_SETTINGS_MODULE": "deeptrace_site.settings"}
        options = ["--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads", "4"]
        self._command = [sys.executable, "-m", "gunicorn", *options, "deeptrace_site.wsgi"]
        self._process: subprocess.Popen[bytes] | None = None

    def setup(self, program: str = SETUP) -> str:
        """Make a project with one clip; the token of its annotator."""
        done = subprocess.run(
            [sys.executable, "-c", program], cwd=ROOT, env=self.environment, check=True, capture_output=True
        )
        return str(json.loads(done.stdout))

    def start(self) -> float:
        """Start it; returns the seconds until it answered."""
        begun = monotonic()
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.wait()
        return monotonic() - begun

    def wait(self) -> None:
        """Until it answers and has its database."""
        wait_for(self._answers, seconds=START_SECONDS, what="the web server to answer")

    def kill(self) -> None:
        """`kill -9` for all of it."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def _answers(self) -> bool:
        try:
            return requests.get(f"{self.url}/health/ready", timeout=2).ok
        except requests.RequestException:
            return False


class Saver:
    """Saves one answer again and again; each save has a number as its note."""

    def __init__(self, web: Web, token: str) -> None:
        self.acknowledged, self.lost, self.refusals = 0, 0, set[int]()
        self._api, self._http = f"{web.url}/api/v1", requests.Session()
        self._http.headers["Authorization"] = f"Bearer {token}"
        claimed = self._http.post(f"{self._api}/queue/next/", json={"project": "saving"}, timeout=30)
        self._url = f"{self._api}/annotations/{claimed.json()['annotation']['id']}/"
        self._numbers, self._stop = itertools.count(1), threading.Event()
        self._body = self._read()

    def saved_at_least(self, count: int) -> None:
        """Wait until so many more saves were acknowledged."""
        goal = self.acknowledged + count
        wait_for(lambda: self.acknowledged >= goal, seconds=START_SECONDS, what="saves to go through")

    @contextmanager
    def saving(self) -> Iterator[None]:
        """Save in a thread of its own; faults in the block are no reason to stop."""
        thread = threading.Thread(target=self._loop)
        thread.start()
        try:
            yield
        finally:
            self._stop.set()
            thread.join()

    def _loop(self) -> None:
        last = 0
        while not self._stop.is_set():
            number = next(self._numbers)
            if self._save(number):
                last = number
                continue
            self._stop.wait(0.02)
            found = self._found()
            self.lost += found is not None and int(found["note"] or 0) not in range(last, number + 1)
            last = max(last, int(found["note"] or 0)) if found else last

    def _save(self, number: int) -> bool:
        body = {"verdict": "unsure", "note": str(number), "traces": []}
        match = {"If-Match": f'"{self._body["revision"]}"'}
        try:
            answer = self._http.put(self._url, json=body, headers=match, timeout=30)
        except requests.RequestException:
            return False
        if answer.status_code != 200:
            self.refusals.add(answer.status_code)
            return False
        self._body, self.acknowledged = answer.json(), self.acknowledged + 1
        return True

    def _found(self) -> Any:
        """What the server has, once it answers again; None where the test is over."""
        while not self._stop.is_set():
            try:
                self._body = self._read()
            except requests.RequestException:
                self._stop.wait(0.02)
            else:
                return self._body
        return None

    def _read(self) -> Any:
        answer = self._http.get(self._url, timeout=30)
        answer.raise_for_status()
        return answer.json()
