"""The id of the web request that is being answered, or that asked for what a worker is doing."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

REQUEST_ID_LENGTH = 64
_request_id: ContextVar[str] = ContextVar("request_id", default="")


def request_id_now() -> str:
    """The present request's id; empty outside any."""
    return _request_id.get()


@contextmanager
def request_scope(request_id: str) -> Iterator[None]:
    """What is logged and queued within belongs to this request."""
    token = _request_id.set(request_id)
    try:
        yield
    finally:
        _request_id.reset(token)
