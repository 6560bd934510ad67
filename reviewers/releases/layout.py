"""Where each video's media lie in a release: the imported path, else a safe name made of its `video_id`."""

import hashlib
import re

from annotations.benchmark.row import MEDIA_FOLDERS, Kind
from reviewers.releases.ledger.scratch import Scratch
from reviewers.releases.snapshot import GoldVideo

UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
MAX_NAME_CHARS = 150
TABLE = "CREATE TABLE path (path TEXT PRIMARY KEY) WITHOUT ROWID"


class MediaLayout:
    """Paths that are unique in one release; the same videos in the same order get the same paths."""

    def __init__(self, scratch: Scratch) -> None:
        self._scratch = scratch

    def path_of(self, item: GoldVideo, kind: Kind) -> str:
        """The path of this video's media below the release's folder."""
        video_id = item.gold.video.video_id
        wanted = item.imported.video_path if item.imported else _path(kind, safe_name(video_id))
        if not self._take(wanted):
            wanted = _path(kind, f"{safe_name(video_id)}-{_short_hash(video_id)}")
            self._take(wanted)
        return wanted

    def _take(self, path: str) -> bool:
        return self._scratch.run("INSERT OR IGNORE INTO path VALUES (?)", path.lower()) > 0


def safe_name(video_id: str) -> str:
    """A file name without surprises; a hash keeps names apart that look alike afterwards."""
    name = UNSAFE.sub("_", video_id).strip("._")[:MAX_NAME_CHARS]
    return name if name == video_id else f"{name or 'video'}-{_short_hash(video_id)}"


def _path(kind: Kind, name: str) -> str:
    return f"{MEDIA_FOLDERS[kind]}/{name}.mp4"


def _short_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]
