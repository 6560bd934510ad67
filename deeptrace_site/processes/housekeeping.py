"""Clearing up what nobody needs any longer; each may run while another worker does the same."""

import time
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

INCOMING_KEPT_S = 24 * 3600


def sessions_forget() -> None:
    """Remove sessions that have expired."""
    call_command("clearsessions")


def incoming_forget() -> int:
    """Remove what uploads that broke off more than a day ago have left; returns how many files."""
    folder = Path(settings.FILE_UPLOAD_TEMP_DIR)
    return sum(_forget(path) for path in folder.glob("*.upload*"))


def _forget(path: Path) -> bool:
    with suppress(FileNotFoundError):  # another worker was here
        if time.time() - path.stat().st_mtime > INCOMING_KEPT_S:
            path.unlink()
            return True
    return False
