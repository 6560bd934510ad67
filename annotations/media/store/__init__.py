"""Where media are kept: the one door to open, size, hash, copy and remove them, on a disk or in a bucket."""

from annotations.media.store.base import MediaStore, Part

__all__ = ["MediaStore", "Part"]
