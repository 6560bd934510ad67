"""Which clips are forged: the real videos of a project, or files of this machine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from annotations.errors import NotFoundError
from annotations.models import Project, Video
from annotations.services.video_files import video_path
from annotations.texts import filled

ENDING = ".mp4"
Source = tuple[str, Path]


def sources_of_project(*, project: Project) -> list[Source]:
    """The ready videos of kind real that have a file, by video_id; raises NotFoundError without any."""
    videos = Video.objects.filter(
        project=project, kind=Video.Kind.REAL, status=Video.Status.READY, metadata_only=False
    ).filter(taken_down_at=None)
    found = [(video.video_id, video_path(video)) for video in videos.order_by("video_id")]
    found = [(name, path) for name, path in found if path.is_file()]
    if not found:
        raise NotFoundError(filled("The project {slug} has no real videos with media.", slug=project.slug))
    return found


def sources_of_paths(*, paths: Sequence[Path]) -> list[Source]:
    """The files, and the MP4 files in the folders, by name; raises NotFoundError for what is not there."""
    found = sorted({path.resolve() for path in _files(paths)})
    if not found:
        raise NotFoundError("There are no MP4 files to forge from.")
    return [(path.stem, path) for path in found]


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from (file for file in path.iterdir() if file.suffix.lower() == ENDING and file.is_file())
        elif path.is_file():
            yield path
        else:
            raise NotFoundError(filled("There is no file {path}.", path=str(path)))
