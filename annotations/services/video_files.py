"""The files of a video: moved in under a name that the server makes, read frame by frame, taken away."""

import hashlib
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from annotations.errors import MediaMissingError
from annotations.frames import FrameTable
from annotations.media import MediaLimits, decode_frame
from annotations.models import Video
from annotations.picture_cache import PictureCache, PictureKey
from annotations.selectors.stores import media_store
from annotations.selectors.videos import frame_table_get

ORIGINAL, POSTER, FILMSTRIP = "original.mp4", "poster.jpg", "filmstrip.jpg"
SIGNALS = "signals.json"
CHUNK_BYTES = 2**20
FILE_MODE = 0o640
# Each decode is a process of its own with its own memory: a burst of requests waits here instead.
DECODERS = threading.BoundedSemaphore(2)


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """A file that lies in the folder for incoming ones and is to become a video's media."""

    path: Path
    name: str  # what its owner calls it: shown to people, never used as a path
    sha256: str
    byte_size: int


def incoming_copy(source: Path) -> IncomingFile:
    """Copy a file of this machine into the folder for incoming ones, hashing it on the way."""
    digest = hashlib.sha256()
    folder = Path(settings.FILE_UPLOAD_TEMP_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as stream, tempfile.NamedTemporaryFile(dir=folder, delete=False) as copy:
        while chunk := stream.read(CHUNK_BYTES):
            digest.update(chunk)
            copy.write(chunk)
        size = copy.tell()
    return IncomingFile(Path(copy.name), source.name, digest.hexdigest(), size)


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, read in pieces."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def sha256_of_key(key: str) -> str:
    """The SHA-256 of a file of the media store, read in pieces."""
    store, digest = media_store(), hashlib.sha256()
    for chunk in store.chunks(key, 0, store.size(key)):
        digest.update(chunk)
    return digest.hexdigest()


def video_key(video: Video, name: str = ORIGINAL) -> str:
    """What the media store calls a file of this video."""
    return f"{video.folder}/{name}"


def video_folder(video: Video) -> Path:
    """The folder of this video's files, where media lie on this machine."""
    return Path(settings.MEDIA_DIR) / video.folder


def video_path(video: Video) -> Path:
    """A file of this machine with the untouched original, to be read only; no file where it is missing."""
    try:
        return media_store().local(video_key(video))
    except FileNotFoundError:
        return video_folder(video) / ORIGINAL


def is_video_kept(video: Video, name: str = ORIGINAL) -> bool:
    """Whether a file of the video is in the media store."""
    try:
        media_store().size(video_key(video, name))
    except FileNotFoundError:
        return False
    return True


def sidecar_read(video: Video, name: str) -> bytes | None:
    """What is kept beside the original under this name, or None."""
    try:
        return media_store().read(video_key(video, name))
    except FileNotFoundError:
        return None


def sidecar_write(video: Video, name: str, content: bytes) -> None:
    """Keep something beside the original; two writers at once leave one whole file."""
    media_store().write(video_key(video, name), content)


def video_file_put(*, video: Video, incoming: IncomingFile) -> None:
    """Move an incoming file to its place; it is safely kept when this returns."""
    media_store().put(video_key(video), incoming.path)


def video_files_remove(video: Video) -> None:
    """Remove all files of a video; those that are gone already are no error."""
    media_store().remove(video.folder)
    picture_cache().forget(video.sha256)


def media_limits() -> MediaLimits:
    """What one file may be and cost on this server."""
    return MediaLimits(file_bytes=settings.UPLOAD_MAX_BYTES, codecs=tuple(settings.MEDIA_CODECS))


def frame_picture(*, video: Video, frame: int, image_format: str) -> bytes:
    """Exactly this frame of the video, upright, as png, jpg or webp."""
    table = frame_table_get(video=video)
    table.pts_of(frame)  # raises FrameOutOfRangeError before anything is started
    path = video_path(video)
    if not path.is_file():
        raise MediaMissingError("The video's file is missing on the server.")
    cache, key = picture_cache(), PictureKey(video.sha256, frame, image_format)
    return cache.get(key) or _decoded(path, table, cache, key)


def picture_cache() -> PictureCache:
    """The pictures that are kept on this machine."""
    return PictureCache(Path(settings.DATA_DIR) / "cache" / "frames", settings.FRAME_CACHE_BYTES)


def _decoded(path: Path, table: FrameTable, cache: PictureCache, key: PictureKey) -> bytes:
    """Make the picture, unless somebody made it while this request waited for its turn."""
    with DECODERS:
        picture = cache.get(key)
        if picture is not None:
            return picture
        picture = decode_frame(path, table, key.frame, media_limits(), key.image_format)
    if path.is_file():  # it may have been taken down meanwhile
        cache.put(key, picture)
    return picture
