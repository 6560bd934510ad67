"""Clips a second with a tiny model on one CPU thread, by batch: `python -m bench.models.throughput`.

It shows what batching gains over this code's own cost for each clip and each step. A real model's speed is
another matter, and has not been measured.
"""

from __future__ import annotations

import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import torch

from bench.table import Row, report
from models_service.backends.base import BackendConfig, SuggestOptions
from models_service.backends.sampling import clip_sample
from models_service.backends.videollama3 import VideoLlama3Backend
from tests.models_service.clips import LIMITS, clip_input
from tests.models_service.tiny import tiny_make

BATCHES = (1, 2, 4, 8, 16, 32)
CLIPS = 32
OPTIONS = SuggestOptions(fps=2, visual_budget=160)


def main() -> int:
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as name:
        tiny_make("video_llama_3", Path(name) / "tiny")
        backend = VideoLlama3Backend(BackendConfig(models_dir=Path(name), folder="tiny"))
        backend.load()
        clip_sample(clip_input(), OPTIONS, LIMITS)
        report([row(backend, batch) for batch in BATCHES])
    return 0


def row(backend: VideoLlama3Backend, batch: int) -> Row:
    """All clips in batches of this size, decoded before; the first batch does not count."""
    backend.suggest([clip_input()] * batch, OPTIONS)
    started = time.perf_counter()
    for number in range(CLIPS // batch):
        backend.suggest([clip_input()] * batch, replace(OPTIONS, seed=number))
    return Row(
        "throughput", f"batch {batch}", f"{CLIPS / (time.perf_counter() - started):.2f} clips a second"
    )


if __name__ == "__main__":
    sys.exit(main())
