"""A native model written out as the published ones are comes back with equal logits."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import torch
from django.core.management import CommandError, call_command

from models_service.backends.base import BackendConfig, SuggestOptions
from models_service.backends.videollama3 import VideoLlama3Backend
from models_service.checkpoints.shards import header_read, names_in, shard_rename
from tests.models_service.clips import clip_input

NATIVE = "video_llama_3"


@pytest.fixture
def published(models_dir: Path, tmp_path: Path) -> Path:
    """The tiny model in two shards under the published names, with a config like theirs and a pickle."""
    folder = tmp_path / "published"
    folder.mkdir()
    native = models_dir / NATIVE
    save = __import__("safetensors.torch").torch
    weights = {
        published_name(name): value for name, value in save.load_file(native / "model.safetensors").items()
    }
    halves = sorted(weights)[::2], sorted(weights)[1::2]
    places: dict[str, str] = {}
    for number, names in enumerate(halves, start=1):
        shard = f"model-0000{number}-of-00002.safetensors"
        save.save_file({name: weights[name] for name in names}, folder / shard)
        places |= dict.fromkeys(names, shard)
    index = {"metadata": {"total_size": 1}, "weight_map": places}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))
    (folder / "rng_state_0.pth").write_bytes(b"a pickle")
    (folder / "config.json").write_text(
        json.dumps(published_config(json.loads((native / "config.json").read_text())))
    )
    shutil.copy(native / "tokenizer.json", folder)
    tokenizer = json.loads((native / "tokenizer_config.json").read_text())
    tokenizer |= {
        "auto_map": {"AutoProcessor": "processing.Videollama3Processor"},
        "chat_template": "{{ evil }}",
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(tokenizer))
    return folder


def published_name(name: str) -> str:
    if name.startswith("model.vision_model."):  # as training code saves it
        return name.replace("model.vision_model.", "model.vision_encoder.vision_encoder.", 1)
    return name.replace("model.projector.", "model.mm_projector.", 1).replace(
        "model.language_model.", "model.", 1
    )


def published_config(native: dict[str, Any]) -> dict[str, Any]:
    text: dict[str, Any] = native["text_config"]
    rope = text.pop("rope_parameters")
    return text | {
        "model_type": "videollama3_qwen2",
        "architectures": ["Videollama3Qwen2ForCausalLM"],
        "auto_map": {"AutoConfig": "configuration_videollama3.Videollama3Qwen2Config"},
        "rope_theta": rope["rope_theta"],
        "torch_dtype": "float32",
        "vision_encoder_config": native["vision_config"],
    }


def verdict(root: Path, folder: str) -> tuple[float | None, str]:
    options = SuggestOptions(fps=2, visual_budget=160)
    backend = VideoLlama3Backend(BackendConfig(models_dir=root, folder=folder))
    (result,) = backend.suggest([clip_input()], options)
    return result.verdict.logit, result.raw_text


def test_it_converts_back_with_equal_logits(published: Path, models_dir: Path, tmp_path: Path) -> None:
    root = tmp_path / "root"
    call_command("convert_checkpoint", published, root / "converted", stdout=io.StringIO())
    assert verdict(root, "converted") == verdict(models_dir, NATIVE)
    load = __import__("safetensors.torch").torch.load_file
    made: dict[str, Any] = {}
    for shard in sorted((root / "converted").glob("*.safetensors")):
        made |= load(shard)
    native = load(models_dir / NATIVE / "model.safetensors")
    assert made.keys() == native.keys()
    assert all(torch.equal(made[name], native[name]) for name in native)


def test_it_writes_what_the_native_layout_needs_and_no_code(published: Path, tmp_path: Path) -> None:
    target = tmp_path / "converted"
    call_command("convert_checkpoint", published, target, stdout=io.StringIO())
    processor = json.loads((target / "processor_config.json").read_text())["video_processor"]
    assert processor["do_sample_frames"] is True
    assert processor["size"]["longest_edge"] == 16384 * 784
    assert "<|video_pad|>" in (target / "chat_template.jinja").read_text()
    assert "eos_token_id" in json.loads((target / "generation_config.json").read_text())
    assert not list(target.glob("*.pth"))
    for path in target.glob("*.json"):
        assert "auto_map" not in path.read_text()
        assert "evil" not in path.read_text()


def test_a_dry_run_prints_the_map_and_writes_nothing(published: Path, tmp_path: Path) -> None:
    said = io.StringIO()
    call_command("convert_checkpoint", published, tmp_path / "converted", "--dry-run", stdout=said)
    assert "model.mm_projector.readout.0.weight -> model.projector.readout.0.weight" in said.getvalue()
    assert not (tmp_path / "converted").exists()


def test_a_weight_that_no_rule_knows_is_refused_before_anything_is_written(
    published: Path, tmp_path: Path
) -> None:
    shard = sorted(published.glob("*.safetensors"))[0]
    names = {name: name for name in names_in(header_read(shard))}
    names[next(iter(names))] = "model.something_new.weight"
    shard_rename(shard, published / "extra.safetensors", names)
    with pytest.raises(CommandError, match=r"model\.something_new\.weight"):
        call_command("convert_checkpoint", published, tmp_path / "converted")
    assert not (tmp_path / "converted").exists()


def test_what_cannot_be_converted_is_said_in_a_sentence(
    published: Path, models_dir: Path, tmp_path: Path
) -> None:
    for source, said in ((models_dir / NATIVE, "no rule"), (tmp_path, "no safetensors")):
        with pytest.raises(CommandError, match=said):
            call_command("convert_checkpoint", source, tmp_path / "converted")
    (published / "model-00001-of-00002.safetensors").unlink()
    with pytest.raises(CommandError, match="not there"):
        call_command("convert_checkpoint", published, tmp_path / "converted")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "a").touch()
