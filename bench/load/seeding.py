"""The project `load`: ready clips with real media, and people with passwords.

`python -m bench.load.seeding ANNOTATORS REVIEWERS VIDEOS OVERLAP` fills the database of the environment and
prints their names and their one password.
One clip is taken in as any upload; the others are the same bytes under names of their own.
"""

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import django

from bench.load.people import FRAMES, PROJECT

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deeptrace_site.settings")
SIZE = (640, 360)
NOISE = 12


def load_seed(annotators: int, reviewers: int, videos: int, overlap: int) -> dict[str, Any]:
    """Make everything; returns the names by role, and the password."""
    from django.utils.crypto import get_random_string  # noqa: PLC0415  # after Django's start

    from tests.factories import project_make  # noqa: PLC0415

    project = project_make(PROJECT, overlap=overlap)
    videos_make(project, videos)
    password = get_random_string(20)
    names = {"annotator": annotators, "reviewer": reviewers}
    people = {role: [f"{role}{n}" for n in range(count)] for role, count in names.items()}
    people_make(project, people, password)
    return {"people": people, "password": password}


def videos_make(project: Any, count: int) -> None:
    """One real clip, and its twins; all of them wait in the queue."""
    from annotations.models import FrameTableRecord, Video  # noqa: PLC0415
    from annotations.services.queue import queue_overlap_fit  # noqa: PLC0415
    from annotations.services.video_files import video_folder  # noqa: PLC0415
    from tests.media import ClipSpec, make_clip  # noqa: PLC0415
    from tests.uploading import ready_video  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        clip = make_clip(Path(folder) / "clip.mp4", ClipSpec(frames=FRAMES, size=SIZE, noise=NOISE))
        first = ready_video(project, clip, video_id="clip-0")
    facts = {field.attname: getattr(first, field.attname) for field in Video._meta.concrete_fields}
    own = {"id", "video_id", "sha256"}
    shared = {name: value for name, value in facts.items() if name not in own}
    twins = [Video(**shared, video_id=f"clip-{n}", sha256=f"{n:064x}") for n in range(1, count)]
    Video.objects.bulk_create(twins)
    for twin in twins:
        _files_link(video_folder(first), video_folder(twin))
    table = FrameTableRecord.objects.get(video=first)
    told = {field.attname: getattr(table, field.attname) for field in FrameTableRecord._meta.concrete_fields}
    FrameTableRecord.objects.bulk_create(FrameTableRecord(**{**told, "video_id": twin.pk}) for twin in twins)
    queue_overlap_fit(project=project)


def people_make(project: Any, people: dict[str, list[str]], password: str) -> None:
    """Accounts with one password, hashed once: that is slow on purpose."""
    from django.contrib.auth.hashers import make_password  # noqa: PLC0415

    from annotations.models import Membership, User  # noqa: PLC0415

    hashed = make_password(password)
    for role, names in people.items():
        made = User.objects.bulk_create(User(username=name, password=hashed) for name in names)
        Membership.objects.bulk_create(Membership(project=project, user=user, role=role) for user in made)


def _files_link(source: Path, target: Path) -> None:
    target.mkdir(parents=True)
    for file in filter(Path.is_file, source.iterdir()):  # a worker may have a folder there as well
        os.link(file, target / file.name)


if __name__ == "__main__":
    django.setup()
    print(json.dumps(load_seed(*map(int, sys.argv[1:]))))
