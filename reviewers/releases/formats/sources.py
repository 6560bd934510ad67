"""What apps further left know about the videos of a release: `settings.RELEASE_SOURCES` names who tells it.

A source is a function `(project, video_ids) -> Iterator[dict]`; each dict names its `video_id`, they come in
the order of the `video_ids`, and hold nothing that the project's researchers may not read.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from annotations.models import Project

Source = Callable[[Project, Sequence[str]], Iterator[dict[str, Any]]]
PREDICTIONS = "predictions"
SUGGESTIONS = "suggestions"


def source_lines(name: str, *, project: Project, video_ids: Sequence[str]) -> Iterator[dict[str, Any]]:
    """What the named source says about these videos; nothing where no app provides it."""
    path = settings.RELEASE_SOURCES.get(name)
    if path:
        source: Source = import_string(path)
        yield from source(project, video_ids)


def suggestions_by_video(*, project: Project, video_ids: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """The suggestions of models for these videos with what people decided, by `video_id`."""
    found: dict[str, list[dict[str, Any]]] = {}
    for line in source_lines(SUGGESTIONS, project=project, video_ids=video_ids):
        found.setdefault(line["video_id"], []).append(line)
    return found
