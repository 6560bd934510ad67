"""How much room is taken and how much is left."""

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import Sum

from annotations.models import Video
from deeptrace_site.monitoring.memo import Memo

LOW_SHARE = 0.1
LOW_BYTES = 2 * 1024**3


@dataclass(frozen=True, slots=True)
class Disk:
    """One disk that the site writes to, named by what lies on it ("data", "media"); sizes in bytes."""

    name: str
    total_bytes: int
    free_bytes: int

    @property
    def is_low(self) -> bool:
        """Whether less than a tenth, or less than 2 GiB, is free."""
        return self.free_bytes < max(LOW_BYTES, LOW_SHARE * self.total_bytes)


@dataclass(frozen=True, slots=True)
class Part:
    """What takes room: "media" (the videos as they were uploaded), "database", "releases", "frames"."""

    name: str
    bytes: int


def disks() -> list[Disk]:
    """The disk of the data folder, and that of the media folder where it is another one."""
    named = {"data": Path(settings.DATA_DIR), "media": Path(settings.MEDIA_DIR)}
    found: dict[int, Disk] = {}
    for name, folder in named.items():
        with suppress(OSError):
            usage = shutil.disk_usage(folder)
            found.setdefault(folder.stat().st_dev, Disk(name, usage.total, usage.free))
    return list(found.values())


def _parts() -> list[Part]:
    """2 queries, and a walk through the releases and the cache of frames, which are few files."""
    data = Path(settings.DATA_DIR)
    return [
        Part("media", Video.objects.aggregate(total=Sum("byte_size"))["total"] or 0),
        Part("database", database_bytes()),
        Part("releases", sum(_sizes(data / "releases"))),
        Part("frames", sum(_sizes(data / "cache" / "frames"))),
    ]


parts: Memo[list[Part]] = Memo(_parts)


def database_bytes() -> int:
    """The size of the database with its indexes."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])
    with connection.cursor() as cursor:
        cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        return int(cursor.fetchone()[0])


def _sizes(folder: Path) -> Iterator[int]:
    for path, _, names in os.walk(folder):
        for name in names:
            yield _size(Path(path, name))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # it went meanwhile
        return 0
