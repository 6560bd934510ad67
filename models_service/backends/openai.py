"""Any server that speaks OpenAI's protocol, such as vLLM: the same frames, the same question, one base URL.

The server decodes nothing: it gets the sampler's own pictures with their true times, as vLLM takes them. Only
the configured address is ever called, and no redirect is followed.
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
from models_service.backends.serving.connection import Server
from models_service.errors import BackendUnavailableError

HEALTH_S = 3.0


class OpenAiBackend:
    """The back end `openai`: `config.folder` is the served model's name."""

    name = "openai"
    capabilities = frozenset({"suggest", "verdict", "explain"})

    def __init__(self, config: BackendConfig) -> None:
        self.config = config
        self.version = config.version or config.folder
        self.server = Server(config.server_url, config.server_key)

    def health(self) -> Health:
        """Whether the server answers and serves the model."""
        if not self.config.server_url:
            return Health(False, "DEEPTRACE_OPENAI_URL is not set.", "remote")
        try:
            listed = self.server.get("/models", timeout_s=HEALTH_S)
        except BackendUnavailableError as error:
            return Health(False, error.message, "remote")
        names = [model.get("id") for model in listed.get("data", []) if isinstance(model, dict)]
        if self.config.folder not in names:
            return Health(False, "The server does not serve this model.", "remote")
        return Health(True, "", "remote")

    def load(self) -> None:
        """The server has loaded its model."""

    def close(self) -> None:
        """There is nothing to give back."""

    def suggest(self, clips: Sequence[ClipInput], options: SuggestOptions) -> list[SuggestionResult]:
        """One request for each clip, several at once: the server makes batches itself."""
        module = import_module("models_service.backends.serving.requests")
        results: list[SuggestionResult] = module.suggested(self.server, self.config, clips, options)
        return results

    def score(
        self, clip: ClipInput, answers: Sequence[AnnotationText], options: SuggestOptions
    ) -> list[AgreementScore]:
        """Not offered by the protocol: raises BackendUnavailableError."""
        raise BackendUnavailableError("This server cannot score answers.")
