"""Moving a site's rows to another database: a backup without files, restored there."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from django.conf import settings

from annotations.models import Event
from deeptrace_site.backup.errors import BackupError
from deeptrace_site.backup.making import backup_make
from deeptrace_site.backup.manifest import Manifest


def database_move(url: str) -> Manifest:
    """Copy all rows into the empty database that `url` names; BackupError where somebody wrote meanwhile."""
    before = _newest_event()
    with tempfile.TemporaryDirectory(prefix="deeptrace-move-") as folder:
        archive = Path(folder) / "rows"
        manifest = backup_make(archive, left_out=(), may_link=False, on_file=lambda _: None, has_files=False)
        _restore_there(archive, url)
    if _newest_event() != before:
        raise BackupError(
            "Somebody worked while the rows were copied, and that work is only in the old database."
            " Stop the site, empty the new database, and move again."
        )
    return manifest


def _newest_event() -> int | None:
    return Event.objects.order_by("-pk").values_list("pk", flat=True).first()


def _restore_there(archive: Path, url: str) -> None:
    """In a process of its own: one process has one database."""
    environment = {**os.environ, "DATABASE_URL": url}
    environment.pop("DATABASE_URL_FILE", None)
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "restore", str(archive)]
    done = subprocess.run(  # noqa: S603
        command, env=environment, check=False, capture_output=True, text=True
    )
    if done.returncode:
        raise BackupError(done.stderr.strip().removeprefix("CommandError: "))
