"""The site under load: as docker-compose.yml starts it, or as `make run` does; and what it uses."""

import os
import secrets
import shlex
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any

import yaml

from tests import services
from tests.databases.migrated import sqlite_copy, tables_make

ROOT = Path(__file__).resolve().parents[2]
START_S, STOP_S, POLL_S = 120, 30, 0.2
RATES = {"DEEPTRACE_API_RATE": "1000000/min", "DEEPTRACE_OPEN_RATE": "1000000/min"}
_never = Event()


@dataclass(frozen=True, slots=True)
class Servers:
    """A site that answers on this port; its processes stand below these."""

    port: int
    environment: dict[str, str]
    pids: tuple[int, ...]

    def memory_mb(self) -> float:
        """What all its processes hold, shared pages counted once."""
        return sum(_pss_kb(pid) for root in self.pids for pid in _family(root)) / 1024

    def cpu_s(self) -> float:
        """Processor time of the processes that are there now."""
        return sum(_cpu_s(pid) for root in self.pids for pid in _family(root))


@contextmanager
def embedded(folder: Path) -> Iterator[Servers]:
    """`manage.py serve` over SQLite."""
    data, port = folder / "data", _free_port()
    sqlite_copy(data / "deeptrace.sqlite3")
    environment = _environment(data, DATABASE_URL="", CELERY_BROKER_URL="")
    serve = [sys.executable, "manage.py", "serve", "--port", str(port)]
    with _running(serve, environment, folder / "serve.log") as pid:
        _wait(port, folder / "serve.log")
        yield Servers(port, environment, (pid,))


@contextmanager
def composed(folder: Path) -> Iterator[Servers]:
    """PostgreSQL, Redis, and the commands of docker-compose.yml; media without nginx in front."""
    port = _free_port()
    with services.postgres() as database, services.redis() as broker, ExitStack() as stack:
        tables_make(database.url)
        environment = _environment(folder / "data", DATABASE_URL=database.url, CELERY_BROKER_URL=broker.url)
        web = [*command_of("web"), "--bind", f"127.0.0.1:{port}"]
        pids = [
            stack.enter_context(_running(command, environment, folder / f"{name}.log"))
            for name, command in (("web", web), ("worker", command_of("worker")))
        ]
        _wait(port, folder / "web.log")
        yield Servers(port, environment, tuple(pids))


def command_of(service: str) -> list[str]:
    """The program that docker-compose.yml ends in for a service, without the shell around it."""
    compose: Any = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    command = list(compose["services"][service]["command"])
    return shlex.split(command[2].rpartition("exec ")[2]) if command[0] == "sh" else command


def _environment(data: Path, **more: str) -> dict[str, str]:
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    own = {"DEEPTRACE_DATA": str(data), "DEEPTRACE_SECRET_KEY": secrets.token_hex(32), "PATH": path}
    return {**os.environ, "DEEPTRACE_LOG_LEVEL": "WARNING", **own, **RATES, **more}


@contextmanager
def _running(command: list[str], environment: dict[str, str], log: Path) -> Iterator[int]:
    with log.open("wb") as stream:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=stream, stderr=stream, start_new_session=True
        )
    try:
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=STOP_S)


def _wait(port: int, log: Path) -> None:
    deadline = monotonic() + START_S
    while monotonic() < deadline:
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/health/ready")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        finally:
            connection.close()
        _never.wait(POLL_S)
    raise TimeoutError(f"the site did not start:\n{log.read_text()[-3000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _family(pid: int) -> list[int]:
    """The process and all below it."""
    found, waiting = [], [pid]
    while waiting:
        each = waiting.pop()
        found.append(each)
        for task in Path(f"/proc/{each}/task").glob("*/children"):
            waiting += map(int, _read(task).split())
    return found


def _pss_kb(pid: int) -> int:
    lines = _read(Path(f"/proc/{pid}/smaps_rollup")).splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def _cpu_s(pid: int) -> float:
    """utime + stime; the name before them may hold spaces."""
    fields = _read(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") if fields else 0.0


def _read(path: Path) -> str:
    """A file of /proc; empty where the process has ended."""
    try:
        return path.read_text()
    except OSError:
        return ""
