"""Copies of media that lie in a bucket: those of videos that are gone go too."""

from collections.abc import Iterable
from uuid import UUID

from annotations.media.store.bucket import BucketStore
from annotations.models import Video
from annotations.selectors.stores import media_store

AT_ONCE = 500


def copies_forget() -> int:
    """Remove this machine's copies of videos that were taken down, here or elsewhere; returns how many."""
    store = media_store()
    if not isinstance(store, BucketStore):
        return 0
    keys = store.cache.keys()
    gone = [key for n in range(0, len(keys), AT_ONCE) for key in _gone(keys[n : n + AT_ONCE])]
    for key in gone:
        store.cache.forget(key)
    return len(gone)


def _gone(keys: Iterable[str]) -> list[str]:
    by_id = {UUID(key.split("/")[1]): key for key in keys}
    standing = Video.objects.filter(pk__in=by_id, taken_down_at=None).values_list("pk", flat=True)
    return [by_id[pk] for pk in by_id.keys() - set(standing)]
