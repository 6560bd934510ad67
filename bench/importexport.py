"""Import (metadata only) and export of a file of the released shape: 7,652 rows, 6,636 videos."""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotations.benchmark.reader import rows_read
from annotations.benchmark.writer import rows_write
from bench.table import Row, report

TRACES, FAKES, REALS = 4_334, 3_318, 3_318
SOURCES = ["Kling 1.0", "Sora", "Pika 1.5", "Kling 1.5", "MiniMax-Video-01", "Mochi 1", "Gen-3"]
TAGS = [
    "shape distortion",
    "weird motion",
    "object merging",
    "sudden blurring",
    "light effects",
    "Extra Object",
]
WORDS = (
    *("the", "hand", "melts", "into", "cup", "while", "a", "man", "walks", "past", "blue"),
    *("car", "and", "his", "leg", "bends", "like", "rubber"),
)


def rows_of_released_shape(seed: int = 1) -> Iterator[dict[str, Any]]:
    """Rows as released, in a shuffled order, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311
    counts = [1] * FAKES
    for _ in range(TRACES - FAKES):
        counts[chance.randrange(FAKES)] += 1
    rows = [row for number, count in enumerate(counts) for row in _fake(chance, number, count)]
    rows += [_video(chance, f"real_{number:05d}", "real_video") | _NO_TRACE for number in range(REALS)]
    chance.shuffle(rows)
    yield from rows


def file_of_released_shape(path: Path, seed: int = 1) -> Path:
    """Write such a file as one JSON array."""
    path.write_text(json.dumps(list(rows_of_released_shape(seed)), ensure_ascii=False), encoding="utf-8")
    return path


_NO_TRACE: dict[str, Any] = {
    "faketrace_first_frame": None,
    "faketrace_last_frame": None,
    "faketrace_duration": None,
    "faketrace_bbox": None,
    "faketrace_check_applies": [],
    "faketrace_explanations": None,
}


def _fake(chance: random.Random, number: int, count: int) -> Iterator[dict[str, Any]]:
    video = _video(chance, f"fake_{number:05d}", "fake_video")
    for _ in range(count):
        first = chance.randrange(video["video_frame_count"] - 1)
        last = chance.randrange(first, video["video_frame_count"])
        left, top = chance.randrange(600), chance.randrange(300)
        yield video | {
            "faketrace_first_frame": first,
            "faketrace_last_frame": last,
            "faketrace_duration": (last - first + 1) / video["video_frame_rate"],
            "faketrace_bbox": {"left": left, "top": top, "width": 600, "height": 400},
            "faketrace_check_applies": chance.sample(TAGS, 2) if chance.random() < 0.609 else [],
            "faketrace_explanations": _text(chance, 40) if chance.random() < 0.627 else "",
            "annotation_id": f"{chance.getrandbits(64):016x}",
        }


def _video(chance: random.Random, name: str, kind: str) -> dict[str, Any]:
    rate = chance.choice([24.0, 30.0, 29.97, 25.0])
    frames = chance.randrange(100, 320)
    folder = "videos" if kind == "fake_video" else "real_videos"
    return {
        "video_id": name,
        "video_path": f"{folder}/{name}.mp4",
        "video_type": kind,
        "video_source": chance.choice(SOURCES),
        "split": chance.choices(["train", "val", "test"], [8, 1, 1])[0],
        "video_prompt": _text(chance, 60),
        "video_mime_type": "video/mp4",
        "video_width": 1280,
        "video_height": 720,
        "video_frame_rate": rate,
        "video_frame_count": frames,
        "video_duration": round(frames / rate, 3),
    }


def _text(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(WORDS, k=words))


def main() -> None:
    """Import such a file twice and export it, each in a process of its own, in a new data folder."""
    with tempfile.TemporaryDirectory(prefix="deeptrace-bench-") as name:
        folder = Path(name)
        environment = os.environ | {"DEEPTRACE_DATA": str(folder / "data"), "DATABASE_URL": ""}
        file_of_released_shape(folder / "all_data.json")
        _command(environment, "migrate", "-v0")
        start = _command(environment, "check")
        imported = _command(environment, "import_benchmark", str(folder), "--metadata-only")
        again = _command(environment, "import_benchmark", str(folder), "--metadata-only")
        exported = _command(environment, "export_benchmark", str(folder / "out"))
        _check(folder)
    measures = [("import", imported, 10.0), ("import again", again, None), ("export", exported, 2.0)]
    report([_row(name, cost, start, limit) for name, cost, limit in measures] + [_memory_row()])


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command took; starting Django (`check`) is part of it and stated apart."""

    wall_s: float
    cpu_s: float
    peak_mb: float


def _command(environment: dict[str, str], *arguments: str) -> Cost:
    started = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{arguments[0]} failed")
    cpu_s = usage.ru_utime + usage.ru_stime
    return Cost(time.monotonic() - started, cpu_s, usage.ru_maxrss / 1024)


def _row(name: str, cost: Cost, start: Cost, limit: float | None) -> Row:
    wall_s, cpu_s = cost.wall_s - start.wall_s, cost.cpu_s - start.cpu_s
    value = (
        f"{wall_s:.1f} s ({cpu_s:.1f} CPU s, peak {cost.peak_mb:.0f} MB; start {start.wall_s:.1f} s apart)"
    )
    target = f"< {limit:g} s" if limit else ""
    return Row("importexport", f"{name}, 7,652 rows", value, target, wall_s < limit if limit else None)


def _memory_row() -> Row:
    """The reader's peak for a file ten times as large, beside the peak for this one."""
    peaks = [_reader_peak_mb(copies) for copies in (1, 10)]
    value = f"{peaks[0]:.1f} MB for 7,652 rows, {peaks[1]:.1f} MB for 76,520"
    return Row("importexport", "reader's memory", value, "flat", peaks[1] < peaks[0] + 1)


def _reader_peak_mb(copies: int) -> float:
    with tempfile.TemporaryFile() as stream:
        rows_write(stream, (row for _ in range(copies) for row in rows_of_released_shape()))
        stream.seek(0)
        tracemalloc.start()
        count = sum(1 for _ in rows_read(stream))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    if count != copies * (TRACES + REALS):
        raise SystemExit("the reader lost rows")
    return peak / 2**20


def _check(folder: Path) -> None:
    """Every row of the file is in the export with every key and value."""
    sent = json.loads((folder / "all_data.json").read_text(encoding="utf-8"))
    came = json.loads((folder / "out" / "all_data.json").read_text(encoding="utf-8"))
    keys = {key for row in sent for key in row}
    verbatim = [{key: value for key, value in row.items() if key in keys} for row in came]
    if sorted(map(json.dumps, verbatim)) != sorted(map(json.dumps, sent)):
        raise SystemExit("the export differs from the file")


if __name__ == "__main__":
    main()
