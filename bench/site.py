"""The web server as `manage.py serve` starts it, over a seeded database of its own, and a plain HTTP client.

`python -m bench.site PEOPLE VIDEOS` fills the database that the environment names and prints the tokens.
"""

import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic, perf_counter, sleep
from typing import Any

from tests.services import ServiceError, postgres

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = "deeptrace_site.settings"
PROJECT = "bench"
START_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Site:
    """A running web server; one bearer token a person, the reviewer's last."""

    port: int
    tokens: list[str]
    pid: int

    def cpu_s(self) -> float:
        """Processor time that the web server and its workers have used so far."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return sum(_cpu_s(pid) for pid in [str(self.pid), *children])


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and how long it took in milliseconds."""

    status: int
    body: Any
    took_ms: float


class Client:
    """One person's keep-alive connection."""

    def __init__(self, site: Site, token: str) -> None:
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._connection = HTTPConnection("127.0.0.1", site.port, timeout=120)
        self._connection.connect()
        self._connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """Send and read to the end."""
        text = None if body is None else json.dumps(body)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        started = perf_counter()
        self._connection.request(method, f"/api/v1/{path}", text, {**self._headers, **named})
        response = self._connection.getresponse()
        raw = response.read()
        return Answer(response.status, json.loads(raw) if raw else None, (perf_counter() - started) * 1000)


def databases() -> Iterator[str]:
    """Set DATABASE_URL to SQLite, then to a PostgreSQL where it is installed; yields the name."""
    for name in ("SQLite", "PostgreSQL"):
        with ExitStack() as stack:
            try:
                os.environ["DATABASE_URL"] = "" if name == "SQLite" else stack.enter_context(postgres()).url
            except ServiceError as error:
                print(f"{name}: {error}")
                continue
            yield name


@contextmanager
def site(*, people: int, videos: int) -> Iterator[Site]:
    """The web server on a free port with a project of ready videos and people who hold tokens."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "DEEPTRACE_DATA": folder, "DEEPTRACE_LOG_LEVEL": "ERROR"}
        tokens = _seed(people, videos, environment)
        port = _free_port()
        command = [sys.executable, "-c", "from deeptrace_site.processes.supervisor import web_command as w;"]
        command[2] += f"import os; c = w('127.0.0.1', {port}); os.execv(c[0], c)"
        with (Path(folder) / "web.log").open("wb") as log:
            server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
            try:
                _wait(port)
                yield Site(port, tokens, server.pid)
            finally:
                server.terminate()
                server.wait(20)


def shares(values: Sequence[float]) -> dict[str, float]:
    """p50, p95 and the largest."""
    cuts = statistics.quantiles(values, n=100, method="inclusive")
    return {"p50": cuts[49], "p95": cuts[94], "max": max(values)}


def in_words(values: Sequence[float]) -> str:
    """p50 / p95 / max in milliseconds; one value as it is."""
    if len(values) == 1:
        return f"{values[0]:.0f} ms"
    found = shares(values)
    return f"p50 {found['p50']:.0f}, p95 {found['p95']:.0f}, max {found['max']:.0f} ms"


def _seed(people: int, videos: int, environment: dict[str, str]) -> list[str]:
    command = [sys.executable, "-m", "bench.site", str(people), str(videos)]
    done = subprocess.run(command, check=True, cwd=ROOT, env=environment, capture_output=True, text=True)
    tokens: list[str] = json.loads(done.stdout.splitlines()[-1])
    return tokens


def _cpu_s(pid: str) -> float:
    """utime + stime, fields 14 and 15 of /proc/PID/stat; the name before them may hold spaces."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int) -> None:
    deadline = monotonic() + START_SECONDS
    while monotonic() < deadline:
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/health/ready")
            if connection.getresponse().status == 200:
                return
        except OSError:
            sleep(0.1)
    raise TimeoutError("the web server did not start")


def seed(people: int, videos: int) -> list[str]:
    """Migrate; make the project, its annotators, one reviewer and its videos; returns the tokens."""
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    import django  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    call_command("migrate", verbosity=0)
    from annotations.models import Video  # noqa: PLC0415
    from annotations.services.queue import queue_overlap_fit  # noqa: PLC0415
    from tests import factories  # noqa: PLC0415

    project = factories.project_make(PROJECT)
    facts = {"status": "ready", "frame_count": 120, "width": 1280, "height": 720}
    Video.objects.bulk_create(Video(project=project, video_id=f"clip-{n}", **facts) for n in range(videos))
    queue_overlap_fit(project=project)
    return [_member(project, "annotator") for _ in range(people)] + [_member(project, "reviewer")]


def _member(project: Any, role: str) -> str:
    from annotations.models import ApiToken  # noqa: PLC0415
    from annotations.tokens import token_digest, token_new  # noqa: PLC0415
    from tests import factories  # noqa: PLC0415

    person, token = factories.member_make(project, factories.user_make(), role), token_new()
    scopes = ["read", "annotate", "review"]
    ApiToken.objects.create(user=person, name="bench", digest=token_digest(token), prefix="", scopes=scopes)
    return token


if __name__ == "__main__":
    print(json.dumps(seed(int(sys.argv[1]), int(sys.argv[2]))))
