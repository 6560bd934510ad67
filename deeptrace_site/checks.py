"""System checks: a wrong setting is a sentence with an id, not a stack trace at midnight."""

import os
import shutil
import sqlite3
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

FIRST_SAFE_SQLITE = (3, 51, 3)


@register()
def data_folder_writable(**_: Any) -> list[CheckMessage]:
    """deeptrace.E001: the data folder must exist and be writable."""
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    if os.access(settings.DATA_DIR, os.W_OK):
        return []
    return [
        Error(
            f"The data folder {settings.DATA_DIR} cannot be written.",
            hint="Set DEEPTRACE_DATA to a folder that this user owns.",
            id="deeptrace.E001",
        )
    ]


@register()
def ffmpeg_found(**_: Any) -> list[CheckMessage]:
    """deeptrace.E002: the ffmpeg that a setting names must exist."""
    if not settings.FFMPEG or shutil.which(settings.FFMPEG):
        return []
    hint = "Correct DEEPTRACE_FFMPEG, or leave it out: then the one on PATH or the one from pip is used."
    return [Error(f"There is no program at {settings.FFMPEG}.", hint=hint, id="deeptrace.E002")]


@register()
def sqlite_recent(**_: Any) -> list[CheckMessage]:
    """deeptrace.W001: SQLite before 3.51.3 can corrupt a WAL database."""
    engine = settings.DATABASES["default"]["ENGINE"]
    if not engine.endswith("sqlite3") or sqlite3.sqlite_version_info >= FIRST_SAFE_SQLITE:
        return []
    return [
        Warning(
            f"SQLite {sqlite3.sqlite_version} is older than 3.51.3.",
            hint="Install requirements/web.txt, which brings a newer SQLite.",
            id="deeptrace.W001",
        )
    ]


@register()
def frontend_built(**_: Any) -> list[CheckMessage]:
    """deeptrace.W002: without the built frontend only the REST interface answers."""
    if (settings.FRONTEND_DIST / "manifest.json").is_file():
        return []
    return [Warning("The frontend is not built.", hint="Run `make frontend`.", id="deeptrace.W002")]
