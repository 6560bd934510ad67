"""A throw-away PostgreSQL and Redis for tests and benches: on unix sockets, gone afterwards."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

PREFIX = "deeptrace-test-"
START_SECONDS = 30.0
OWNER = "--username=deeptrace"
FAST = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=200")


class ServiceError(RuntimeError):
    """A test service is not installed or does not start."""


@dataclass(frozen=True, slots=True)
class Postgres:
    """A running PostgreSQL server with one empty database."""

    folder: Path

    @property
    def url(self) -> str:
        """The value for DATABASE_URL."""
        return self._url("deeptrace")

    def created(self, name: str) -> str:
        """Make one more empty database; returns its URL."""
        program = [_program("createdb"), f"--host={self.folder}", "--username=deeptrace", name]
        _run(*program, log=self.folder / "log")
        return self._url(name)

    def _url(self, name: str) -> str:
        return f"postgres://deeptrace@/{name}?host={self.folder}"


@dataclass(frozen=True, slots=True)
class Redis:
    """A running Redis server."""

    socket: Path
    pidfile: Path

    @property
    def url(self) -> str:
        """The value for CELERY_BROKER_URL."""
        return f"redis+socket://{self.socket}"

    @contextmanager
    def silent(self) -> Iterator[None]:
        """It takes connections and words, and answers nothing until the block ends."""
        pid = int(self.pidfile.read_text())
        os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(pid, signal.SIGCONT)


@contextmanager
def postgres(settings: tuple[str, ...] = FAST) -> Iterator[Postgres]:
    """Run PostgreSQL with one empty database; durability is off, so tests are fast."""
    with postgres_cluster() as folder, postgres_serving(folder, settings) as database:
        _run(_program("createdb"), f"--host={folder}", OWNER, "deeptrace", log=folder / "log")
        yield database


@contextmanager
def postgres_cluster() -> Iterator[Path]:
    """The files of a PostgreSQL that does not run yet."""
    with _short_folder() as folder:
        locale = ["--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        _run(_program("initdb"), "-D", str(folder / "db"), OWNER, *locale, log=folder / "log")
        yield folder


@contextmanager
def postgres_serving(
    folder: Path, settings: tuple[str, ...] = ("max_connections=200",)
) -> Iterator[Postgres]:
    """Run PostgreSQL over its files until the block ends; then it goes at once, in mid-sentence."""
    options = [f"--{setting}" for setting in settings]
    command = [_program("postgres"), "-D", str(folder / "db"), "-k", str(folder), "--listen_addresses="]
    ready = [_program("pg_isready"), "--quiet", f"--host={folder}", OWNER]
    with _server([*command, *options], folder, lambda: _succeeds(ready), stop=signal.SIGQUIT):
        yield Postgres(folder)


@contextmanager
def redis() -> Iterator[Redis]:
    """Run Redis on a unix socket, keeping nothing on disk."""
    with redis_folder() as folder, redis_serving(folder) as server:
        yield server


@contextmanager
def redis_folder() -> Iterator[Path]:
    """Where a Redis that does not run yet has its socket."""
    with _short_folder() as folder:
        yield folder


@contextmanager
def redis_serving(folder: Path) -> Iterator[Redis]:
    """Run Redis there until the block ends; what it was told is gone then."""
    pidfile = folder / "redis.pid"
    found = Redis(folder / "redis.sock", pidfile)
    options = ["--port", "0", "--unixsocket", str(found.socket), "--dir", str(folder), "--save", ""]
    command = [_program("redis-server"), *options, "--pidfile", str(pidfile)]
    with _server(command, folder, found.socket.exists, stop=signal.SIGTERM):
        yield found


def _program(name: str) -> str:
    """The program's path; Debian keeps PostgreSQL's off PATH."""
    for path in [
        shutil.which(name),
        *sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True),
    ]:
        if path:
            return str(path)
    raise ServiceError(f"{name} is not installed")


def _nobody() -> pwd.struct_passwd | None:
    """Whom to run as instead of root, which PostgreSQL refuses; None for anybody else."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


@contextmanager
def _short_folder() -> Iterator[Path]:
    """A folder whose path is short enough for a socket; those of dead test runs go first."""
    parent = Path("/tmp")  # noqa: S108 - a socket's path must stay below 108 bytes, which TMPDIR may break
    for stale in parent.glob(f"{PREFIX}*"):
        if not Path(f"/proc/{stale.name.removeprefix(PREFIX).split('-')[0]}").exists():
            shutil.rmtree(stale, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=f"{PREFIX}{os.getpid()}-", dir=parent) as name:
        nobody = _nobody()
        if nobody:
            os.chown(name, nobody.pw_uid, nobody.pw_gid)
        yield Path(name)


@contextmanager
def _server(
    command: list[str], folder: Path, ready: Callable[[], bool], *, stop: signal.Signals
) -> Iterator[None]:
    """Run the server until the block ends, or until this process dies, however it dies."""
    dying = [_program("setpriv"), f"--pdeathsig={stop.name.removeprefix('SIG')}"]
    server = _start([*dying, *command], folder / "log")
    try:
        _wait(server, ready, log=folder / "log")
        yield
    finally:
        server.send_signal(stop)
        server.wait()


def _wait(server: subprocess.Popen[bytes], ready: Callable[[], bool], *, log: Path) -> None:
    deadline = monotonic() + START_SECONDS
    while not ready():
        try:
            server.wait(timeout=0.02)
        except subprocess.TimeoutExpired:
            if monotonic() < deadline:
                continue
        raise ServiceError(f"a test service did not start:\n{log.read_text()}")


def _succeeds(command: list[str]) -> bool:
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def _run(*command: str, log: Path) -> None:
    if _start(list(command), log).wait():
        raise ServiceError(f"{command[0]} failed:\n{log.read_text()}")


def _start(command: list[str], log: Path) -> subprocess.Popen[bytes]:
    """Start the program beside its log, as somebody who is not root."""
    nobody = _nobody()
    with log.open("ab") as stream:
        return subprocess.Popen(
            command,
            cwd=log.parent,
            stdout=stream,
            stderr=stream,
            user=nobody.pw_uid if nobody else None,
            group=nobody.pw_gid if nobody else None,
            extra_groups=[] if nobody else None,
        )
