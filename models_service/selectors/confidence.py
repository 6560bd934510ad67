"""What a model's verdict score is worth: calibrated on gold, or plainly not."""

from dataclasses import dataclass
from math import exp
from typing import Any

from models_service.models import ModelVersion

ENOUGH_OF_EACH = 50


@dataclass(frozen=True, slots=True)
class ShownVerdict:
    """P(fake) as it is shown."""

    p_fake: float
    calibrated: bool


def is_calibrated(calibration: dict[str, Any] | None) -> bool:
    """Whether it rests on enough adjudicated videos of each class."""
    return calibration is not None and min(calibration["n_fake"], calibration["n_real"]) >= ENOUGH_OF_EACH


def verdict_shown(*, model: ModelVersion, p_fake: float | None, logit: float | None) -> ShownVerdict | None:
    """None where the model never judges; calibrated where the model's calibration rests on enough."""
    if p_fake is None:
        return None
    found = model.calibration
    if found is None or logit is None or not is_calibrated(found):
        return ShownVerdict(p_fake, calibrated=False)
    return ShownVerdict(sigmoid(found["a"] * logit + found["b"]), calibrated=True)


def sigmoid(z: float) -> float:
    """1 / (1 + exp(-z)), for any z."""
    if z >= 0:
        return 1 / (1 + exp(-z))
    grown = exp(z)
    return grown / (1 + grown)
