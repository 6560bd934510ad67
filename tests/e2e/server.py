"""The real platform as a process: `manage.py serve` over a data folder of its own."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any, TypeVar

import requests

from tests.databases.migrated import sqlite_copy
from tests.e2e.chaos.processes import processes_kill

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 300
STOP_SECONDS = 30
POLL_SECONDS = 0.05
# A made-up name in a local network: only plain http, so no secure context.
LAN_HOST = "lan.test"
T = TypeVar("T")
_never = Event()


def wait_for(check: Callable[[], T | None], *, seconds: float, what: str) -> T:
    """Poll `check` until it gives something true; fail with `what` after `seconds`."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = check()
        if found:
            return found
        _never.wait(POLL_SECONDS)
    raise AssertionError(f"not within {seconds} s: {what}")


class ApiSession:
    """`requests` with the session cookie and the CSRF header, below /api/v1/."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.http = requests.Session()

    def sign_in(self, username: str, password: str) -> "ApiSession":
        """Sign in as a browser would."""
        self.call("GET", "session/")
        self.call("POST", "session/", json={"username": username, "password": password})
        return self

    def call(self, method: str, path: str, *, status: int = 200, **options: Any) -> requests.Response:
        """Send a request and expect `status`."""
        headers = {"X-CSRFToken": self.http.cookies.get("csrftoken") or "", "Referer": self.url}
        headers |= options.pop("headers", {})
        url = path if path.startswith("http") else f"{self.url}/api/v1/{path}"
        answer = self.http.request(method, url, headers=headers, timeout=60, **options)
        assert answer.status_code == status, f"{method} {path}: {answer.status_code} {answer.text[:2000]}"
        return answer

    def get(self, path: str) -> Any:
        """The JSON of a GET."""
        return self.call("GET", path).json()

    def post(self, path: str, body: Any, *, status: int = 200) -> Any:
        """The JSON of a POST, None for an empty answer."""
        answer = self.call("POST", path, status=status, json=body)
        return answer.json() if answer.content else None


@dataclass(frozen=True)
class Platform:
    """A running web server and worker, and the site admin's way in."""

    url: str
    data: Path
    admin_password: str
    server: "Server"

    def session(self, username: str, password: str) -> ApiSession:
        """A signed-in REST session."""
        return ApiSession(self.url).sign_in(username, password)

    def admin(self) -> ApiSession:
        """The site admin's REST session."""
        return self.session("root", self.admin_password)


def free_port() -> int:
    """A port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """`manage.py serve` over one data folder; it can be killed and started again where it was."""

    def __init__(self, env: dict[str, str], port: int, log: Path) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self._command = [sys.executable, str(ROOT / "manage.py"), "serve", "--port", str(port)]
        self._env, self._log = env, log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        with self._log.open("ab") as output:
            self._process = subprocess.Popen(
                self._command, env=self._env, stdout=output, stderr=output, start_new_session=True
            )
        wait_for(self._answers, seconds=START_SECONDS, what="the platform to answer")

    def kill(self) -> None:
        """End the web server, the worker and what keeps them alive, without a word: kill -9."""
        if self._process is not None:
            processes_kill(self._process.pid)
            self._process.wait(STOP_SECONDS)
            self._process = None

    def stop(self) -> None:
        """Ask it to stop, as Ctrl-C does."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(STOP_SECONDS)
            self._process = None

    def _answers(self) -> bool:
        process = self._process
        assert process is not None and process.poll() is None, f"serve ended: {self._log.read_text()[-4000:]}"
        try:
            return requests.get(f"{self.url}/health/ready", timeout=2).ok
        except (requests.ConnectionError, requests.Timeout):
            return False


@contextmanager
def platform_running(data: Path, log: Path, **variables: str) -> Iterator[Platform]:
    """`manage.py serve` on a free port with a database of its own and one site admin called root."""
    port, password = free_port(), secrets.token_urlsafe(12)
    env = os.environ | {
        "DEEPTRACE_DATA": str(data),
        "DJANGO_SUPERUSER_PASSWORD": password,
        "DEEPTRACE_ALLOWED_HOSTS": f"localhost,127.0.0.1,{LAN_HOST}",
        "DEEPTRACE_LOGIN_FAILURES": "1000",
        "DEEPTRACE_API_RATE": "1000000/min",
        "DEEPTRACE_OPEN_RATE": "1000000/min",
        **variables,
    }
    manage = [sys.executable, str(ROOT / "manage.py")]
    sqlite_copy(data / "deeptrace.sqlite3")
    subprocess.run(
        [*manage, "createsuperuser", "--noinput", "--username", "root", "--email", "root@example.org"],
        env=env,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    server = Server(env, port, log)
    try:
        server.start()
        yield Platform(url=server.url, data=data, admin_password=password, server=server)
    finally:
        server.stop()
