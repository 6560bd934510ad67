"""A run of forging: which clips from which sources, what is there already, what became of each."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from annotations.errors import DeepTraceError
from annotations.media.errors import MediaError, MediaToolFailedError
from reviewers.forge.errors import ForgeError
from reviewers.forge.truth import Truth
from reviewers.services.forging.clips import ForgeTask, clip_forge

CLIP, TRUTH, PART = ".mp4", ".json", ".part"
OnProgress = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class ForgedClip:
    """A clip on disk with its truth."""

    path: Path
    truth: Truth


@dataclass(slots=True)
class ForgeSummary:
    """What became of the clips of a run: counts, and a sentence for each that was not made."""

    made: int = 0
    there: int = 0
    skipped: list[tuple[str, DeepTraceError]] = field(default_factory=list)
    failed: list[tuple[str, DeepTraceError]] = field(default_factory=list)

    def reasons(self) -> Counter[str]:
        """How often each reason kept a clip from being made."""
        return Counter(error.code for _, error in [*self.skipped, *self.failed])


def tasks_plan(
    *, sources: Sequence[tuple[str, Path]], recipes: Sequence[str], count: int, seed: int
) -> list[ForgeTask]:
    """`count` tasks: round by round through the recipes, each source meeting every recipe in turn."""
    tasks = []
    for index in range(count):
        turn, place = divmod(index, len(recipes))
        name, path = sources[(place + turn) % len(sources)]
        tasks.append(ForgeTask(source=path, name=name, recipe=recipes[place], seed=seed, number=index))
    return tasks


def forge_run(
    *,
    tasks: Sequence[ForgeTask],
    out: Path,
    summary: ForgeSummary,
    on_progress: OnProgress = lambda share, step: None,
) -> Iterator[ForgedClip]:
    """Make each clip that is not there yet and yield all that are there; `summary` is filled on the way.

    The truth is written last: a clip without one is unfinished and is made again.
    """
    out.mkdir(parents=True, exist_ok=True)
    _leftovers_remove(out)
    for number, task in enumerate(tasks):
        on_progress(number / len(tasks), task.clip_name)
        clip = _there(task, out)
        if clip is not None:
            summary.there += 1
        else:
            clip = _made(task, out, summary)
        if clip is not None:
            yield clip


def _there(task: ForgeTask, out: Path) -> ForgedClip | None:
    path = out / f"{task.clip_name}{CLIP}"
    truth = path.with_suffix(TRUTH)
    if not (path.is_file() and truth.is_file()):
        return None
    return ForgedClip(path, Truth.from_bytes(truth.read_bytes()))


def _made(task: ForgeTask, out: Path, summary: ForgeSummary) -> ForgedClip | None:
    path = out / f"{task.clip_name}{CLIP}"
    part = path.with_suffix(PART)
    try:
        truth = clip_forge(task=task, out=part)
    except (ForgeError, MediaError) as error:
        is_ours = isinstance(error, MediaToolFailedError)
        (summary.failed if is_ours else summary.skipped).append((task.clip_name, error))
        part.unlink(missing_ok=True)
        return None
    os.replace(part, path)
    part.write_bytes(truth.as_bytes())
    os.replace(part, path.with_suffix(TRUTH))
    summary.made += 1
    return ForgedClip(path, truth)


def _leftovers_remove(out: Path) -> None:
    """Remove what a run that was killed left unfinished."""
    for leftover in out.glob(f"*{PART}"):
        leftover.unlink()
