"""Starting a program of a run in its own process group, and ending the whole group."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from models_service.training.config import RunFolder, TrainingSettings

ROOT = Path(__file__).resolve().parents[2]
FIT = "models_service.training.fit"
CONCLUDE = "models_service.training.conclude"
GRACE_S = 5.0
ZERO_STAGES = {"zero1": "1", "zero2": "2", "zero3": "3"}


def fit_command(folder: RunFolder, settings: TrainingSettings) -> list[str]:
    """The command that trains: one process, or a launcher that starts one for each device."""
    program = ["-m", FIT, str(folder.path), "--with-parent"]
    if settings.processes == 1 and settings.sharding == "none":
        return [sys.executable, *program]
    count = str(settings.processes)
    if settings.sharding == "none" and not _has_gpu():
        # `accelerate launch` wants MPI for several processes on a CPU; torch's own launcher does not.
        return [
            sys.executable,
            "-m",
            "torch.distributed.run",
            "--standalone",
            "--nproc_per_node",
            count,
            *program,
        ]
    launcher = [sys.executable, "-m", "accelerate.commands.launch", "--num_machines", "1"]
    return [*launcher, "--num_processes", count, *_spread(settings), *program]


def conclude_command(folder: RunFolder) -> list[str]:
    """The command that merges adapters and lets the models answer validation and test clips."""
    return [sys.executable, "-m", CONCLUDE, str(folder.path), "--with-parent"]


def _spread(settings: TrainingSettings) -> list[str]:
    """The launcher's options for the way weights are spread over devices."""
    if settings.sharding == "fsdp":
        wrap = ["--fsdp_auto_wrap_policy", "TRANSFORMER_BASED_WRAP"]
        return ["--use_fsdp", "--fsdp_version", "2", *wrap]
    if settings.sharding in ZERO_STAGES:
        return ["--use_deepspeed", "--zero_stage", ZERO_STAGES[settings.sharding]]
    return ["--multi_gpu"]


def _has_gpu() -> bool:
    """Whether the driver shows a device; torch is not asked, for this process must stay free of it."""
    return any(Path("/dev").glob("nvidia[0-9]*"))


@contextmanager
def program(command: list[str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run `command` with its output appended to `log`; nothing of its group outlives the block.

    It ends as well when this process is killed: it watches the pipe that is its standard input.
    """
    with log.open("ab") as output:
        child = subprocess.Popen(  # noqa: S603 - our own interpreter and our own words
            command,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield child
    finally:
        group_end(child)


def group_end(child: subprocess.Popen[bytes]) -> None:
    """Ask the group to end, then make it."""
    if child.poll() is None:
        _signal(child.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            child.wait(GRACE_S)
    if child.stdin is not None:
        with suppress(OSError):
            child.stdin.close()
    _signal(child.pid, signal.SIGKILL)
    child.wait()


def _signal(group: int, number: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)
