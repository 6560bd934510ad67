"""Judging explanations by the paper's rubric: 0, 0.5 or 1, and what of it people and machines agree on."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Any, Protocol

from models_service.evaluation.prompts import PROMPT

SCORES = (0.0, 0.5, 1.0)
NUMBER = re.compile(r"\s*(0(?:\.0+)?|0?\.50*|1(?:\.0+)?)\s*\.?\s*")
LEAST = 2  # ratings of one item, and people


class Judge(Protocol):
    """Scores a predicted explanation against the true one."""

    name: str

    def score(self, *, truth: str, predicted: str) -> float | None:
        """0, 0.5 or 1; None where the answer was none of these, which is never guessed at."""


def question_of(truth: str, predicted: str) -> str:
    """What is asked about one pair; the texts cannot end their quotes."""
    texts = [text.replace("<", "‹").replace(">", "›") for text in (truth, predicted)]
    return f"<truth>{texts[0]}</truth>\n<prediction>{texts[1]}</prediction>"


def answer_key(model: str, truth: str, predicted: str) -> str:
    """The same for the same model, rubric and texts; a SHA-256."""
    return hashlib.sha256("\x00".join((model, PROMPT, truth, predicted)).encode()).hexdigest()


def answer_read(text: str) -> float | None:
    """The score that an answer gives, and None for anything but one number."""
    found = NUMBER.fullmatch(text)
    return float(found[1]) if found else None


def ratings_agreement(items: Sequence[Sequence[float]]) -> dict[str, Any]:
    """How far the ratings of the same items agree: {"alpha", "same", "items", "ratings"}.

    items: the ratings that each item got. alpha: Krippendorff's with squared differences (2011), null where
    nothing can be paired or nothing varies. same: share of items whose ratings are all equal.
    """
    paired = [ratings for ratings in items if len(ratings) >= LEAST]
    values = [rating for ratings in paired for rating in ratings]
    expected = _differences(values) / (len(values) - 1) if values else 0.0
    observed = sum(_differences(ratings) / (len(ratings) - 1) for ratings in paired)
    return {
        "alpha": 1 - observed / expected if expected else None,
        "same": sum(len(set(ratings)) == 1 for ratings in paired) / len(paired) if paired else None,
        "items": len(paired),
        "ratings": len(values),
    }


def _differences(values: Sequence[float]) -> float:
    """The squared differences of all ordered pairs, summed."""
    return 2 * (len(values) * sum(value * value for value in values) - sum(values) ** 2)
