"""What the graphics card of this machine says about itself, without loading anything that computes on it."""

import shutil
import subprocess
from dataclasses import dataclass

ASK = ("--query-gpu=name,memory.used,memory.total", "--format=csv,noheader,nounits")
WITHIN_S = 3
MIB = 1024 * 1024
FIELDS = 3


@dataclass(frozen=True, slots=True)
class Gpu:
    """One card: its name and its memory in bytes."""

    name: str
    used_bytes: int
    total_bytes: int


def gpu_read(device: str) -> Gpu | None:
    """The card that CUDA_VISIBLE_DEVICES names first ("all": the first one), or None where there is none."""
    program = shutil.which("nvidia-smi")
    if program is None:
        return None
    first = device.split(",", maxsplit=1)[0].strip()
    which = () if first in {"", "all"} else (f"--id={first}",)
    try:
        told = subprocess.run(  # noqa: S603
            [program, *which, *ASK], capture_output=True, text=True, timeout=WITHIN_S, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return gpu_parse(told.stdout)


def gpu_parse(text: str) -> Gpu | None:
    """The first line of what `nvidia-smi` prints (MiB); None where it says something else."""
    parts = [part.strip() for part in text.strip().split("\n")[0].split(",")]
    if len(parts) != FIELDS or not (parts[1].isdigit() and parts[2].isdigit()):
        return None
    return Gpu(name=parts[0], used_bytes=int(parts[1]) * MIB, total_bytes=int(parts[2]) * MIB)
