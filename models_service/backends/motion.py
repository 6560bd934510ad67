"""A heuristic without weights: moments where something jumps that its surroundings do not explain.

It looks at a small picture of every frame. What blocks of the frame before cannot explain by moving is a
residual; sharpness that comes or goes within a frame is another. Either counts by how far it stands out of
the same place's last and next frames, so that ordinary motion cancels. It sees abrupt changes and nothing of
what things mean, and clean clips have such moments too (docs/models.md): it marks, and never judges.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from models_service.backends.base import (
    AgreementScore,
    AnnotationText,
    BackendConfig,
    ClipInput,
    Health,
    SuggestionResult,
    SuggestOptions,
)
from models_service.errors import BackendUnavailableError

VERSION = "1"


class MotionBackend:
    """The back end `motion`: needs no folder and no GPU."""

    name = "motion"
    capabilities = frozenset({"suggest"})

    def __init__(self, config: BackendConfig) -> None:
        self.config = config
        self.version = config.version or VERSION

    def health(self) -> Health:
        """Always ready."""
        return Health(True, "", "cpu")

    def load(self) -> None:
        """There is nothing to load."""

    def close(self) -> None:
        """There is nothing to give back."""

    def suggest(self, clips: Sequence[ClipInput], options: SuggestOptions) -> list[SuggestionResult]:
        """Marks for each clip, and draft boxes of the strongest `max_traces` (0: marks alone)."""
        look = import_module("models_service.backends.jumps.results").motion_result
        return [look(clip, options.max_traces, self.config.limits) for clip in clips]

    def score(
        self, clip: ClipInput, answers: Sequence[AnnotationText], options: SuggestOptions
    ) -> list[AgreementScore]:
        """A heuristic has no probabilities: raises BackendUnavailableError."""
        raise BackendUnavailableError("The motion heuristic does not score answers.")
