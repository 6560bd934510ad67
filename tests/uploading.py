"""Uploads for tests, and their ingest without a worker."""

import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from annotations.media import MediaFacts, media_inspect
from annotations.models import Job, Project, Video
from annotations.selectors.videos import ingest_key
from annotations.services.ingest import video_facts_write
from annotations.services.job_runs import job_execute
from annotations.services.video_files import FILMSTRIP, POSTER, incoming_copy, media_limits, sidecar_write
from annotations.services.videos import video_create
from tests.media import clip, clips_folder


def upload(client: APIClient, content: bytes | None = None, **fields: Any) -> Any:
    """POST a file (a small sound clip unless `content` is given) as the browser does."""
    body = clip("fps_24").read_bytes() if content is None else content
    name = fields.pop("name", "My clip.mp4")
    form = {"project": "demo", "file": SimpleUploadedFile(name, body, "video/mp4")} | fields
    return client.post("/api/v1/videos/", form, format="multipart")


def ready_video(project: Project, path: Path, **fields: Any) -> Video:
    """A video made of a file on this machine, as its ingest leaves it; each file is inspected once."""
    video, _ = video_create(project=project, actor=None, incoming=incoming_copy(path), fields=fields)
    facts = _facts(path)
    for made, name in ((facts.poster_path, POSTER), (facts.filmstrip_path, FILMSTRIP)):
        sidecar_write(video, name, made.read_bytes())
    video_facts_write(video=video, facts=facts)
    return video


@cache
def _facts(path: Path) -> MediaFacts:
    return media_inspect(path, Path(tempfile.mkdtemp(dir=clips_folder())), media_limits())


def ingest(video_id: Any) -> Job:
    """Do the ingest job of a video."""
    job = Job.objects.get(idempotency_key=ingest_key(video_id))
    job_execute(job_id=job.pk)
    job.refresh_from_db()
    return job
