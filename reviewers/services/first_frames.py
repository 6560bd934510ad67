"""Hashes of first frames: taken once from the filmstrip, whose first tile is the first frame."""

from collections.abc import Collection
from importlib import import_module
from io import BytesIO
from typing import Any
from uuid import UUID

from annotations.models import Video
from annotations.services.video_files import FILMSTRIP, sidecar_read
from reviewers.models import FirstFrame

COLUMNS, ROWS = 9, 8
LEAST_CONTRAST = 24  # of 255: a black or plain first frame looks like any other one


def first_frames(videos: Collection[Video]) -> dict[UUID, str]:
    """The hashes of these videos' first frames; those not known yet are made and kept: 2 queries."""
    seen = [video for video in videos if not video.metadata_only]
    if not seen:
        return {}
    known = dict(FirstFrame.objects.filter(video__in=seen).values_list("video_id", "picture"))
    new = {video.pk: found for video in seen if video.pk not in known and (found := _hash(video)) is not None}
    rows = [FirstFrame(video_id=pk, picture=picture) for pk, picture in new.items()]
    FirstFrame.objects.bulk_create(rows, ignore_conflicts=True)
    return known | new


def picture_hash(image: Any) -> str:
    """A difference hash (Krawetz 2013): 64 bits as hexadecimal, "" of a picture that shows too little.

    image: a PIL picture. Each bit says whether a pixel of the picture, shrunk to 9 x 8 greys, is darker than
    its right neighbour.
    """
    greys = image.convert("L").resize((COLUMNS, ROWS), resample=_box())
    values = list(greys.tobytes())
    if max(values) - min(values) < LEAST_CONTRAST:
        return ""
    lines = [values[start : start + COLUMNS] for start in range(0, len(values), COLUMNS)]
    bits = "".join(str(int(a < b)) for line in lines for a, b in zip(line, line[1:], strict=False))
    return f"{int(bits, 2):016x}"


def _hash(video: Video) -> str | None:
    """The hash of a video's first frame; None where there is no filmstrip to take it from."""
    strip_bytes = sidecar_read(video, FILMSTRIP) if video.filmstrip else None
    if strip_bytes is None or not video.filmstrip:
        return None
    pictures = import_module("PIL.Image")  # a web process never needs it
    with pictures.open(BytesIO(strip_bytes)) as strip:
        size = (video.filmstrip["tile_width"], video.filmstrip["tile_height"])
        return picture_hash(strip.crop((0, 0, *size)))


def _box() -> Any:
    return import_module("PIL.Image").Resampling.BOX
