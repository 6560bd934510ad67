"""A bar for people who look on; nothing where nobody does."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tqdm import tqdm

from deeptrace.downloads import OnBytes, ignore_bytes


@contextmanager
def bytes_bar(what: str, total: int | None, *, show: bool) -> Iterator[OnBytes]:
    """What to call with each number of bytes that has come; safe from several threads."""
    if not show:
        yield ignore_bytes
        return
    lock = threading.Lock()
    with tqdm(total=total, desc=what, unit="B", unit_scale=True, unit_divisor=1024) as bar:

        def advance(count: int) -> None:
            with lock:
                bar.update(count)

        yield advance
