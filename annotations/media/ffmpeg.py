"""Finding ffmpeg, which filters and encodes; looking at uploads is never its work."""

from __future__ import annotations

import shutil

import imageio_ffmpeg


def ffmpeg_find(configured: str = "") -> str:
    """Return the ffmpeg program: the configured one, else the one on PATH, else the one that pip installed.

    Raises FileNotFoundError when a configured one does not exist.
    """
    if configured:
        found = shutil.which(configured)
        if found is None:
            raise FileNotFoundError(f"no program at {configured}")
        return found
    return shutil.which("ffmpeg") or str(imageio_ffmpeg.get_ffmpeg_exe())
