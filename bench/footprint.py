"""Install size, first and second start, and idle memory, measured on a fresh copy of the working tree."""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from importlib.metadata import Distribution, distributions
from pathlib import Path
from threading import Event
from time import monotonic
from urllib.error import URLError
from urllib.request import urlopen

from packaging.requirements import Requirement
from packaging.utils import NormalizedName, canonicalize_name

from bench.table import Row, report

ROOT = Path(__file__).resolve().parent.parent
INSTALL = "source scripts/lib.sh; ensure_frontend; ensure_runtime"
START_SECONDS = 180.0
IDLE_SECONDS = 40.0  # a heavy worker is replaced after 15 s without work
JOBS_SECONDS = 600.0
MB = 1024 * 1024
# What agreement, aids and forging compute with (docs/adr/0012) and what writes Parquet (docs/adr/0014) came
# after the promise of 400 MB.
LATER = {
    *("scipy", "krippendorff", "sacrebleu", "rouge-score", "duckdb"),
    *("django-storages", "boto3", "django-allauth", "prometheus-client", "python-json-logger", "sentry-sdk"),
}


def main() -> None:
    """Measure in a folder of its own, then report."""
    with tempfile.TemporaryDirectory(prefix="deeptrace-footprint-") as name:
        tree = Path(name) / "tree"
        copy_tree(tree)
        environment = {**os.environ, "DEEPTRACE_DATA": f"{name}/data", "PORT": str(free_port())}
        install = timed(["/bin/bash", "-ec", INSTALL], tree, environment)
        with started(tree, environment) as (first, _):
            pass
        with started(tree, environment) as (second, server):
            wait_for_jobs(Path(name) / "data" / "deeptrace.sqlite3")
            Event().wait(IDLE_SECONDS)
            memory = sum(pss(pid) for pid in descendants(server))
        sizes = folder_bytes(tree / ".venv"), later_bytes(tree)
        report(rows(sizes, install, (first, second), memory))


def rows(sizes: tuple[int, int], install: float, starts: tuple[float, float], memory: int) -> list[Row]:
    """The figures beside the promises; `sizes` are the whole environment and what judging added."""
    first, second = starts
    whole, later = sizes
    before = whole - later
    return [
        Row("footprint", "runtime environment", f"{whole / 1e6:.0f} MB", "< 600 MB", whole < 600e6),
        Row(
            "footprint",
            "without judging's and releases' libraries",
            f"{before / 1e6:.0f} MB",
            "< 400 MB",
            before < 400e6,
        ),
        Row("footprint", "install: environment, Node, frontend", f"{install:.1f} s"),
        Row("footprint", "first start, demo data included", f"{first:.1f} s", "< 10 s", first < 10),
        Row("footprint", "second start", f"{second:.1f} s", "seconds", second < 10),
        Row("footprint", "web and worker idle, PSS", f"{memory / MB:.0f} MB", "< 250 MB", memory < 250 * MB),
    ]


def copy_tree(target: Path) -> None:
    """Copy what git tracks or would track."""
    command = ["/usr/bin/env", "git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)


def timed(command: list[str], folder: Path, environment: dict[str, str]) -> float:
    """Run to the end; the seconds it took."""
    begun = monotonic()
    subprocess.run(command, cwd=folder, check=True, env=environment)
    return monotonic() - begun


@contextmanager
def started(tree: Path, environment: dict[str, str]) -> Iterator[tuple[float, int]]:
    """`make run` until it answers: the seconds it took, and its process id; Ctrl-C afterwards."""
    begun = monotonic()
    command = ["/usr/bin/env", "bash", "scripts/run.sh"]
    with (tree.parent / "serve.log").open("wb") as log:
        server = subprocess.Popen(
            command, cwd=tree, env=environment, stdout=log, stderr=log, start_new_session=True
        )
    try:
        wait_until_ready(server, environment["PORT"], tree.parent / "serve.log")
        yield monotonic() - begun, server.pid
    finally:
        os.killpg(server.pid, signal.SIGINT)
        server.wait(timeout=60)


def wait_for_jobs(database: Path) -> None:
    """Until every job is done: the first start makes the demo's clips in the background."""
    deadline = monotonic() + JOBS_SECONDS
    asked = "SELECT count(*) FROM annotations_job WHERE status IN ('queued', 'running')"
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as reader:
        while reader.execute(asked).fetchone()[0]:
            if monotonic() > deadline:
                raise TimeoutError("the jobs of the first start did not end")
            Event().wait(1.0)


def wait_until_ready(server: subprocess.Popen[bytes], port: str, log: Path) -> None:
    """Poll /health/ready; raises RuntimeError with the log if the server ends or takes too long."""
    deadline = monotonic() + START_SECONDS
    while not answers(f"http://127.0.0.1:{port}/health/ready"):
        if server.poll() is not None or monotonic() > deadline:
            raise RuntimeError(f"the server did not start:\n{log.read_text()}")
        Event().wait(0.05)


def answers(url: str) -> bool:
    """Whether the address answers 200."""
    try:
        with urlopen(url, timeout=2):
            return True
    except (URLError, OSError):
        return False


def descendants(root: int) -> list[int]:
    """The process and everything below it."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(entry.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        children.setdefault(parent, []).append(int(entry.parent.name))
    found = [root]
    for pid in found:
        found.extend(children.get(pid, []))
    return found


def pss(pid: int) -> int:
    """The process's share of memory in bytes; 0 if it is gone."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


def later_bytes(tree: Path) -> int:
    """What the environment's packages take on disk that only LATER needs."""
    found = distributions(path=[str(path) for path in tree.glob(".venv/lib/python*/site-packages")])
    installed = {canonicalize_name(each.metadata["Name"]): each for each in found}
    lines = (tree / "requirements/web.in").read_text().splitlines()
    named = {canonicalize_name(Requirement(line.partition("#")[0].strip()).name) for line in lines if line}
    only_later = needed(named, installed) - needed({name for name in named if name not in LATER}, installed)
    return sum(disk_bytes(installed[name]) for name in only_later)


def needed(
    names: Iterable[NormalizedName], installed: dict[NormalizedName, Distribution]
) -> set[NormalizedName]:
    """These packages and what they need, of those that are installed."""
    todo, reached = list(names), set[NormalizedName]()
    while todo:
        name = todo.pop()
        if name in reached or name not in installed:
            continue
        reached.add(name)
        wanted = [Requirement(line) for line in installed[name].requires or []]
        holds = [each for each in wanted if each.marker is None or each.marker.evaluate({"extra": ""})]
        todo += [canonicalize_name(each.name) for each in holds]
    return reached


def disk_bytes(package: Distribution) -> int:
    """What one package's files take on disk."""
    paths = [Path(str(package.locate_file(file))) for file in package.files or []]
    return sum(path.lstat().st_blocks * 512 for path in paths if path.exists())


def folder_bytes(folder: Path) -> int:
    """What the folder takes on disk, each file once."""
    seen: dict[int, int] = {}
    for path in folder.rglob("*"):
        facts = path.lstat()
        seen[facts.st_ino] = facts.st_blocks * 512
    return sum(seen.values())


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
