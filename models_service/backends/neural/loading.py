"""A checkpoint and its processor in memory: local files, safetensors, the library's own code."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import torch

from models_service.backends.base import BackendConfig
from models_service.backends.folders import adapter_folder, model_type, weights_folder
from models_service.backends.tv_compat import ensure_torchvision
from models_service.errors import BackendUnavailableError, OutOfMemoryError

MEMORY_WORDS = ("out of memory", "allocate memory", "not enough memory")


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model ready to work: `kind` is its model type, `device` "cuda" or "cpu"."""

    model: Any
    processor: Any
    kind: str
    device: str

    def moved(self, inputs: dict[str, Any]) -> dict[str, Any]:
        """The processor's tensors on the model's device, pictures in its number format."""
        return {
            name: value.to(self.device, self.model.dtype if value.is_floating_point() else None)
            if isinstance(value, torch.Tensor)
            else value
            for name, value in inputs.items()
        }


def model_load(config: BackendConfig, kinds: Collection[str]) -> Loaded:
    """Load what `config` names: bfloat16 on a GPU, float32 on a CPU, the adapter over it where there is one.

    Raises WeightsUnusableError, OutOfMemoryError, BackendUnavailableError.
    """
    folder = weights_folder(config.models_dir, config.folder, kinds)
    adapter = adapter_folder(config.models_dir, config.adapter) if config.adapter else None
    device = "cuda" if torch.cuda.is_available() else "cpu"
    device_share_set(config.device_share)
    ensure_torchvision()
    transformers = import_module("transformers")
    transformers.logging.disable_progress_bar()
    local = {"local_files_only": True, "trust_remote_code": False}
    with memory_guard(), _load_guard():
        processor = transformers.AutoProcessor.from_pretrained(folder, **local)
        model = transformers.AutoModelForImageTextToText.from_pretrained(
            folder,
            use_safetensors=True,
            dtype=torch.bfloat16 if device == "cuda" else torch.float32,
            attn_implementation="sdpa",
            device_map={"": device} if device == "cuda" else None,
            **local,
        )
        if adapter is not None:
            peft = import_module("peft")
            model = peft.PeftModel.from_pretrained(model, str(adapter), is_trainable=False).get_base_model()
    # What a checkpoint says of sampling is not asked for: the same input gives the same answer.
    model.generation_config = transformers.GenerationConfig()
    return Loaded(model.eval(), processor, model_type(folder), device)


def device_share_set(share: float) -> None:
    """Let this process take no more of the GPU's memory; beyond it torch raises its OutOfMemoryError."""
    if share < 1 and torch.cuda.is_available():
        torch.cuda.set_per_process_memory_fraction(share)


@contextmanager
def memory_guard() -> Iterator[None]:
    """Turn a lack of memory into OutOfMemoryError, and free what the device holds in vain."""
    try:
        yield
    except (torch.OutOfMemoryError, MemoryError, RuntimeError) as error:
        words = str(error).lower()
        known = isinstance(error, torch.OutOfMemoryError | MemoryError)
        if not known and not any(word in words for word in MEMORY_WORDS):
            raise
        if torch.cuda.is_available():
            torch.cuda.empty_cache()
        raise OutOfMemoryError("The model needs more memory than there is.") from error


@contextmanager
def _load_guard() -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError, ImportError, KeyError) as error:
        raise BackendUnavailableError("The model could not be loaded.", reason=str(error)[:500]) from error


@contextmanager
def last_position_only(model: Any) -> Iterator[None]:
    """Compute logits of the last position alone.

    VideoLLaMA3 has no way to ask for that, and over a whole clip they are gigabytes. Rows are padded at the
    left, so that the last position is each row's.
    """
    hook = model.lm_head.register_forward_pre_hook(lambda _, given: (given[0][:, -1:],))
    try:
        yield
    finally:
        hook.remove()
