"""What is noted of a release's videos while it is built lies on disk, and nothing is left of it."""

import os
from pathlib import Path

from reviewers.releases.ledger.scratch import CACHE_KIB, Scratch

OPEN = Path("/proc/self/fd")
ROW, ROWS = "x" * 1000, 20_000


def sizes() -> list[int]:
    """The bytes of the scratch files that this process holds open."""
    held = [
        path for path in OPEN.iterdir() if path.is_symlink() and "deeptrace-scratch-" in os.readlink(path)
    ]
    return [path.stat().st_size for path in held]


def test_small_transactions_go_to_the_disk_as_well() -> None:
    before = sizes()
    with Scratch("CREATE TABLE noted (row TEXT)") as scratch:
        for _ in range(ROWS // 500):
            scratch.many("INSERT INTO noted VALUES (?)", [(ROW,)] * 500)
        (size,) = sizes()[len(before) :]
        assert size > ROWS * len(ROW) - CACHE_KIB * 1024
        assert scratch.value("SELECT count(*) FROM noted") == ROWS
    assert sizes() == before
