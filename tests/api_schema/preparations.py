"""What must lie there for the examples of uploads in parts and of the page "System"."""

import uuid
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.utils import timezone

from annotations.models import Job, Upload, Worker
from annotations.services.files.uploads import FileWish, part_receive, upload_begin
from tests.media import clip
from tests.permissions.people import World

FIRST_ID = uuid.uuid5(uuid.NAMESPACE_URL, "deeptrace:1")  # stays as it is, so that links and ids agree
FILE = {"project": "demo", "name": "clip.mp4", "byte_size": 20 * 2**20}
BUCKET = {
    "name": "deeptrace-media",
    "endpoint": "https://media.example.org",
    "public_endpoint": "https://media.example.org",
    "region": "eu-central-1",
    "prefix": "",
    "access_key": "KEY",
    "secret_key": "a secret of no bucket",
}


def upload_open(world: World, known: dict[str, Any]) -> None:
    """A file of three parts, of which the first has arrived."""
    Upload.objects.all().delete()
    wish = FileWish(str(FILE["name"]), 20 * 2**20)
    upload = upload_begin(project=world.project, actor=world.person("admin"), wish=wish, fields={})
    part = bytes(upload.part_bytes)
    part_receive(upload=upload, offset=0, sha256=sha256(part).hexdigest(), chunks=[part])
    known["upload_id"] = upload.pk


def upload_whole(world: World, known: dict[str, Any]) -> None:
    """A clip whose only part has arrived."""
    upload_awaited(world, known)
    part = known["part"]
    upload = Upload.objects.get(pk=known["upload_id"])
    part_receive(upload=upload, offset=0, sha256=sha256(part).hexdigest(), chunks=[part])


def upload_awaited(world: World, known: dict[str, Any]) -> None:
    """A clip of one part, which is still to come."""
    known["part"] = clip("fps_30").read_bytes()
    wish = FileWish("clip.mp4", len(known["part"]))
    upload = upload_begin(project=world.project, actor=world.person("admin"), wish=wish, fields={})
    known["upload_id"] = upload.pk


def upload_direct(world: World, known: dict[str, Any]) -> None:
    """A file whose parts go straight to the bucket; a link is signed without asking the bucket."""
    admin = world.person("admin")
    told = {"name": FILE["name"], "byte_size": FILE["byte_size"], "part_bytes": 8 * 2**20, "store_name": "1"}
    known["upload_id"] = Upload.objects.create(
        pk=FIRST_ID, project=world.project, created_by=admin, **told
    ).pk


def failed_jobs(world: World, known: dict[str, Any]) -> None:
    """The disk was full when three clips were to be taken in; room was made since."""
    for _ in range(3):
        failed_job(world, known)


def failed_job(world: World, known: dict[str, Any]) -> None:
    """The disk was full when a clip was to be taken in."""
    moment = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    Job.objects.create(
        kind="ingest",
        project=world.project,
        status="failed",
        created_by=world.person("staff"),
        params={"video": str(known["video_id"])},
        attempts=1,
        error_code="disk_full",
        error_detail="The server's disk is full. Make room, then try again.",
        request_id="0f8a5c3e9b7d4a61",
        started_at=moment,
        finished_at=moment,
    )


def gpu_worker(world: World, known: dict[str, Any]) -> None:
    """A worker of the GPU queue has reported itself."""
    now = timezone.now()
    Worker.objects.create(
        host="gpu-1",
        pid=71,
        queues=["gpu"],
        versions={"deeptrace": "0.1.0", "python": "3.12.3"},
        gpu_name="NVIDIA H100 80GB HBM3",
        gpu_used_bytes=2**29,
        gpu_total_bytes=85520809984,
        started_at=now,
        seen_at=now,
    )


#: What is of the machine that records, and is said to be this.
SYSTEM = {
    "disks": [
        {"name": "data", "total_bytes": 1000204886016, "free_bytes": 640204886016, "is_low": False},
    ],
    "parts": [
        {"name": "media", "bytes": 52428800},
        {"name": "database", "bytes": 4194304},
        {"name": "releases", "bytes": 0},
    ],
    "versions": [
        {"name": "DeepTrace", "version": "0.1.0"},
        {"name": "Python", "version": "3.12.3"},
        {"name": "SQLite", "version": "3.51.3"},
    ],
    "migrations": {"applied": {"annotations": "0020_worker"}, "missing": 0},
}
