"""What it costs to take a clip in and to ask for single frames: `python -m bench.ingest`.

The promise: a clip of five seconds at 720p is ready within two seconds of processor time in all.
"""

from __future__ import annotations

import hashlib
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from annotations.media import MediaFacts, MediaLimits, decode_frame, media_inspect
from bench.table import Row, report
from tests.media import ClipSpec, clip

CPU_PROMISE_S = 2.0
RUNS, PROBES = 5, 20
SEED = 2
PLAIN = ("-pix_fmt", "yuv420p")

CLIPS = {
    "720p 5 s easy": ClipSpec(size=(1280, 720), frames=120, noise=0, encoder=PLAIN),
    "720p 5 s noisy": ClipSpec(size=(1280, 720), frames=120, noise=20, encoder=(*PLAIN, "-crf", "26")),
    "720p 5 s GOP 24": ClipSpec(size=(1280, 720), frames=120, noise=8, gop=24, encoder=PLAIN),
    "1080p 16 s": ClipSpec(fps=Fraction(30), size=(1920, 1080), frames=480, noise=4, encoder=PLAIN),
    "2160p 5 s": ClipSpec(size=(3840, 2160), frames=120, noise=4, encoder=PLAIN),
}


@dataclass
class Cost:
    wall_s: float = 0.0
    cpu_s: float = 0.0


def main() -> int:
    rows = [row for name, spec in CLIPS.items() for row in bench_clip(name, spec)]
    report(rows)
    return 1 if any(row.holds is False for row in rows) else 0


def bench_clip(name: str, spec: ClipSpec) -> list[Row]:
    path = clip("bench_" + name.replace(" ", "_"), spec)
    mbit_s = path.stat().st_size * 8 / 1e6 / float(spec.frames / spec.fps)
    label = f"{name} ({mbit_s:.0f} Mbit/s)"
    with tempfile.TemporaryDirectory() as folder:
        costs = [child_cost(lambda: take_in(path, Path(folder))) for _ in range(RUNS)]
        facts = take_in(path, Path(folder))
    return [ingest_row(label, name, costs), *frame_rows(label, path, facts)]


def take_in(path: Path, folder: Path) -> MediaFacts:
    """Do everything that ingest does with the file."""
    with path.open("rb") as file:
        hashlib.file_digest(file, "sha256")
    return media_inspect(path, folder, MediaLimits())


def ingest_row(label: str, name: str, costs: list[Cost]) -> Row:
    cpu_s = statistics.median(cost.cpu_s for cost in costs)
    wall_s = statistics.median(cost.wall_s for cost in costs)
    value = f"{cpu_s:.2f} CPU s, {wall_s:.2f} s"
    if not name.startswith("720p"):
        return Row("ingest", f"{label} ready", value)
    return Row("ingest", f"{label} ready", value, f"<= {CPU_PROMISE_S} CPU s", cpu_s <= CPU_PROMISE_S)


def frame_rows(label: str, path: Path, facts: MediaFacts) -> Iterator[Row]:
    """Ask for frames all over the clip, as one request each."""
    for image_format in ("png", "jpg"):
        costs = [frame_cost(path, facts, frame, image_format) for frame in frames_asked(facts)]
        walls_ms = [cost.wall_s * 1000 for cost in costs]
        p50, p95 = statistics.median(walls_ms), statistics.quantiles(walls_ms, n=20)[-1]
        cpu_ms = statistics.median(cost.cpu_s * 1000 for cost in costs)
        yield Row(
            "ingest", f"{label} frame.{image_format}", f"p50 {p50:.0f} p95 {p95:.0f} ms, {cpu_ms:.0f} CPU ms"
        )


def frames_asked(facts: MediaFacts) -> list[int]:
    chance = random.Random(SEED)  # noqa: S311 - repeatable, not secret
    return [chance.randrange(facts.table.frame_count) for _ in range(PROBES)]


def frame_cost(path: Path, facts: MediaFacts, frame: int, image_format: str) -> Cost:
    return child_cost(lambda: decode_frame(path, facts.table, frame, MediaLimits(), image_format))


def child_cost(work: Callable[[], object]) -> Cost:
    """Return the wall time of `work` and the processor time of this process and its children."""
    before, started = cpu_s_now(), time.perf_counter()
    work()
    return Cost(wall_s=time.perf_counter() - started, cpu_s=cpu_s_now() - before)


def cpu_s_now() -> float:
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


if __name__ == "__main__":
    sys.exit(main())
