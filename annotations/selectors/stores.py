"""Which store the settings name; a bucket's libraries are imported when it is first used."""

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings

from annotations.media.store.base import MediaStore
from annotations.media.store.local import LocalStore


def media_store() -> MediaStore:
    """The store of the settings of this moment: a bucket where one is named, else a folder."""
    bucket: dict[str, Any] = settings.MEDIA_BUCKET
    if not bucket:
        return LocalStore(Path(settings.MEDIA_DIR), Path(settings.FILE_UPLOAD_TEMP_DIR))
    return _bucket_store(tuple(sorted(bucket.items())), str(settings.DATA_DIR), settings.MEDIA_CACHE_BYTES)


@cache
def _bucket_store(bucket: tuple[tuple[str, Any], ...], data: str, cache_bytes: int) -> MediaStore:
    """One client for all threads; it keeps its connections."""
    module = import_module("annotations.media.store.bucket")
    store: MediaStore = module.bucket_store(dict(bucket), Path(data) / "cache" / "media", cache_bytes)
    return store
