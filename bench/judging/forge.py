"""Forged clips a minute, from reading the source to checking the frame times: `python -m bench forge`."""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

import django

from bench.table import Row, report
from tests.media import ClipSpec, clip

CLIPS = {
    "360p 5 s": ClipSpec(size=(640, 360), frames=120),
    "720p 5 s": ClipSpec(size=(1280, 720), frames=120, noise=4),
}


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deeptrace_site.settings")
        os.environ["DEEPTRACE_DATA"] = folder
        django.setup()
        report(
            [
                row
                for name, spec in CLIPS.items()
                for row in rows(name, clip("bench_" + name[:4], spec), folder)
            ]
        )
    return 0


def rows(name: str, source: Path, folder: str) -> list[Row]:
    """One of each recipe, one after the other, in this process alone."""
    from reviewers.forge.errors import NothingToForgeError  # noqa: PLC0415  # Django is set up only now
    from reviewers.forge.recipes import RECIPES  # noqa: PLC0415
    from reviewers.services.forging.clips import ForgeTask, clip_forge  # noqa: PLC0415

    seconds, skipped = [], 0
    for recipe in RECIPES:
        started = time.perf_counter()
        try:
            task = ForgeTask(source=source, name=name, recipe=recipe, seed=1, number=0)
            clip_forge(task=task, out=Path(folder) / "out.mp4")
            seconds.append(time.perf_counter() - started)
        except NothingToForgeError:
            skipped += 1
    rate = f"{60 * len(seconds) / sum(seconds):.1f} clips a minute, {skipped} of {len(RECIPES)} skipped"
    slowest = f"median {statistics.median(seconds):.2f} s, slowest {max(seconds):.2f} s"
    return [Row("forge", f"{name}, one process", rate), Row("forge", f"{name}, a clip", slowest)]


if __name__ == "__main__":
    sys.exit(main())
