"""Removing uploads that were never scored: a failed job's file stays for another try, but not for ever."""

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from annotations.services.jobs import UNFINISHED
from models_service.models import Reward
from models_service.services.rewarding.asking import FOLDER

KEPT_FOR = timedelta(days=1)


def uploads_forget() -> int:
    """Remove the files that came more than a day ago and that no job waits for; returns how many.

    Without such files it asks the database nothing: every worker may do this (settings.HOUSEKEEPING).
    """
    before = (timezone.now() - KEPT_FOR).timestamp()
    folder = Path(settings.DATA_DIR) / FOLDER
    return sum(_forget(path) for path in folder.glob("*") if _came_before(path, before))


def _came_before(path: Path, moment: float) -> bool:
    try:
        return path.stat().st_mtime < moment
    except FileNotFoundError:  # another worker was here
        return False


def _forget(path: Path) -> bool:
    rewards = Reward.objects.filter(file=path.name)
    if rewards.filter(job__status__in=UNFINISHED).exists():
        return False
    rewards.update(file="")
    path.unlink(missing_ok=True)
    return True
