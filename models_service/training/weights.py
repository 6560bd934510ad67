"""Models from and to disk: safetensors only, no code from a model's folder, nothing from a network."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

from models_service.backends.folders import adapter_folder
from models_service.backends.tv_compat import ensure_torchvision
from models_service.training.config import ModelFiles, TrainingConfig
from models_service.training.folders import model_folders

ensure_torchvision()

from peft import PeftModel  # noqa: E402 - needs torchvision to be there
from transformers import AutoModelForImageTextToText, AutoProcessor  # noqa: E402


def model_load(root: Path, files: ModelFiles, dtype: Any) -> tuple[Any, Any]:
    """The model, an adapter of its own merged in, and its processor; `root` is the model root.

    Raises WeightsUnusableError for what must not be loaded.
    """
    folder, *adapters = model_folders(root, files)
    local = {"local_files_only": True, "trust_remote_code": False}
    model = AutoModelForImageTextToText.from_pretrained(
        folder, dtype=dtype, attn_implementation="sdpa", use_safetensors=True, **local
    )
    processors: Any = AutoProcessor
    processor = processors.from_pretrained(folder, **local)
    for adapter in adapters:
        model = merged(model, adapter)
    return model, processor


def merged(model: Any, adapter: Path) -> Any:
    """The model with the adapter added to its weights."""
    wrapped = PeftModel.from_pretrained(model, str(adapter), local_files_only=True)
    return wrapped.merge_and_unload(safe_merge=True)


def model_write(config: TrainingConfig, trained: Path, target: Path) -> None:
    """Write the model that is served: whole weights as trained, or the base with the adapter merged in.

    Interrupted it leaves no `target`; again it starts over.
    """
    aside = target.with_name(f"{target.name}.aside")
    shutil.rmtree(aside, ignore_errors=True)
    if config.method == "lora":
        root = Path(config.models_dir).resolve()
        model, processor = model_load(root, config.base, "auto")
        learnt = adapter_folder(root, str(trained.resolve().relative_to(root)))
        merged(model, learnt).save_pretrained(aside)
        processor.save_pretrained(aside)
    else:
        shutil.copytree(trained, aside, copy_function=os.link, ignore=shutil.ignore_patterns("*.bin"))
    shutil.rmtree(target, ignore_errors=True)
    os.replace(aside, target)
