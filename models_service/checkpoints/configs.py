"""The files beside the weights: what the native layout needs, out of what the published one says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from models_service.checkpoints.errors import CheckpointUnusableError

SOURCE_KINDS = ("videollama3_qwen2", "videollama3")
TEXT_FIELDS = (
    "attention_dropout",
    "hidden_act",
    "hidden_size",
    "initializer_range",
    "intermediate_size",
    "max_position_embeddings",
    "max_window_layers",
    "num_attention_heads",
    "num_hidden_layers",
    "num_key_value_heads",
    "rms_norm_eps",
    "sliding_window",
    "tie_word_embeddings",
    "use_cache",
    "use_sliding_window",
    "vocab_size",
)
NEEDED = ("hidden_size", "intermediate_size", "num_attention_heads", "num_hidden_layers", "vocab_size")
VISION_FIELDS = (
    "attention_dropout",
    "hidden_act",
    "hidden_size",
    "intermediate_size",
    "layer_norm_eps",
    "num_attention_heads",
    "num_channels",
    "num_hidden_layers",
    "patch_size",
)
# The encoder of the published 7B, for configs that name it by a hub address alone. From the encoder's own
# documentation; the conversion fails on the first weight of another shape.
VISION_OF_7B = {
    "hidden_size": 1152,
    "intermediate_size": 4304,
    "num_attention_heads": 16,
    "num_hidden_layers": 27,
    "num_channels": 3,
    "patch_size": 14,
}
# What the published processor may spend on a whole clip: 16,384 visual tokens.
CLIP_PX = 16_384 * 28 * 28
PICTURE = {
    "do_convert_rgb": True,
    "do_normalize": True,
    "do_rescale": True,
    "do_resize": True,
    "image_mean": [0.5, 0.5, 0.5],
    "image_std": [0.5, 0.5, 0.5],
    "patch_size": 14,
    "resample": 3,
    "rescale_factor": 1 / 255,
    "temporal_patch_size": 1,
}
CHAT_TEMPLATE = (
    "{%- for message in messages -%}{{ '<|im_start|>' + message['role'] + '\\n' }}"
    "{%- if message['content'] is string -%}{{ message['content'] }}{%- else -%}"
    "{%- for part in message['content'] -%}"
    "{%- if part['type'] == 'video' -%}{{ '<|video_pad|>\\n' }}"
    "{%- elif part['type'] == 'image' -%}{{ '<|image_pad|>\\n' }}"
    "{%- else -%}{{ part['text'] }}{%- endif -%}"
    "{%- endfor -%}{%- endif -%}{{ '<|im_end|>\\n' }}{%- endfor -%}"
    "{%- if add_generation_prompt -%}{{ '<|im_start|>assistant\\n' }}{%- endif -%}"
)
TOKENIZER_FILES = (
    "tokenizer.json",
    "tokenizer_config.json",
    "vocab.json",
    "merges.txt",
    "added_tokens.json",
    "special_tokens_map.json",
)
QWEN_TOKENS = {
    "<|image_pad|>": 151655,
    "<|video_pad|>": 151656,
    "<|im_end|>": 151645,
    "<|endoftext|>": 151643,
}


def config_native(config: Mapping[str, Any], tokens: Mapping[str, int]) -> dict[str, Any]:
    """config.json of the native layout; raises CheckpointUnusableError where it cannot be known."""
    if config.get("model_type") not in SOURCE_KINDS:
        raise CheckpointUnusableError(f"config.json is of {config.get('model_type')!r}, not of VideoLLaMA3")
    if config.get("rope_scaling"):
        raise CheckpointUnusableError("config.json scales its positions, which this conversion does not know")
    missing = [field for field in NEEDED if field not in config]
    if missing:
        raise CheckpointUnusableError(f"config.json lacks {', '.join(missing)}")
    text = {field: config[field] for field in TEXT_FIELDS if field in config}
    theta = config.get("rope_theta", 1_000_000.0)
    text |= {"model_type": "qwen2", "rope_parameters": {"rope_type": "default", "rope_theta": theta}}
    text |= {
        "bos_token_id": None,
        "eos_token_id": tokens["<|im_end|>"],
        "pad_token_id": tokens["<|endoftext|>"],
    }
    vision = config.get("vision_encoder_config") or VISION_OF_7B
    return {
        "architectures": ["VideoLlama3ForConditionalGeneration"],
        "model_type": "video_llama_3",
        "dtype": config.get("torch_dtype") or config.get("dtype") or "bfloat16",
        "image_token_id": tokens["<|image_pad|>"],
        "video_token_id": tokens["<|video_pad|>"],
        "tie_word_embeddings": bool(config.get("tie_word_embeddings", False)),
        "text_config": text,
        "vision_config": {"model_type": "video_llama_3_vision"}
        | {field: vision[field] for field in VISION_FIELDS if field in vision},
    }


def tokens_read(folder: Path) -> dict[str, int]:
    """The numbers of the tokens that a config names: the tokenizer's own, Qwen2.5's where it does not say."""
    return QWEN_TOKENS | {token: number for token, number in _added(folder) if token in QWEN_TOKENS}


def processor_native() -> dict[str, Any]:
    """processor_config.json: sizes as published, and sampling on, without which vLLM loses all times."""
    video = PICTURE | {
        "video_processor_type": "VideoLlama3VideoProcessor",
        "merge_size": 2,
        "size": {"shortest_edge": 4 * 28 * 28, "longest_edge": CLIP_PX},
        "do_sample_frames": True,
        "fps": 2,
        "max_frames": 180,
        "min_frames": 1,
        "return_metadata": True,
        "use_token_compression": True,
    }
    image = PICTURE | {
        "image_processor_type": "VideoLlama3ImageProcessor",
        "merge_size": 1,
        "size": {"shortest_edge": 4 * 28 * 28, "longest_edge": CLIP_PX},
    }
    return {"processor_class": "VideoLlama3Processor", "image_processor": image, "video_processor": video}


def generation_native(tokens: Mapping[str, int]) -> dict[str, Any]:
    """generation_config.json."""
    return {"eos_token_id": tokens["<|im_end|>"], "pad_token_id": tokens["<|endoftext|>"], "do_sample": False}


def tokenizer_config_native(config: Mapping[str, Any]) -> dict[str, Any]:
    """tokenizer_config.json without code and without the chat template of the published layout."""
    dropped = {"auto_map", "chat_template", "processor_class"}
    kept = {name: value for name, value in config.items() if name not in dropped}
    return kept | {"processor_class": "VideoLlama3Processor"}


def json_read(path: Path) -> dict[str, Any]:
    """A JSON object; raises CheckpointUnusableError."""
    try:
        body = json.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise CheckpointUnusableError(f"{path.name} cannot be read: {error}") from error
    if not isinstance(body, dict):
        raise CheckpointUnusableError(f"{path.name} is no JSON object")
    return body


def _added(folder: Path) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    if (folder / "tokenizer.json").exists():
        body = json_read(folder / "tokenizer.json")
        found += [(one["content"], one["id"]) for one in body.get("added_tokens", [])]
    if (folder / "tokenizer_config.json").exists():
        decoder = json_read(folder / "tokenizer_config.json").get("added_tokens_decoder", {})
        found += [(one["content"], int(number)) for number, one in decoder.items()]
    return found
