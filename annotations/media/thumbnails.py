"""Poster and filmstrip, made in one pass that decodes no more pictures than they need."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from av.video.frame import VideoFrame
from PIL import Image

from annotations.frames import FrameTable
from annotations.media.clip import Clip
from annotations.media.errors import MediaCorruptError, MediaSizeChangesError, MediaTimesInvalidError
from annotations.media.facts import FilmstripLayout
from annotations.media.picture import upright_shrunk

POSTER_NAME, FILMSTRIP_NAME = "poster.jpg", "filmstrip.jpg"
POSTER_SIDE_PX = 640
POSTER_AT = 3  # the poster is taken after a third of the clip: first frames are often black
TILE_HEIGHT_PX, TILE_WIDTH_MAX_PX = 72, 160
TILES_MAX = 30
JPEG_QUALITY = 80
BEFORE_EVERYTHING = -(2**40)


class Thumbnails:
    """Collects the poster and the filmstrip's tiles from frames that come in order of presentation."""

    def __init__(self, frame_count: int) -> None:
        tiles = min(TILES_MAX, frame_count)
        self.wanted = [frame_count * tile // tiles for tile in range(tiles)]
        self.poster_frame = frame_count // POSTER_AT
        self.poster: Image.Image | None = None
        self.tiles: list[Image.Image] = []
        self.frames: list[int] = []
        self.latest: VideoFrame | None = None

    def take(self, number: int, frame: VideoFrame) -> None:
        """Use the frame where it is the first one at or after a wanted place."""
        self.latest = frame
        if len(self.tiles) < len(self.wanted) and number >= self.wanted[len(self.tiles)]:
            self.tiles.append(upright_shrunk(frame, TILE_WIDTH_MAX_PX, TILE_HEIGHT_PX))
            self.frames.append(number)
        if self.poster is None and number >= self.poster_frame:
            self.poster = upright_shrunk(frame, POSTER_SIDE_PX, POSTER_SIDE_PX)

    def write(self, folder: Path) -> FilmstripLayout:
        """Write both files; raises MediaCorruptError when no picture came."""
        if self.latest is None or not self.tiles:
            raise MediaCorruptError
        poster = self.poster or upright_shrunk(self.latest, POSTER_SIDE_PX, POSTER_SIDE_PX)
        poster.save(folder / POSTER_NAME, "JPEG", quality=JPEG_QUALITY)
        self._strip().save(folder / FILMSTRIP_NAME, "JPEG", quality=JPEG_QUALITY)
        return FilmstripLayout(*self.tiles[0].size, tuple(self.frames))

    def _strip(self) -> Image.Image:
        width, height = self.tiles[0].size
        strip = Image.new("RGB", (width * len(self.tiles), height))
        for place, tile in enumerate(self.tiles):
            strip.paste(tile, (place * width, 0))
        return strip


def thumbnails_make(
    clip: Clip,
    table: FrameTable,
    on_progress: Callable[[float], None],
    on_frame: Callable[[int, VideoFrame], None] | None = None,
) -> Thumbnails:
    """Decode as few frames as a poster and a filmstrip need, from the clip's beginning.

    With `on_frame` every frame is decoded, and given to it with its number. Raises MediaSizeChangesError
    when the picture does not keep its size, MediaTimesInvalidError when the decoder's order is not that of
    the times.
    """
    thumbnails = Thumbnails(table.frame_count)
    dense_keys = len(table.key_frames) >= min(TILES_MAX, table.frame_count)
    if on_frame:
        clip.stream.codec_context.skip_frame = "DEFAULT"
    else:
        clip.stream.codec_context.skip_frame = "NONKEY" if dense_keys else "NONREF"
    clip.container.seek(BEFORE_EVERYTHING, stream=clip.stream)
    numbers = {pts: frame for frame, pts in enumerate(table.pts)}
    for pts, frame in _decoded(clip):
        number = numbers.get(pts)
        if number is not None:
            thumbnails.take(number, frame)
            if on_frame:
                on_frame(number, frame)
            on_progress(number / table.frame_count)
    return thumbnails


def _decoded(clip: Clip) -> Iterator[tuple[int, VideoFrame]]:
    size = (clip.stream.codec_context.width, clip.stream.codec_context.height)
    earlier = BEFORE_EVERYTHING
    for frame in clip.container.decode(clip.stream):
        if (frame.width, frame.height) != size:
            raise MediaSizeChangesError
        if frame.pts is None or frame.pts <= earlier:
            raise MediaTimesInvalidError
        earlier = frame.pts
        yield frame.pts, frame
