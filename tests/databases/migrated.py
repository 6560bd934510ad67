"""A database with all tables, made once for one state of the code, then copied: migrating takes seconds.

On PostgreSQL `tests/on_postgres.py` makes it, and TEMPLATE names it.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / ".test-databases"  # not in test-results: Playwright empties that when a run begins
APPS = ("annotations", "reviewers", "models_service", "deeptrace_site")
TEMPLATE = "DEEPTRACE_TEST_TEMPLATE"


def sqlite_copy(target: Path) -> None:
    """Put a SQLite file with all tables there."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(_made(), target)


def tables_make(url: str) -> None:
    """Migrate an empty database, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "DATABASE_URL": url, "DEEPTRACE_DATA": folder}
        command = [sys.executable, "manage.py", "migrate", "--verbosity=0", "--skip-checks"]
        subprocess.run(command, check=True, cwd=ROOT, env=environment)


@contextmanager
def tables_ready(connection: Any) -> Iterator[None]:
    """Let the test database that is about to be made begin with all tables."""
    template = os.environ.get(TEMPLATE)
    name = connection.creation._get_test_db_name()
    if connection.vendor == "postgresql" and template:
        connection.settings_dict["TEST"]["TEMPLATE"] = template
    elif connection.vendor == "sqlite" and connection.creation.is_in_memory_db(name):
        library = connection.Database
        with closing(library.connect(name, uri=True)) as kept, closing(library.connect(_made())) as made:
            made.backup(kept)
            yield
        return
    yield


def _made() -> Path:
    KEPT.mkdir(parents=True, exist_ok=True)
    path = KEPT / f"{_state()}.sqlite3"
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            for old in KEPT.glob("*.sqlite3"):
                old.unlink()
            with tempfile.TemporaryDirectory(dir=KEPT) as folder:
                new = Path(folder) / "new.sqlite3"
                tables_make(f"sqlite:///{new}")
                new.replace(path)
    return path


def _state() -> str:
    """What the tables and the first rows follow from."""
    found = hashlib.sha256(sys.version.encode())
    for path in sorted(path for app in APPS for path in (ROOT / app).rglob("*.py")):
        found.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return found.hexdigest()[:16]
