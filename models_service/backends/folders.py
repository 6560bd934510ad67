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
UNREADABLE = "The config of the model cannot be read."
OWN_CODE = "The config asks for code of its own: convert the checkpoint."
ANOTHER_KIND = "The model in this folder is of another kind."
NO_WEIGHTS = "This folder has no safetensors weights; pickles are never loaded."


def weights_folder(models_dir: Path, name: str, kinds: Collection[str]) -> Path:
    """The folder `name` below the root, if it holds a checkpoint of one of these model types.

    Raises WeightsUnusableError, with the reason in words.
    """
    folder = _folder_below(models_dir, name)
    kind = _config(folder / "config.json").get("model_type")
    if kind not in kinds:
        raise WeightsUnusableError(ANOTHER_KIND, folder=name, kind=str(kind))
    if not any(folder.glob("*.safetensors")):
        raise WeightsUnusableError(NO_WEIGHTS, folder=name)
    return folder


def adapter_folder(models_dir: Path, name: str) -> Path:
    """The folder `name` below the root, if it holds a LoRA adapter; raises WeightsUnusableError."""
    folder = _folder_below(models_dir, name)
    if _config(folder / "adapter_config.json").get("peft_type") != "LORA":
        raise WeightsUnusableError("This folder holds no LoRA adapter.", folder=name)
    if not (folder / ADAPTER_WEIGHTS).is_file():
        raise WeightsUnusableError(NO_WEIGHTS, folder=name)
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
        raise WeightsUnusableError("A model is named by its folder below the model root.", folder=name)
    root = models_dir.resolve()
    folder = (root / name).resolve()
    if not folder.is_relative_to(root) or not folder.is_dir():
        raise WeightsUnusableError("There is no such folder below the model root.", folder=name)
    for path in folder.rglob("*"):
        if not path.resolve().is_relative_to(root):
            raise WeightsUnusableError("A link leads out of the model root.", folder=name, link=path.name)
    return folder


def _config(path: Path) -> dict[str, Any]:
    try:
        config = json.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise WeightsUnusableError(UNREADABLE, file=path.name) from error
    if not isinstance(config, dict):
        raise WeightsUnusableError(UNREADABLE, file=path.name)
    if "auto_map" in config:
        raise WeightsUnusableError(OWN_CODE, file=path.name)
    return config
