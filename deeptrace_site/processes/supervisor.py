"""Keeps the web server and the worker of the embedded default alive, and stops them together.

A plain program: `manage.py serve` turns into it, so that no third copy of Django stays in memory.
"""

import argparse
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path
from types import FrameType

POLL_S = 0.2
RESTART_AFTER_S = 0.5
RESTART_AFTER_MAX_S = 30.0
STEADY_S = 20.0
STOP_WITHIN_S = 8.0
WORKERS, THREADS = 2, 8
WORKER_IDLE_MB = "160"


class Guard:
    """A small process that ends the children should the supervisor be killed before it can.

    It reads a pipe whose other end only the supervisor holds: the pipe ends when the supervisor does, however
    that happens, on every Unix. It is forked (its memory is the supervisor's) and adopted by init.
    """

    def __init__(self) -> None:
        reading, self._writing = os.pipe()
        middle = os.fork()
        if middle == 0:
            if os.fork() == 0:
                os.close(self._writing)
                _guard(reading)
            os._exit(0)
        os.close(reading)
        os.waitpid(middle, 0)

    def began(self, pid: int) -> None:
        """The process leads a group that must not stay behind."""
        self._tell(f"+{pid}\n")

    def ended(self, pid: int) -> None:
        """The group is gone; its number may be given to others."""
        self._tell(f"-{pid}\n")

    def _tell(self, line: str) -> None:
        with suppress(OSError):  # without a guard everything else still works
            os.write(self._writing, line.encode())


def _guard(reading: int) -> None:
    """Wait for the pipe to end, then end what is left; never returns."""
    os.setsid()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    leaders: set[int] = set()
    with os.fdopen(reading) as lines:
        for line in lines:
            (leaders.add if line[0] == "+" else leaders.discard)(int(line[1:]))
    groups_end(leaders)
    os._exit(0)


def groups_end(leaders: set[int]) -> None:
    """Ask the leaders of these process groups to stop; end the groups that are still there after a while."""
    for pid in leaders:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + STOP_WITHIN_S
    while time.monotonic() < deadline and any(_group_exists(pid) for pid in leaders):
        time.sleep(POLL_S)
    for pid in leaders:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)


def _group_exists(leader: int) -> bool:
    try:
        os.killpg(leader, 0)
    except OSError:
        return False
    return True


class Child:
    """One process with its group: started, started again when it dies, stopped with all its children."""

    def __init__(self, name: str, command: list[str], guard: Guard | None = None) -> None:
        self.name = name
        self._command = command
        self._guard = guard
        self._wait_s = RESTART_AFTER_S
        self._started_at = 0.0
        self._due_at = 0.0
        self.process: subprocess.Popen[bytes] | None = None

    def tend(self) -> None:
        """Start it if it is due; notice its death and make it due again, later each time."""
        now = time.monotonic()
        if self.process is None:
            if now >= self._due_at:
                self._start(now)
        elif self.process.poll() is not None:
            self._buried(now, self.process.returncode)

    def ask(self) -> None:
        """Ask the process to stop. What it started is not asked: a job would take that for a failure."""
        if self.is_running() and self.process is not None:
            self.process.terminate()

    def kill(self) -> None:
        """End the process and all that it started; a job that was under way is done again later."""
        if self.process is None:
            return
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            self.process.poll()
        if self._guard:
            self._guard.ended(self.process.pid)

    def is_running(self) -> bool:
        """Whether it is still there."""
        return self.process is not None and self.process.poll() is None

    def _start(self, now: float) -> None:
        self.process = subprocess.Popen(self._command, start_new_session=True)  # noqa: S603
        if self._guard:
            self._guard.began(self.process.pid)
        self._started_at = now

    def _buried(self, now: float, code: int) -> None:
        if now - self._started_at > STEADY_S:
            self._wait_s = RESTART_AFTER_S
        if code:  # a worker that makes room for a fresh one ends with 0
            say(f"The {self.name} ended (status {code}); it starts again in {self._wait_s:.1f} s.")
        self.kill()
        self.process, self._due_at = None, now + self._wait_s
        self._wait_s = min(self._wait_s * 2, RESTART_AFTER_MAX_S)


class Supervisor:
    """Tends its children until a signal says stop."""

    def __init__(self, children: list[Child]) -> None:
        self._children = children
        self._stopping = False

    def run(self, on_up: "Announcement") -> None:
        """Return when everything has been stopped."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)
        while not self._stopping:
            for child in self._children:
                child.tend()
            on_up.try_to_make()
            time.sleep(POLL_S)
        self._end()

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self._stopping = True

    def _end(self) -> None:
        say("Stopping.")
        for child in self._children:
            child.ask()
        deadline = time.monotonic() + STOP_WITHIN_S
        while time.monotonic() < deadline and any(child.is_running() for child in self._children):
            time.sleep(POLL_S)
        for child in self._children:
            child.kill()


class Announcement:
    """What is said once, when the site answers."""

    def __init__(self, host: str, port: int, note: Path | None) -> None:
        self._host, self._port, self._note = host, port, note
        self._made = False

    def try_to_make(self) -> None:
        """Say it if the site answers and it was not said before."""
        if self._made or not self._answers():
            return
        self._made = True
        say(f"\nDeepTrace is at http://{self._host}:{self._port}/  (Ctrl-C stops it)")
        if self._note:
            say(self._note.read_text())
            self._note.unlink()

    def _answers(self) -> bool:
        connection = HTTPConnection(self._host, self._port, timeout=1)
        try:
            connection.request("GET", "/health/live")
            return connection.getresponse().status == 200  # noqa: PLR2004
        except OSError:
            return False
        finally:
            connection.close()


def say(text: str) -> None:
    """Print at once, also into a pipe."""
    print(text, flush=True)


def web_command(host: str, port: int) -> list[str]:
    """gunicorn: two processes, so that both cores answer, with threads, since a slow client holds one."""
    return [
        *(sys.executable, "-m", "gunicorn", "--bind", f"{host}:{port}", "--worker-class", "gthread"),
        "--preload",  # what both processes load lies in memory once
        *(
            "--workers",
            str(WORKERS),
            "--threads",
            str(THREADS),
            "--timeout",
            "120",
            "--graceful-timeout",
            "5",
        ),
        *("--log-level", "warning", "--no-control-socket", "deeptrace_site.wsgi"),
    ]


def worker_command() -> list[str]:
    """One Celery worker whose threads do two jobs at a time; media tools are processes of their own."""
    return [
        *(
            sys.executable,
            "-m",
            "celery",
            "--app",
            "deeptrace_site",
            "--quiet",
            "worker",
            "--pool",
            "threads",
        ),
        *("--concurrency", "2", "--loglevel", "WARNING", "--without-gossip", "--without-mingle"),
        "--without-heartbeat",
    ]


def main() -> None:
    """Run until stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--note", type=Path)
    options = parser.parse_args()
    os.environ.setdefault("DEEPTRACE_WORKER_IDLE_MB", WORKER_IDLE_MB)
    guard = Guard()
    children = [
        Child("web server", web_command(options.host, options.port), guard),
        Child("worker", worker_command(), guard),
    ]
    Supervisor(children).run(Announcement(options.host, options.port, options.note))


if __name__ == "__main__":
    main()
