"""Whether the work in hand must stop, for what takes long and knows of no job."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_check: ContextVar[Callable[[], None] | None] = ContextVar("interrupt", default=None)


def interrupt_check() -> None:
    """Raise what ends the work in hand, where it must end; to be called between its steps."""
    check = _check.get()
    if check is not None:
        check()


@contextmanager
def interruptible(check: Callable[[], None]) -> Iterator[None]:
    """What is done within ends by what `check` raises."""
    token = _check.set(check)
    try:
        yield
    finally:
        _check.reset(token)
