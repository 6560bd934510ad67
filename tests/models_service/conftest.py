"""Tiny checkpoints, made once per session."""

from pathlib import Path

import pytest

from tests.models_service.tiny import KINDS, tiny_make


@pytest.fixture(scope="session")
def models_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model root (settings.MODELS_DIR) with one random checkpoint of each kind in a folder of its name."""
    root = tmp_path_factory.mktemp("models")
    for kind in KINDS:
        tiny_make(kind, root / kind)
    return root
