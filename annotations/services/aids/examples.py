"""A category's example clip: kept beside the media, replaced as a whole."""

import os
import shutil
from pathlib import Path

from annotations.models import Category
from annotations.services.video_files import FILE_MODE


def example_put(*, category: Category, clip: Path) -> None:
    """Make a copy of this file the category's example."""
    target = category.example_clip
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    shutil.copyfile(clip, part)
    part.chmod(FILE_MODE)
    os.replace(part, target)
