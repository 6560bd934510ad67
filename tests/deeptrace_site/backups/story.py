"""What one process does to one site in the tests of backups; the environment says which site.

`python -c RUN STEP ARGUMENT` prints the digest of the site afterwards as JSON.
"""

import hashlib
import json
import os
import threading
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from annotations.models import Event, Project, User, Video
from annotations.services.events import event_record
from annotations.services.job_runs import job_execute
from annotations.services.video_files import video_path
from bench.importexport import rows_of_released_shape
from reviewers.releases.options import ReleaseOptions
from reviewers.services.releases import release_create, release_folder

RUN = """
import json, sys, django
django.setup()
from tests.deeptrace_site.backups import story
print(json.dumps(getattr(story, sys.argv[1])(sys.argv[2])))
"""
ROWS = 60
BUILT = ("all_data.json", "traces.jsonl")
WRITES_BEFORE = 3
WRITE_SECONDS = 30


def made_and_backed_up(archive: str) -> Any:
    """Fill an empty site, then back it up while somebody writes."""
    source = Path(settings.DATA_DIR).parent / "source"
    source.mkdir()
    rows = [row for row, _ in zip(rows_of_released_shape(), range(ROWS), strict=False)]
    (source / "all_data.json").write_text(json.dumps(rows))
    call_command("import_benchmark", str(source), "--metadata-only", stdout=open(os.devnull, "w"))  # noqa: SIM115
    for video in Video.objects.order_by("video_id")[:3]:
        video_path(video).parent.mkdir(parents=True)
        video_path(video).write_bytes(video.video_id.encode() * 1000)
    release_digest()
    return backed_up(archive)


def backed_up(archive: str) -> Any:
    """Back up a site while another thread changes two rows of it together, again and again."""
    stop, begun = threading.Event(), threading.Semaphore(0)
    writer = threading.Thread(target=_write, args=(stop, begun))
    writer.start()
    try:
        for _ in range(WRITES_BEFORE):
            assert begun.acquire(timeout=WRITE_SECONDS), "nobody writes"
        call_command("backup", archive, "--verify", stdout=open(os.devnull, "w"))  # noqa: SIM115
    finally:
        stop.set()
        writer.join()
    return digest("")


def restored(archive: str) -> None:
    """Restore into this empty place; the site's key is another one from the next process on."""
    call_command("restore", archive, stdout=open(os.devnull, "w"))  # noqa: SIM115


def moved(url: str) -> Any:
    """Copy the rows into another database."""
    call_command("move_database", url, stdout=open(os.devnull, "w"))  # noqa: SIM115
    return digest("")


def digest(_: str) -> Any:
    """The release that this site builds from what it has, its files, and whether two rows agree."""
    project = Project.objects.get()
    written = Event.objects.filter(action="test.written").order_by("-pk").first()
    return {
        "vendor": connection.vendor,
        "told": [project.guideline, written.facts["told"] if written else None],
        "people": User.objects.count(),
        "files": _files(),
        "release": release_digest(),
    }


def release_digest() -> dict[str, str]:
    """The hashes of a release that is built now."""
    actor = User.objects.filter(is_superuser=True).first()
    if actor is None:
        actor = User.objects.create(username="root", is_superuser=True, is_staff=True)
    release, job = release_create(project=Project.objects.get(), actor=actor, options=ReleaseOptions())
    job_execute(job_id=job.pk)
    job.refresh_from_db()
    assert job.status == "done", job.error_detail
    return {name: _sha256(release_folder(release) / name) for name in BUILT}


def _files() -> dict[str, str]:
    roots = [Path(settings.MEDIA_DIR), Path(settings.DATA_DIR) / "releases"]
    paths = sorted(path for root in roots for path in root.rglob("*") if path.is_file())
    return {str(path.relative_to(settings.DATA_DIR)): _sha256(path) for path in paths}


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _write(stop: threading.Event, begun: threading.Semaphore) -> None:
    number = 0
    project = Project.objects.get()
    while not stop.is_set():
        number += 1
        with transaction.atomic():
            Project.objects.filter(pk=project.pk).update(guideline=str(number))
            event_record(action="test.written", subject=project, actor=None, facts={"told": str(number)})
        begun.release()
        stop.wait(0.001)
    connection.close()
