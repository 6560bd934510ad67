"""Bytes hashed on their way through."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator


class Hashing:
    """SHA-256 of the chunks that went through."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()

    def through(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """The chunks as they are."""
        for chunk in chunks:
            self._digest.update(chunk)
            yield chunk

    def hexdigest(self) -> str:
        """The hash of all that has come so far."""
        return self._digest.hexdigest()
