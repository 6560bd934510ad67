"""Sampled clips and questions as the tensors of a model: one way for suggesting, scoring and training."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from models_service.backends.base import ClipInput, SampledFrames
from models_service.backends.sampling import TOKEN_PX, video_metadata

QWEN3_TOKEN_PX = 32 * 32
PICTURE_TOKENS_MIN = 4
PADDED = frozenset({"input_ids", "attention_mask", "mm_token_type_ids"})


@dataclass(frozen=True, slots=True)
class Sample:
    """A clip with its question and, for training and scoring, its answer."""

    clip: ClipInput
    sampled: SampledFrames
    question: str
    answer: str | None = None


def processor_inputs(
    processor: Any, kind: str, samples: Sequence[Sample], visual_budget: int, *, padding_side: str = "left"
) -> dict[str, Any]:
    """The processor's tensors, one row for each sample.

    `kind` is the model type of the checkpoint's config; `visual_budget` is in visual tokens over a clip. Each
    sample is prepared by itself, so that what a model is given does not depend on what else is in a batch.
    """
    rows = [_prepared(processor, kind, sample, visual_budget) for sample in samples]
    pad = processor.tokenizer.pad_token_id
    return {
        name: _joined([row[name] for row in rows], pad if name == "input_ids" else 0, padding_side)
        if name in PADDED
        else import_module("torch").cat([row[name] for row in rows])
        for name in rows[0]
    }


def _prepared(processor: Any, kind: str, sample: Sample, visual_budget: int) -> dict[str, Any]:
    made = processor(
        text=[_turns(processor, sample)],
        videos=[sample.sampled.pictures],
        video_metadata=[video_metadata(sample.clip, sample.sampled)],
        do_sample_frames=False,
        size=picture_sizes(kind, visual_budget, len(sample.sampled.frame_numbers)),
        return_tensors="pt",
    )
    return {name: value for name, value in made.items() if name != "video_metadata"}


def _joined(rows: Sequence[Any], filling: int, side: str) -> Any:
    """Rows of different lengths, [1, tokens] each, as one tensor."""
    torch = import_module("torch")
    longest = max(row.shape[1] for row in rows)
    missing = [longest - row.shape[1] for row in rows]
    ends = [(count, 0) if side == "left" else (0, count) for count in missing]
    pad = torch.nn.functional.pad
    return torch.cat([pad(row, end, value=filling) for row, end in zip(rows, ends, strict=True)])


def _turns(processor: Any, sample: Sample) -> str:
    end = "" if sample.answer is None else answer_end(sample.answer)
    return question_turn(processor, sample.question) + end


def question_turn(processor: Any, question: str) -> str:
    """The chat up to where the answer begins: the video before the text, so that a prefix can be shared."""
    content = [{"type": "video"}, {"type": "text", "text": question}]
    text: str = processor.apply_chat_template(
        [{"role": "user", "content": content}], tokenize=False, add_generation_prompt=True
    )
    return text


def answer_end(answer: str) -> str:
    """An answer with the mark that ends a turn."""
    return f"{answer}<|im_end|>\n"


def picture_sizes(kind: str, visual_budget: int, frames: int) -> dict[str, int]:
    """The video processor's `size` for which a clip of so many frames costs at most `visual_budget` tokens.

    VideoLLaMA3 shares `longest_edge` among all frames, Qwen3-VL too (two frames are one patch), Qwen2.5-VL
    counts it for each frame.
    """
    per_token = QWEN3_TOKEN_PX if kind.startswith("qwen3") else TOKEN_PX
    patches = frames if kind == "video_llama_3" else math.ceil(frames / 2)
    picture_px = max(PICTURE_TOKENS_MIN, visual_budget // patches) * per_token
    if kind == "video_llama_3":
        return {"shortest_edge": PICTURE_TOKENS_MIN * per_token, "longest_edge": picture_px * frames}
    if kind.startswith("qwen3"):
        return {"shortest_edge": PICTURE_TOKENS_MIN * per_token, "longest_edge": picture_px * 2 * patches}
    return {"shortest_edge": PICTURE_TOKENS_MIN * per_token, "longest_edge": picture_px}


def pictures_seen(kind: str, grid: Sequence[int]) -> tuple[int, int]:
    """Width and height in pixels of the pictures that the model sees; `grid` is its row of video_grid_thw."""
    patch = 16 if kind.startswith("qwen3") else 14
    return int(grid[2]) * patch, int(grid[1]) * patch
