"""Four clips that only their pictures tell apart, and run folders around tiny models."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from annotations.media import media_inspect
from annotations.media.limits import MediaLimits
from annotations.tracks import BBox
from models_service.training.config import ModelFiles, RunFolder, TrainingConfig, TrainingSettings
from models_service.training.launch import ROOT
from models_service.training.outcome import json_write
from models_service.training.progress import steps_read
from models_service.training.samples import TRAIN, VAL, ClipFile, Sample, samples_write
from tests.media import clips_folder, run_ffmpeg

# The three fakes differ in place, moment and words, so that 4 of 4 cannot be had by guessing.
SCENES = {
    "fake-1": ("color=c=red:size=160x90:rate=24", BBox(10, 12, 60, 40), 12, "the hand melts into the cup."),
    "fake-2": ("testsrc2=size=160x90:rate=24", BBox(80, 30, 70, 50), 24, "a second wheel appears."),
    "fake-3": ("mandelbrot=size=160x90:rate=24", BBox(0, 0, 50, 90), 36, "the wall ripples like water."),
    "real-1": ("color=c=blue:size=160x90:rate=24", None, None, ""),
}
KINDS = {"videollama3": "video_llama_3", "qwen_vl": "qwen2_5_vl"}


@cache
def scene_clip(name: str) -> Path:
    """The clip of a scene: two seconds, made on first use."""
    path = clips_folder() / f"scene-{name}.mp4"
    if not path.exists():
        aside = path.with_name(f"aside-{os.getpid()}-{path.name}")
        encoding = ("-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-bitexact")
        run_ffmpeg("-f", "lavfi", "-i", SCENES[name][0], "-frames:v", "48", *encoding, aside)
        aside.replace(path)
    return path


@cache
def scene_sample(name: str, split: str = TRAIN) -> Sample:
    """What a release says about a scene."""
    _, bbox, onset, explanation = SCENES[name]
    path = scene_clip(name)
    facts = media_inspect(path, clips_folder(), MediaLimits())
    clip = ClipFile(str(path), f"{name:0>64}", facts.width, facts.height, facts.table.as_json())
    return Sample(name, split, clip, bbox is not None, bbox, onset, explanation)


def scenes(split: str = TRAIN) -> list[Sample]:
    return [scene_sample(name, split) for name in SCENES]


def run_make(
    path: Path, models_dir: Path, base: ModelFiles, *, method: str = "full", **settings: Any
) -> RunFolder:
    """A folder as the job prepares it: all four scenes in training, and shown as validation clips too."""
    folder = RunFolder(path)
    path.mkdir(parents=True)
    samples_write(folder.samples(TRAIN), scenes())
    samples_write(folder.samples(VAL), scenes(VAL))
    quick = {"batch_size": 4, "learning_rate": 5e-3, "visual_budget": 160, "fps": 2.0, "save_steps": 10}
    chosen = TrainingSettings(**{**quick, "sample_count": 4, **settings})
    config = TrainingConfig(str(models_dir), base, method, "none", 0, chosen, {})
    json_write(folder.config, config.as_json())
    return folder


def program_start(module: str, folder: RunFolder) -> subprocess.Popen[bytes]:
    """One of the run's programs, as the job starts it."""
    command = [sys.executable, "-m", module, str(folder.path), "--with-parent"]
    with folder.log.open("ab") as log:
        return subprocess.Popen(
            command,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def program_run(module: str, folder: RunFolder) -> None:
    """Run one of the programs to its end."""
    with program_start(module, folder) as child:
        code = child.wait(600)
    assert code == 0, folder.log.read_text()[-4000:]


def losses(folder: RunFolder) -> list[float]:
    return [row["loss"] for row in steps_read(folder)]


def exact(answers: Sequence[dict[str, Any]]) -> int:
    """How many sample answers are those of the release, word for word."""
    return sum(answer["answer"] == answer["expected"] for answer in answers)
