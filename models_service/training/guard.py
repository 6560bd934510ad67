"""How a program of a run behaves: one at a time in a folder, and never longer than whoever started it."""

import fcntl
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from models_service.training.config import RunFolder

WITH_PARENT = "--with-parent"


def end_with_parent(arguments: list[str]) -> None:
    """Where asked for, end this process when its standard input is closed, as it is by the parent's death."""
    if WITH_PARENT in arguments:
        threading.Thread(target=_watch, name="parent watch", daemon=True).start()


def _watch() -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os.kill(os.getpid(), signal.SIGKILL)


@contextmanager
def alone_in(folder: RunFolder, *, rank: int = 0) -> Iterator[None]:
    """Wait until no other program works in the folder; of several processes of one run the first decides."""
    if rank != 0:
        yield
        return
    with folder.lock.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
