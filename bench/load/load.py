"""People at work on a real site, and what they wait for: `make bench ONLY=load`.

Fifty annotators and five reviewers on PostgreSQL and Redis with the commands of docker-compose.yml, then ten
people on the embedded default. DEEPTRACE_BENCH_PROFILE (`composed` or `embedded`) plays one of them alone,
DEEPTRACE_BENCH_SECONDS says how long (600). The promises are for two cores that do nothing else.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean
from threading import Event, Thread
from time import monotonic
from typing import Any

from bench.load.people import Ledger, Pace, Person, annotate, review
from bench.load.servers import ROOT, Servers, composed, embedded
from bench.load.visitor import Times, Visitor
from bench.site import in_words, shares
from bench.table import Row, report

SECONDS = float(os.environ.get("DEEPTRACE_BENCH_SECONDS", "600"))
SAMPLE_S = 2.0
ARRIVAL_S = 30.0  # everybody has come within this time
ARRIVAL_SHARE = 0.25  # or within this share of a shorter run
LEAVE_S = 90
FLAT_SHARE = 0.05
SEED = 7
STEPS = ("next task", "save", "media range", "submit", "next review", "panel", "accept")


@dataclass(frozen=True, slots=True)
class Profile:
    """Who works where, on how much, how fast, and which 95th percentiles in ms are promised."""

    name: str
    servers: Callable[[Path], AbstractContextManager[Servers]]
    annotators: int
    reviewers: int
    videos: int
    promised: dict[str, int] = field(default_factory=dict)
    overlap: int = 2
    pace: Pace = field(default_factory=Pace)


@dataclass(frozen=True, slots=True)
class Played:
    """What came of it."""

    times: Times
    ledger: Ledger
    lost: list[str]
    doubled: list[str]
    memory_mb: list[float]
    cpu_s: float
    seconds: float


PROFILES = {
    "composed": Profile(
        "50 annotators, PostgreSQL",
        composed,
        annotators=50,
        reviewers=5,
        videos=1500,
        promised={"next task": 150, "save": 150, "media range": 100},
    ),
    "embedded": Profile(
        "10 people, SQLite", embedded, annotators=9, reviewers=1, videos=400, promised={"next task": 200}
    ),
}


def main() -> int:
    """Play the profiles; 1 where a promise does not hold."""
    chosen = os.environ.get("DEEPTRACE_BENCH_PROFILE", "")
    rows: list[Row] = []
    for name, profile in PROFILES.items():
        if chosen in ("", name):
            rows += rows_of(profile, load_play(profile, SECONDS))
    report(rows)
    return int(any(row.holds is False for row in rows))


def load_play(profile: Profile, seconds: float) -> Played:
    """Start the site, let everybody work this long, and compare the database with what was acknowledged."""
    with tempfile.TemporaryDirectory(prefix="deeptrace-load-") as name, profile.servers(Path(name)) as site:
        counts = (profile.annotators, profile.reviewers, profile.videos, profile.overlap)
        seeded = _printed("bench.load.seeding", site, *map(str, counts))
        times, ledger, end, memory = Times(), Ledger(), Event(), [site.memory_mb()]
        crowd = _crowd(profile, site, seeded, (times, ledger, end))
        before, started = site.cpu_s(), monotonic()
        _work(crowd, end, seconds, lambda: memory.append(site.memory_mb()))
        cpu_s, took = site.cpu_s() - before, monotonic() - started
        path = Path(name) / "ledger.json"
        given = {video: sorted(people) for video, people in ledger.given.items()}
        path.write_text(json.dumps({"saved": ledger.saved, "given": given}))
        wrong = _printed("bench.load.checking", site, str(path))
    return Played(times, ledger, wrong["lost"], wrong["doubled"], memory, cpu_s, took)


def rows_of(profile: Profile, played: Played) -> list[Row]:
    """The table's rows."""
    times, name = played.times, profile.name
    rows = [_step_row(profile, step, times.took_ms[step]) for step in STEPS if len(times.took_ms[step]) > 1]
    rows += [
        Row("load", f"{name}: {what}", str(count), "0", count == 0)
        for what, count in (
            ("errors", len(times.errors)),
            ("tasks handed out twice", len(played.doubled)),
            ("acknowledged saves lost", len(played.lost)),
        )
    ]
    for error in times.errors[:10]:
        print(error)
    requests = sum(map(len, times.took_ms.values()))
    came = f"all came within {_arrival_s(SECONDS):.0f} s"
    work = f"{requests} requests in {played.seconds:.0f} s, {came}, {len(times.took_ms['save'])} saves"
    done = f"{played.ledger.handed_in} handed in, {played.ledger.judged} judged"
    rows.append(Row("load", f"{name}: work", f"{work}, {done}, {played.cpu_s:.0f} CPU s of the site"))
    return [*rows, _memory_row(name, played.memory_mb)]


def memory_growth(samples: list[float]) -> float:
    """By what share memory grew within the last third of the time: its second half against its first."""
    last = samples[-max(2, len(samples) // 3) :]
    half = len(last) // 2
    return mean(last[half:]) / mean(last[:half]) - 1


def _memory_row(name: str, samples: list[float]) -> Row:
    growth = memory_growth(samples)
    value = f"{samples[0]:.0f} MB at first, {samples[-1]:.0f} MB at the end, {growth:+.1%} in the last third"
    return Row("load", f"{name}: memory", value, f"flat (< {FLAT_SHARE:.0%})", growth < FLAT_SHARE)


def _step_row(profile: Profile, step: str, took: list[float]) -> Row:
    promised, label = profile.promised.get(step), f"{profile.name}: {step}"
    if promised is None:
        return Row("load", label, f"{in_words(took)} ({len(took)})")
    holds = shares(took)["p95"] < promised
    return Row("load", label, f"{in_words(took)} ({len(took)})", f"p95 < {promised} ms", holds)


def _crowd(
    profile: Profile, site: Servers, seeded: dict[str, Any], shared: tuple[Times, Ledger, Event]
) -> list[Thread]:
    """One thread a person, not started yet."""
    times, ledger, end = shared
    does = {"annotator": annotate, "reviewer": review}
    threads = []
    for role, names in seeded["people"].items():
        for name in names:
            dice = random.Random(f"{SEED}-{name}")  # noqa: S311
            person = Person(name, Visitor(site.port, times), ledger, profile.pace, end, dice)
            threads.append(Thread(target=_visit, args=(does[role], person, seeded["password"]), daemon=True))
    return threads


def _visit(does: Callable[[Person, str], None], person: Person, password: str) -> None:
    try:
        does(person, password)
    finally:
        person.visitor.leave()


def _work(crowd: list[Thread], end: Event, seconds: float, sample: Callable[[], None]) -> None:
    """Let them come one after the other, work until the time is over, and finish what they are at."""
    finish = monotonic() + seconds
    for thread in crowd:
        thread.start()
        end.wait(_arrival_s(seconds) / len(crowd))
    while (left := finish - monotonic()) > 0:
        end.wait(min(SAMPLE_S, left))
        sample()
    end.set()
    for thread in crowd:
        thread.join(LEAVE_S)


def _arrival_s(seconds: float) -> float:
    return min(ARRIVAL_S, seconds * ARRIVAL_SHARE)


def _printed(module: str, site: Servers, *arguments: str) -> dict[str, Any]:
    """What the module says of the site's database, in a process of its own."""
    command = [sys.executable, "-m", module, *arguments]
    run = subprocess.run(
        command, check=True, cwd=ROOT, env=site.environment, stdout=subprocess.PIPE, text=True
    )
    found: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return found


if __name__ == "__main__":
    sys.exit(main())
