"""Taking what was taken down out of the releases that hold it: their `media.zip` is written anew without it.

Everything else of a release stays as it is: rows, traces and manifest still name the video and its hash.
"""

import os
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db.models import Q

from annotations.models import Event, Video
from annotations.services.events import event_record
from reviewers.models import Release
from reviewers.releases.build import MANIFEST_FILE, MEDIA_FILE
from reviewers.releases.hashed import as_stream, hashed_file
from reviewers.releases.ledger.manifest import manifest_videos
from reviewers.releases.media_zip import entries_copy
from reviewers.services.releases import release_folder

PART = f".{MEDIA_FILE}.withheld"


@dataclass(frozen=True, slots=True)
class Withheld:
    """A `media.zip` that is ready to take the place of another, and what to say about it."""

    release: Release
    part: Path
    facts: dict[str, Any]


def withholding_prepare(*, releases: list[Release]) -> list[Withheld]:
    """Write the new `media.zip` of each of these releases that holds media of a video taken down."""
    return [each for release in releases if (each := _prepared(release)) is not None]


def withholding_apply(*, prepared: Withheld) -> None:
    """Put it in its place; done again, it changes nothing."""
    if prepared.part.exists():
        os.replace(prepared.part, prepared.part.with_name(MEDIA_FILE))
    Release.objects.filter(pk=prepared.release.pk).update(withheld=prepared.facts)
    event_record(action="release.media_withheld", subject=prepared.release, actor=None, facts=prepared.facts)


def releases_concerned(*, events: list[Event]) -> list[Release]:
    """The finished releases of whose media some may have to go: by videos taken down, or just built."""
    built = [event.subject_id for event in events if event.action == "release.built"]
    projects = {event.project_id for event in events if event.action == "video.taken_down"}
    found = Release.objects.filter(Q(pk__in=built) | Q(project__in=projects), finished_at__isnull=False)
    return [release for release in found.select_related("project") if _archive(release).is_file()]


def _prepared(release: Release) -> Withheld | None:
    gone = dict(_paths_gone(release))
    with zipfile.ZipFile(_archive(release)) as packed:
        held = gone.keys() & set(packed.namelist())
        if not held:
            return None
        part = _archive(release).with_name(PART)
        with hashed_file(part) as file:
            entries_copy(packed, as_stream(file), without=held)
    before = (release.withheld or {}).get("videos", [])
    videos = sorted({*before, *(gone[path] for path in held)})
    part.chmod(_archive(release).stat().st_mode)
    return Withheld(release, part, {**file.facts(), "videos": videos})


def _paths_gone(release: Release) -> Iterator[tuple[str, str]]:
    """Where the release has media of videos that were taken down, and their `video_id`."""
    gone = Video.objects.filter(project=release.project).exclude(taken_down_at=None)
    names = set(gone.values_list("video_id", flat=True))
    for video in manifest_videos(release_folder(release) / MANIFEST_FILE):
        if video["video_id"] in names:
            yield video["path"], video["video_id"]


def _archive(release: Release) -> Path:
    return release_folder(release) / MEDIA_FILE
