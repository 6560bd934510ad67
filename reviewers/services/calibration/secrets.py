"""Numbers that nobody can foresee and everybody with the secret can repeat."""

import hashlib
import hmac
from collections.abc import Iterable
from uuid import UUID

from annotations.models import Project
from reviewers.models import CalibrationSecret

WHOLE = 1 << 64


def secret_of(project: Project) -> str:
    """The project's secret, made on first use."""
    row, _ = CalibrationSecret.objects.get_or_create(project=project)
    return row.secret


def number_of(secret: str, text: str) -> float:
    """A number in [0, 1) that belongs to this text."""
    digest = hmac.digest(secret.encode(), text.encode(), hashlib.sha256)
    return int.from_bytes(digest[:8]) / WHOLE


def shuffled(secret: str, text: str, videos: Iterable[UUID]) -> list[UUID]:
    """These videos in an order that belongs to this text."""
    return sorted(videos, key=lambda video: number_of(secret, f"{text}:{video}"))
