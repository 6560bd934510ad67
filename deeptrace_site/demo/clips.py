"""The list of demo clips."""

from __future__ import annotations

from pathlib import Path

from deeptrace_site.demo import footage, scenes
from deeptrace_site.demo.plan import DemoClip


def clips_available(media: Path) -> list[DemoClip]:
    """The clips that can be made: those whose real footage, if they need any, lies in the folder."""
    real = [clip for clip in footage.REAL if (media / clip.media).is_file()]
    return [*scenes.CLIPS, *footage.PATTERNS, *real]


def clip_named(name: str) -> DemoClip:
    """One clip."""
    every = [*scenes.CLIPS, *footage.PATTERNS, *footage.REAL]
    return next(clip for clip in every if clip.name == name)
