"""Checkpoints that can be believed: the Trainer writes trainer_state.json last."""

import shutil
from pathlib import Path

PREFIX = "checkpoint-"
COMPLETE_MARK = "trainer_state.json"


def checkpoint_newest(folder: Path) -> Path | None:
    """The newest complete checkpoint; half-written ones, left by a kill, are removed."""
    complete: list[tuple[int, Path]] = []
    for path in folder.glob(f"{PREFIX}*"):
        number = path.name.removeprefix(PREFIX)
        if number.isdigit() and _is_whole(path / COMPLETE_MARK):
            complete.append((int(number), path))
        else:
            shutil.rmtree(path, ignore_errors=True)
    return max(complete)[1] if complete else None


def checkpoint_step(checkpoint: Path | None) -> int:
    """After how many optimiser steps it was written; 0 for none."""
    return int(checkpoint.name.removeprefix(PREFIX)) if checkpoint else 0


def _is_whole(path: Path) -> bool:
    """Whether the file was written to its end: it is one JSON object."""
    return path.is_file() and path.read_text().rstrip().endswith("}")
