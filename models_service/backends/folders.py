"""Which folders weights may be loaded from: below the model root, safetensors alone, no way out of it.

Whoever may upload an adapter must not be able to run code with it: pickles are never opened, configs that
name code are refused, and links that lead out of the root count as an attack.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from pathlib import Path, PurePosixPath
from typing import Any

from models_service.errors import WeightsUnusableError

ADAPTER_WEIGHTS = "adapter_model.safetensors"
CHUNK_BYTES = 2**20


def weights_folder(models_dir: Path, name: str, kinds: Collection[str]) -> Path:
    """The folder `name` below the root, if it holds a checkpoint of one of these model types.

    Raises WeightsUnusableError, with the reason in words.
    """
    folder = _folder_below(models_dir, name)
    config = _config(folder / "config.json")
    if config.get("model_type") not in kinds:
        raise _unusable(
            f"It is a {config.get('model_type')!r} model; this back end takes {', '.join(sorted(kinds))}.",
            name,
        )
    if not any(folder.glob("*.safetensors")):
        raise _unusable("It has no safetensors weights; pickles are never loaded.", name)
    return folder


def adapter_folder(models_dir: Path, name: str) -> Path:
    """The folder `name` below the root, if it holds a LoRA adapter; raises WeightsUnusableError."""
    folder = _folder_below(models_dir, name)
    if _config(folder / "adapter_config.json").get("peft_type") != "LORA":
        raise _unusable("It is no LoRA adapter.", name)
    if not (folder / ADAPTER_WEIGHTS).is_file():
        raise _unusable(f"It has no {ADAPTER_WEIGHTS}; pickles are never loaded.", name)
    return folder


def weights_digest(*folders: Path) -> str:
    """A SHA-256 over the configs and weights of these folders: the same digest is the same model."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted([*folder.glob("*.json"), *folder.glob("*.safetensors")]):
            digest.update(f"{path.name} {path.stat().st_size}\n".encode())
            _add_content(digest, path)
    return digest.hexdigest()


def model_type(folder: Path) -> str:
    """What kind of model a checkpoint says that it is."""
    return str(_config(folder / "config.json").get("model_type"))


def _add_content(digest: Any, path: Path) -> None:
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK_BYTES):
            digest.update(chunk)


def _folder_below(models_dir: Path, name: str) -> Path:
    parts = PurePosixPath(name).parts
    if not parts or name.startswith("/") or ".." in parts:
        raise _unusable("A model is named by its folder below the model root.", name)
    root = models_dir.resolve()
    folder = (root / name).resolve()
    if not folder.is_relative_to(root) or not folder.is_dir():
        raise _unusable("There is no such folder below the model root.", name)
    for path in folder.rglob("*"):
        if not path.resolve().is_relative_to(root):
            raise _unusable(f"{path.name} is a link that leads out of the model root.", name)
    return folder


def _config(path: Path) -> dict[str, Any]:
    try:
        config: dict[str, Any] = json.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise _unusable(f"{path.name} cannot be read.", path.parent.name) from error
    if not isinstance(config, dict) or "auto_map" in config:
        raise _unusable(
            f"{path.name} asks for code of its own; convert the checkpoint first.", path.parent.name
        )
    return config


def _unusable(reason: str, name: str) -> WeightsUnusableError:
    return WeightsUnusableError(f"This model cannot be loaded. {reason}", folder=name)
