"""The processes that a test started, and what these started in turn: found in /proc, ended without a word."""

import os
import signal
from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")


def processes_below(pid: int) -> list[int]:
    """The process and all that it started, the oldest first."""
    children: dict[int, list[int]] = {}
    for found in _all_pids():
        children.setdefault(_parent_of(found), []).append(found)
    family = [pid]
    for member in family:
        family.extend(children.get(member, []))
    return family


def processes_kill(pid: int) -> None:
    """kill -9 for the process and all that it started."""
    for member in processes_below(pid):
        with suppress(ProcessLookupError):
            os.kill(member, signal.SIGKILL)


def process_command(pid: int) -> str:
    """Its command line, as words with spaces between them; empty when it is gone."""
    try:
        return (PROC / str(pid) / "cmdline").read_bytes().decode(errors="replace").replace("\0", " ")
    except OSError:
        return ""


def process_with(argument: str, *, without: str) -> int:
    """The process that was started with the one argument and without the other."""
    commands = {pid: process_command(pid) for pid in _all_pids()}
    return next(pid for pid, command in commands.items() if argument in command and without not in command)


def _all_pids() -> list[int]:
    return sorted(int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit())


def _parent_of(pid: int) -> int:
    try:
        stat = (PROC / str(pid) / "stat").read_text()
    except OSError:
        return 0
    return int(stat.rpartition(")")[2].split()[1])
