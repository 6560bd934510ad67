"""What feedback on a qualification clip holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from annotations.models import Annotation
from reviewers.models import ClipCheck


@dataclass(frozen=True, slots=True)
class Feedback:
    """The own answer as it was checked, and the gold it was checked against."""

    annotation: Annotation
    check: ClipCheck
    clip: int
    clips: int
    own: dict[str, Any]
    expected: dict[str, Any]
