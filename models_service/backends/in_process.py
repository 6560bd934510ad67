"""What the back ends that run here have in common: the model is loaded on first use, and no sooner.

Nothing in this module imports torch: the site asks for a back end's health without it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from annotations.errors import DeepTraceError
from models_service.backends.base import (
    AgreementScore,
    AnnotationText,
    BackendConfig,
    ClipInput,
    Health,
    SuggestionResult,
    SuggestOptions,
)
from models_service.backends.folders import adapter_folder, weights_digest, weights_folder

MACHINE = "models_service.backends.neural.machine"
GPU_DEVICE = Path("/dev/nvidiactl")


class InProcess:
    """A model of one of `kinds` (model types), loaded when it is first needed."""

    def __init__(self, config: BackendConfig, kinds: Collection[str]) -> None:
        self.config, self.kinds = config, kinds
        self._machine: Any = None

    @property
    def version(self) -> str:
        """The label that results get, or a digest of config and weights."""
        return self.config.version or weights_digest(*self.folders())

    def health(self) -> Health:
        """Whether the folder is sound and the libraries are here; loads nothing."""
        device = "cuda" if GPU_DEVICE.exists() else "cpu"
        if find_spec("torch") is None:
            return Health(False, "This machine has no torch: install requirements.txt.", device)
        try:
            self.folders()
        except DeepTraceError as error:
            return Health(False, error.message, device)
        return Health(True, "", device)

    def load(self) -> None:
        """Load the model; again does nothing."""
        if self._machine is None:
            self._machine = import_module(MACHINE).machine_start(self.config, self.kinds)

    def close(self) -> None:
        """Give its memory back."""
        if self._machine is not None:
            import_module(MACHINE).machine_stop(self._machine)
            self._machine = None

    def suggest(self, clips: Sequence[ClipInput], options: SuggestOptions) -> list[SuggestionResult]:
        """One result for each clip, in order, in one batch."""
        self.load()
        results: list[SuggestionResult] = self._machine.suggest(clips, options)
        return results

    def score(
        self, clip: ClipInput, answers: Sequence[AnnotationText], options: SuggestOptions
    ) -> list[AgreementScore]:
        """How well the model agrees with each answer."""
        self.load()
        scores: list[AgreementScore] = self._machine.score(clip, answers, options)
        return scores

    def folders(self) -> list[Path]:
        """The folder of the weights and of the adapter, if one is named; raises WeightsUnusableError."""
        folders = [weights_folder(self.config.models_dir, self.config.folder, self.kinds)]
        if self.config.adapter:
            folders.append(adapter_folder(self.config.models_dir, self.config.adapter))
        return folders
