"""Write one sample: a small database as the code of its time leaves it (make_samples.sh runs this)."""

import gzip
import os
import shutil
import sqlite3
import sqlite3.dump  # before the settings put a newer SQLite without it in its place
import subprocess
import sys
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

call_command("migrate", verbosity=0, interactive=False)

from annotations.models import Annotation  # noqa: E402
from reviewers.services.reviews import review_accept  # noqa: E402
from tests import factories, work  # noqa: E402


def main(target: Path) -> None:
    """People, videos and answers in every state, two of them accepted and made gold."""
    project = factories.project_make("kept", overlap=1)
    alice, bob, ada = (factories.user_make(name) for name in ("alice", "bob", "ada"))
    factories.member_make(project, alice, "annotator")
    factories.member_make(project, bob, "reviewer")
    factories.member_make(project, ada, "admin")
    for answer in (work.submitted(project, alice), work.submitted(project, alice)):
        review_accept(annotation=answer, actor=bob, revision=answer.revision)
    work.submitted(project, alice)
    work.returned(project, alice, bob)
    work.saved(project, alice)
    work.queued_video(project)
    dump(target)


def dump(target: Path) -> None:
    """Everything as SQL, compressed without the moment of writing."""
    name = str(settings.DATABASES["default"]["NAME"])
    lines = postgres_lines() if connection.vendor == "postgresql" else sqlite_lines(name)
    target.write_bytes(gzip.compress("\n".join(lines).encode(), compresslevel=9, mtime=0))
    print(f"{target.name}: {target.stat().st_size} bytes, {Annotation.objects.count()} answers")


def sqlite_lines(name: str) -> list[str]:
    with sqlite3.connect(name) as database:
        return list(database.iterdump())


def postgres_lines() -> list[str]:
    """Without the lines that only psql understands."""
    program = shutil.which("pg_dump") or str(max(Path("/usr/lib/postgresql").glob("*/bin/pg_dump")))
    command = [program, "--inserts", "--no-owner", "--no-privileges", os.environ["DATABASE_URL"]]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return [line for line in done.stdout.splitlines() if not line.startswith("\\")]


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
