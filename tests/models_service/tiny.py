"""Tiny random checkpoints made on the spot: real architectures and processors, 0.2 million weights.

`tiny_make(kind, folder)` writes one; the fixture `models_dir` (conftest.py) makes each once per session.
The same seed gives the same weights.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from models_service.backends.tv_compat import ensure_torchvision

KINDS = ("video_llama_3", "qwen2_5_vl", "qwen3_vl")
SPECIALS = (
    "<|endoftext|>",
    "<|im_start|>",
    "<|im_end|>",
    "<|vision_start|>",
    "<|vision_end|>",
    "<|image_pad|>",
    "<|video_pad|>",
    "<|fim_pad|>",
)
# What the answers and questions are made of, so that common words are one token.
CORPUS = [
    "Decide whether the video is AI-generated or real by detecting unnatural parts.",
    "If you don't detect any unnatural parts and think the video is real, reply with REAL.",
    "Otherwise, if you detect any, reply with FAKE, and provide the coordinates of the unnatural parts in "
    "[x0, y0, x1, y1] format, the starting time of them, and an explanation.",
    "FAKE. The video is AI-generated. The unnatural part is at [12, 34, 567, 890] starting 1.5 seconds. "
    "The reason is because the hand melts into the cup.",
    "REAL. The video is real. There is no unnatural part.",
    "Time 0.0s: Time 1.5s: <0.5 seconds>",
    "user assistant system You are a helpful assistant.",
    "0 1 2 3 4 5 6 7 8 9 . , [ ]",
]
USER_TURN = (
    "{%- for message in messages -%}{{ '<|im_start|>' + message['role'] + '\\n' }}"
    "{%- if message['content'] is string -%}{{ message['content'] }}{%- else -%}"
    "{%- for part in message['content'] -%}"
    "{%- if part['type'] == 'video' -%}{{ 'VIDEO' }}{%- else -%}{{ part['text'] }}{%- endif -%}"
    "{%- endfor -%}{%- endif -%}{{ '<|im_end|>\\n' }}{%- endfor -%}"
    "{%- if add_generation_prompt -%}{{ '<|im_start|>assistant\\n' }}{%- endif -%}"
)
VIDEO_MARKS = {
    "video_llama_3": "<|video_pad|>\\n",
    "qwen2_5_vl": "<|vision_start|><|video_pad|><|vision_end|>",
    "qwen3_vl": "<|vision_start|><|video_pad|><|vision_end|>",
}
TEXT = {
    "hidden_size": 64,
    "intermediate_size": 128,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": 32768,
}


def tiny_make(kind: str, folder: Path, seed: int = 0) -> Path:
    """Write a checkpoint of this kind (one of KINDS) to `folder` and return the folder."""
    ensure_torchvision()
    torch = import_module("torch")
    transformers = import_module("transformers")
    transformers.logging.disable_progress_bar()
    torch.manual_seed(seed)
    tokenizer = tokenizer_make()
    model = _MODELS[kind](transformers, len(tokenizer), tokenizer.convert_tokens_to_ids)
    model.generation_config.eos_token_id = tokenizer.convert_tokens_to_ids("<|im_end|>")
    model.generation_config.pad_token_id = tokenizer.convert_tokens_to_ids("<|endoftext|>")
    folder.mkdir(parents=True, exist_ok=True)
    model.save_pretrained(folder)
    _processor(transformers, kind, tokenizer).save_pretrained(folder)
    return folder


def tokenizer_make() -> Any:
    """A byte-level BPE of CORPUS with Qwen's own splitting of text."""
    ensure_torchvision()
    tokenizers = import_module("tokenizers")
    trainers = import_module("tokenizers.trainers")
    byte_level = import_module("tokenizers.pre_tokenizers").ByteLevel
    qwen2 = import_module("transformers.models.qwen2.tokenization_qwen2")
    trained = tokenizers.Tokenizer(import_module("tokenizers.models").BPE())
    trained.pre_tokenizer = qwen2.Qwen2Tokenizer()._tokenizer.pre_tokenizer
    trainer = trainers.BpeTrainer(vocab_size=450, show_progress=False, initial_alphabet=byte_level.alphabet())
    trained.train_from_iterator(CORPUS, trainer)
    body = import_module("json").loads(trained.to_str())["model"]
    merges = [
        tuple(merge) if isinstance(merge, list) else tuple(merge.split(" ")) for merge in body["merges"]
    ]
    return qwen2.Qwen2Tokenizer(
        vocab=body["vocab"], merges=merges, extra_special_tokens=list(SPECIALS[1:]), eos_token="<|im_end|>"
    )


def _processor(transformers: Any, kind: str, tokenizer: Any) -> Any:
    """The kind's real processor; pictures are shrunk hard so that a clip is about a hundred tokens."""
    names = {
        "video_llama_3": ("VideoLlama3Processor", "VideoLlama3ImageProcessor", "VideoLlama3VideoProcessor"),
        "qwen2_5_vl": ("Qwen2_5_VLProcessor", "Qwen2VLImageProcessor", "Qwen2VLVideoProcessor"),
        "qwen3_vl": ("Qwen3VLProcessor", "Qwen2VLImageProcessor", "Qwen3VLVideoProcessor"),
    }[kind]
    whole, image, video = (getattr(transformers, name) for name in names)
    side = 32 if kind == "qwen3_vl" else 28
    sizes = {"shortest_edge": 4 * side * side, "longest_edge": 160 * side * side}
    more = {"cap_pixels_per_frame": False} if kind != "video_llama_3" else {}
    template = USER_TURN.replace("'VIDEO'", f"'{VIDEO_MARKS[kind]}'")
    return whole(
        image_processor=image(),
        tokenizer=tokenizer,
        video_processor=video(size=sizes, do_sample_frames=kind == "video_llama_3", **more),
        chat_template=template,
    )


def _video_llama_3(transformers: Any, vocabulary: int, token: Any) -> Any:
    vision = {
        "hidden_size": 64,
        "intermediate_size": 64,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "patch_size": 14,
    }
    config = transformers.VideoLlama3Config(
        text_config=_text(vocabulary, token, model_type="qwen2"),
        vision_config=vision,
        image_token_id=token("<|image_pad|>"),
        video_token_id=token("<|video_pad|>"),
    )
    return transformers.VideoLlama3ForConditionalGeneration(config)


def _qwen2_5_vl(transformers: Any, vocabulary: int, token: Any) -> Any:
    vision = {
        "depth": 2,
        "hidden_size": 64,
        "intermediate_size": 64,
        "num_heads": 4,
        "out_hidden_size": 64,
        "fullatt_block_indexes": [1],
        "tokens_per_second": 2,
    }
    rope = {"rope_type": "default", "mrope_section": [2, 3, 3], "rope_theta": 10000.0}
    config = transformers.Qwen2_5_VLConfig(
        text_config=_text(vocabulary, token, rope_parameters=rope),
        vision_config=vision,
        **_vision_tokens(token),
    )
    return transformers.Qwen2_5_VLForConditionalGeneration(config)


def _qwen3_vl(transformers: Any, vocabulary: int, token: Any) -> Any:
    vision = {
        "depth": 2,
        "hidden_size": 64,
        "intermediate_size": 64,
        "num_heads": 4,
        "out_hidden_size": 64,
        "num_position_embeddings": 64,
        "deepstack_visual_indexes": [0],
    }
    rope = {
        "rope_type": "default",
        "mrope_section": [2, 3, 3],
        "mrope_interleaved": True,
        "rope_theta": 10000.0,
    }
    config = transformers.Qwen3VLConfig(
        text_config=_text(vocabulary, token, rope_parameters=rope, head_dim=16),
        vision_config=vision,
        **_vision_tokens(token),
    )
    return transformers.Qwen3VLForConditionalGeneration(config)


def _text(vocabulary: int, token: Any, **more: Any) -> dict[str, Any]:
    ends = {"bos_token_id": None, "eos_token_id": token("<|im_end|>"), "pad_token_id": token("<|endoftext|>")}
    return {"vocab_size": vocabulary, **TEXT, **ends, **more}


def _vision_tokens(token: Any) -> dict[str, int]:
    return {
        "image_token_id": token("<|image_pad|>"),
        "video_token_id": token("<|video_pad|>"),
        "vision_start_token_id": token("<|vision_start|>"),
        "vision_end_token_id": token("<|vision_end|>"),
    }


_MODELS = {"video_llama_3": _video_llama_3, "qwen2_5_vl": _qwen2_5_vl, "qwen3_vl": _qwen3_vl}
