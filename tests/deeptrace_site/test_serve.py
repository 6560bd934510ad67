"""`manage.py serve`: one command that starts, mends and stops everything."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from deeptrace_site.management.commands.serve import database_begin
from deeptrace_site.processes.supervisor import Child
from tests.e2e.server import ROOT, free_port, wait_for

UP_S, STOP_S = 300, 40
SERVE = [sys.executable, str(ROOT / "manage.py"), "serve"]


@contextmanager
def serving(tmp_path: Path, port: int) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    """The command and its log; killed with all it started if a test leaves it running."""
    log = tmp_path / "log"
    environment = os.environ | {"DEEPTRACE_DATA": str(tmp_path / "site"), "DATABASE_URL": ""}
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*SERVE, "--port", str(port)],
            env=environment | {"CELERY_BROKER_URL": ""},
            stdout=output,
            stderr=output,
        )
        try:
            yield process, log
        finally:
            left = children_of(process.pid)
            process.kill()
            process.wait()
            for child in left:
                os.killpg(child, signal.SIGKILL)


def children_of(pid: int) -> list[int]:
    """The processes whose parent is `pid`."""
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def is_alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def answers(port: int) -> bool:
    try:
        return requests.get(f"http://127.0.0.1:{port}/health/ready", timeout=2).ok
    except (requests.ConnectionError, requests.Timeout):
        return False


def test_it_starts_mends_and_stops_everything(tmp_path: Path) -> None:
    port = free_port()
    with serving(tmp_path, port) as (process, log):
        wait_for(lambda: b"DeepTrace is at" in log.read_bytes(), seconds=UP_S, what="the address")
        assert f"http://127.0.0.1:{port}/" in log.read_text()
        first = children_of(process.pid)
        assert len(first) == 2
        for child in first:
            os.kill(child, signal.SIGKILL)
        wait_for(
            lambda: len(children_of(process.pid)) == 2 and not set(first) & set(children_of(process.pid)),
            seconds=10,
            what="new children",
        )
        wait_for(lambda: answers(port), seconds=UP_S, what="the site to answer again")
        second = children_of(process.pid)
        grandchildren = [grandchild for child in second for grandchild in children_of(child)]
        process.send_signal(signal.SIGTERM)
        assert process.wait(STOP_S) == 0
        assert [pid for pid in (*second, *grandchildren) if is_alive(pid)] == []


def is_running(pid: int) -> bool:
    """Alive, and not a dead one whom nobody has buried yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_nothing_stays_behind_when_it_is_killed(tmp_path: Path) -> None:
    """The supervisor alone, with children that would run for ever, one of which does not stop when asked."""
    program = (
        "import signal, subprocess, sys;"
        "sys.argv[1] == 'deaf' and signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "subprocess.Popen(['cat'], stdin=subprocess.PIPE); signal.pause()"
    )
    main = (
        "import sys; from deeptrace_site.processes import supervisor as s;"
        "s.STOP_WITHIN_S = 2; guard = s.Guard();"
        f"made = [s.Child(n, [sys.executable, '-c', {program!r}, n], guard) for n in ('good', 'deaf')];"
        "s.Supervisor(made).run(type('Quiet', (), {'try_to_make': lambda self: None})())"
    )
    with subprocess.Popen([sys.executable, "-c", main], cwd=ROOT) as process:
        wait_for(lambda: len(children_of(process.pid)) == 2, seconds=UP_S, what="the children")
        children = children_of(process.pid)
        wait_for(lambda: all(children_of(child) for child in children), seconds=UP_S, what="theirs")
        everybody = [*children, *(pid for child in children for pid in children_of(child))]
        process.kill()
        process.wait()
    assert len(everybody) == 4
    wait_for(lambda: not any(map(is_running, everybody)), seconds=STOP_S, what="the end of all")


def test_a_port_in_use_is_said_clearly(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        environment = os.environ | {"DEEPTRACE_DATA": str(tmp_path)}
        done = subprocess.run(
            [*SERVE, "--port", str(port)], env=environment, capture_output=True, text=True, check=False
        )
    assert done.returncode == 1
    assert f"Port {port} on 127.0.0.1 cannot be used" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "deeptrace.sqlite3").exists()


def test_a_child_that_keeps_dying_waits_longer_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr("deeptrace_site.processes.supervisor.time.monotonic", lambda: clock[0])
    child = Child("thing", [sys.executable, "-c", ""])
    starts = []
    for _ in range(200):
        was_running = child.is_running()
        child.tend()
        if child.is_running() and not was_running:
            starts.append(clock[0])
        if child.process is not None:
            child.process.wait()
        clock[0] += 0.25
    waits = [later - earlier for earlier, later in zip(starts, starts[1:], strict=False)]
    assert waits == sorted(waits)
    assert waits[0] < 2
    assert len(starts) < 10


def test_what_a_child_started_is_not_asked_to_stop_but_ends_with_it() -> None:
    program = "import signal, subprocess as s; s.Popen(['cat'], stdin=s.PIPE); signal.pause()"
    child = Child("thing", [sys.executable, "-c", program])
    child.tend()
    assert child.process is not None
    pid = child.process.pid
    wait_for(lambda: bool(children_of(pid)), seconds=UP_S, what="the grandchild")
    (grandchild,) = children_of(pid)
    child.ask()
    child.process.wait(STOP_S)
    assert is_alive(grandchild)
    child.kill()
    wait_for(lambda: not is_alive(grandchild), seconds=STOP_S, what="the grandchild's end")


@pytest.mark.parametrize("left", ["deeptrace.sqlite3", "deeptrace.sqlite3-wal"])
def test_a_database_that_is_there_is_left_alone(tmp_path: Path, left: str) -> None:
    database, empty = tmp_path / "site" / "deeptrace.sqlite3", tmp_path / "empty.sqlite3"
    empty.write_bytes(b"tables")
    database.parent.mkdir()
    (database.parent / left).write_bytes(b"somebody's work")
    database_begin(database, empty)
    assert [path.name for path in database.parent.iterdir()] == [left]
    assert (database.parent / left).read_bytes() == b"somebody's work"


def test_a_first_start_takes_the_tables_that_were_made_with_the_environment(tmp_path: Path) -> None:
    database, empty = tmp_path / "site" / "deeptrace.sqlite3", tmp_path / "empty.sqlite3"
    empty.write_bytes(b"tables")
    database_begin(database, empty)
    assert [path.name for path in database.parent.iterdir()] == [database.name]
    assert database.read_bytes() == b"tables"
    database.unlink()
    database_begin(database, tmp_path / "no such file")
    assert not database.exists()
