"""Weights come from below the model root, as safetensors; nothing that could run code is ever opened."""

from __future__ import annotations

import json
import pickle
import shutil
from pathlib import Path
from typing import Any

import pytest
import torch

from models_service.backends.base import BackendConfig, SuggestOptions
from models_service.backends.folders import weights_digest
from models_service.backends.neural import loading
from models_service.backends.tv_compat import ensure_torchvision
from models_service.backends.videollama3 import VideoLlama3Backend
from models_service.errors import OutOfMemoryError, WeightsUnusableError
from models_service.training.config import ModelFiles
from models_service.training.weights import model_load
from tests.models_service.clips import clip_input

OPTIONS = SuggestOptions(fps=1, visual_budget=40)


def backend(models_dir: Path, folder: str = "video_llama_3", adapter: str = "") -> VideoLlama3Backend:
    return VideoLlama3Backend(BackendConfig(models_dir=models_dir, folder=folder, adapter=adapter))


def own_models(models_dir: Path, tmp_path: Path) -> Path:
    """A model root of the test's own with the tiny checkpoint in it."""
    root = tmp_path / "root"
    shutil.copytree(models_dir / "video_llama_3", root / "video_llama_3")
    return root


@pytest.mark.parametrize(
    "folder", ["", "/etc", "../outside", "a/../../outside", "absent", "video_llama_3/config.json"]
)
def test_only_folders_below_the_root(folder: str, models_dir: Path, tmp_path: Path) -> None:
    root = own_models(models_dir, tmp_path)
    shutil.copytree(models_dir / "video_llama_3", tmp_path / "outside")
    assert not backend(root, folder).health().ok
    with pytest.raises(WeightsUnusableError):
        backend(root, folder).load()


def test_a_link_that_leads_out_is_refused(models_dir: Path, tmp_path: Path) -> None:
    root = own_models(models_dir, tmp_path)
    (tmp_path / "secret.json").write_text("{}")
    (root / "linked").symlink_to(models_dir / "video_llama_3")
    (root / "video_llama_3" / "added_tokens.json").symlink_to(tmp_path / "secret.json")
    for folder in ("linked", "video_llama_3"):
        with pytest.raises(WeightsUnusableError):
            backend(root, folder).load()


def test_another_kind_of_model_is_refused_before_it_is_loaded(models_dir: Path) -> None:
    with pytest.raises(WeightsUnusableError, match="another kind"):
        backend(models_dir, "qwen2_5_vl").load()


class Canary:
    """Unpickling one writes a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> Any:
        return Path.write_text, (self.path, "executed")


def test_a_pickle_is_never_executed(models_dir: Path, tmp_path: Path) -> None:
    root, song = own_models(models_dir, tmp_path), tmp_path / "song"
    adapter = root / "adapter"
    adapter.mkdir()
    (adapter / "adapter_config.json").write_text(json.dumps({"peft_type": "LORA", "r": 2}))
    (adapter / "adapter_model.bin").write_bytes(pickle.dumps(Canary(song)))
    (root / "pickled").mkdir()
    shutil.copy(root / "video_llama_3" / "config.json", root / "pickled")
    (root / "pickled" / "pytorch_model.bin").write_bytes(pickle.dumps(Canary(song)))
    for attempt in (backend(root, adapter="adapter"), backend(root, "pickled")):
        with pytest.raises(WeightsUnusableError, match="safetensors"):
            attempt.load()
    (root / "video_llama_3" / "pytorch_model.bin").write_bytes(pickle.dumps(Canary(song)))
    backend(root).load()
    assert not song.exists()
    pickle.loads(pickle.dumps(Canary(song)))  # noqa: S301 - the canary does sing
    assert song.exists()


def test_training_loads_no_more_than_that(models_dir: Path, tmp_path: Path) -> None:
    """A pickled adapter, or a way out of the root, is refused by the program that trains as well."""
    root, song = own_models(models_dir, tmp_path), tmp_path / "song"
    (root / "adapter").mkdir()
    (root / "adapter" / "adapter_config.json").write_text(json.dumps({"peft_type": "LORA", "r": 2}))
    (root / "adapter" / "adapter_model.bin").write_bytes(pickle.dumps(Canary(song)))
    (root / "linked").symlink_to(models_dir / "video_llama_3")
    way_out = f"../{root.name}/video_llama_3"
    for folder, adapter in (("video_llama_3", "adapter"), ("linked", ""), (way_out, "")):
        with pytest.raises(WeightsUnusableError):
            model_load(root, ModelFiles("videollama3", folder, adapter), torch.float32)
    assert not song.exists()


def test_code_in_a_config_is_refused(models_dir: Path, tmp_path: Path) -> None:
    root = own_models(models_dir, tmp_path)
    config = root / "video_llama_3" / "config.json"
    config.write_text(
        json.dumps(json.loads(config.read_text()) | {"auto_map": {"AutoConfig": "evil.Config"}})
    )
    with pytest.raises(WeightsUnusableError, match="code of its own"):
        backend(root).load()


def test_an_adapter_changes_the_answer_and_the_version(models_dir: Path, tmp_path: Path) -> None:
    root = own_models(models_dir, tmp_path)
    adapter_make(root, root / "adapter")
    plain, adapted = backend(root), backend(root, adapter="adapter")
    assert plain.version != adapted.version
    (before,) = plain.suggest([clip_input()], OPTIONS)
    (after,) = adapted.suggest([clip_input()], OPTIONS)
    assert before.verdict.logit != after.verdict.logit


def test_the_digest_follows_weights_and_config(models_dir: Path, tmp_path: Path) -> None:
    root = own_models(models_dir, tmp_path)
    folder = root / "video_llama_3"
    before = weights_digest(folder)
    assert weights_digest(folder) == before
    (folder / "generation_config.json").write_text("{}")
    assert weights_digest(folder) != before


def test_a_lack_of_memory_has_an_error_of_its_own(models_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = backend(models_dir)
    model.load()

    def full(*_: Any, **__: Any) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr(model._machine.loaded.model, "generate", full)
    with pytest.raises(OutOfMemoryError):
        model.suggest([clip_input()], OPTIONS)
    with pytest.raises(OutOfMemoryError), loading.memory_guard():
        raise RuntimeError("DefaultCPUAllocator: can't allocate memory")
    with pytest.raises(RuntimeError), loading.memory_guard():
        raise RuntimeError("something else")


def adapter_make(root: Path, folder: Path) -> None:
    """A LoRA adapter whose weights are not zero."""
    ensure_torchvision()
    peft = __import__("peft")
    transformers = __import__("transformers")
    model = transformers.AutoModelForImageTextToText.from_pretrained(root / "video_llama_3")
    config = peft.LoraConfig(r=4, target_modules=["q_proj", "v_proj"], init_lora_weights=False)
    torch.manual_seed(1)
    peft.get_peft_model(model, config).save_pretrained(folder)
