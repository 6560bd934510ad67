"""`manage.py serve`: the whole platform on this machine, web server and worker, stopped together."""

import json
import os
import shutil
import socket
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, connections

from deeptrace_site.env import env_int
from deeptrace_site.processes import supervisor

EMPTY_DATABASE = "empty.sqlite3"  # made with the environment (scripts/lib.sh); what it lacks is migrated
ACCOUNTS_FILE = "demo-accounts.json"


class Command(BaseCommand):
    """Bring the database up to date, then keep web server and worker running until Ctrl-C."""

    help = "Run the web server and the worker; Ctrl-C stops both."
    requires_system_checks = "__all__"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--host, --port (or PORT), --demo."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=env_int("PORT", 8000))
        parser.add_argument("--demo", action="store_true", help="make the demo project on the first start")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare, then turn into the supervisor (a small process without Django)."""
        host, port = options["host"], options["port"]
        _port_require_free(host, port)
        if connection.vendor == "sqlite":
            database_begin(Path(connection.settings_dict["NAME"]), Path(sys.prefix) / EMPTY_DATABASE)
        call_command("migrate", interactive=False, verbosity=0)
        note = self._demo() if options["demo"] else None
        connections.close_all()
        command = [sys.executable, supervisor.__file__, "--host", host, "--port", str(port)]
        if note:
            command += ["--note", str(note)]
        self.stdout.flush()
        os.chdir(settings.BASE_DIR)
        os.execv(sys.executable, command)  # noqa: S606

    def _demo(self) -> Path | None:
        """Make the demo project; the accounts are shown once, when they have just been made."""
        accounts = settings.DATA_DIR / ACCOUNTS_FILE
        is_first = not accounts.exists()
        call_command("seed_demo")
        return _note_write(accounts) if is_first else None


def database_begin(database: Path, empty: Path) -> None:
    """Begin a database in a file with tables that are made already; one that is there is left alone."""
    begun = any(database.parent.glob(f"{database.name}*"))  # with what SQLite keeps beside it
    if begun or not empty.is_file():
        return
    database.parent.mkdir(parents=True, exist_ok=True)
    part = database.with_name(f".{database.name}.{os.getpid()}.part")
    shutil.copyfile(empty, part)
    try:
        os.link(part, database)  # unlike a rename, it never replaces one that was made meanwhile
    except FileExistsError:
        pass
    finally:
        part.unlink()


def _port_require_free(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} on {host} cannot be used ({error.strerror}). Is DeepTrace running already?"
                " Choose another one: PORT=8001 make run"
            ) from error


def _note_write(accounts: Path) -> Path:
    """The text that is shown once, in a file only its owner reads; the supervisor deletes it."""
    passwords: dict[str, str] = json.loads(accounts.read_text())
    width = max(map(len, passwords))
    lines = [f"  {name:<{width}}  {password}" for name, password in passwords.items()]
    note = accounts.with_name("first-start.txt")
    note.unlink(missing_ok=True)
    handle = os.open(note, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as stream:
        stream.write("\n".join(["Demo accounts (kept in " + str(accounts) + "):", *lines, ""]))
    return note
