"""A clip's motion and sharpness: measured once, kept beside its thumbnails."""

import json

from annotations.errors import AidsOffError, SignalsUnavailableError
from annotations.frames import FrameTable
from annotations.media import signals_measure
from annotations.media.errors import MediaError
from annotations.media.limits import is_measurable
from annotations.models import Project, Video
from annotations.selectors.videos import frame_table_get
from annotations.services.video_files import (
    DECODERS,
    SIGNALS,
    media_limits,
    sidecar_read,
    sidecar_write,
    video_path,
)

Signals = dict[str, list[int]]


def aids_require(*, project: Project) -> None:
    """Raise AidsOffError where the project keeps viewing aids from its annotators."""
    if not project.viewing_aids:
        raise AidsOffError("This project is annotated without viewing aids.")


def signals_get(*, video: Video) -> Signals:
    """The signals of a ready video that the viewer may see (`video_get`): kept ones, else measured now.

    Where the project keeps aids from annotators, only those who may know all of the video get them.
    """
    if not getattr(video, "sees_provenance", False):
        aids_require(project=video.project)
    table = frame_table_get(video=video)
    kept = sidecar_read(video, SIGNALS)
    if kept is not None:
        signals: Signals = json.loads(kept)
        return signals
    if not is_measurable(table.frame_count, (video.width or 0) * (video.height or 0)):
        raise SignalsUnavailableError("This clip is too long to be measured.")
    try:
        with DECODERS:
            return _measured(video, table)
    except MediaError as error:
        raise SignalsUnavailableError("This clip cannot be measured on this server.") from error


def _measured(video: Video, table: FrameTable) -> Signals:
    signals = signals_measure(video_path(video), table, media_limits())
    sidecar_write(video, SIGNALS, json.dumps(signals, separators=(",", ":")).encode())
    return signals
