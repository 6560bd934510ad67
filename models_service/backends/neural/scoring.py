"""How likely a model finds answers that people gave: log-probabilities by teacher forcing, part by part.

The clip is read once; each answer continues a copy of what the model remembers of it. That equals reading
clip and answer together (a test holds it to that).
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch

from models_service.backends.base import AnnotationText
from models_service.backends.neural.loading import Loaded

Parts = dict[str, float]


@dataclass(frozen=True, slots=True)
class Prefix:
    """A clip and its question as a model remembers them: its cache, its length, the next token's logits."""

    cache: Any
    length: int
    logits: torch.Tensor  # [vocabulary]


def prefix_read(loaded: Loaded, inputs: dict[str, Any]) -> Prefix:
    """Read one clip with its question; `inputs` is one row of processor_inputs on the model's device."""
    with torch.inference_mode():
        output = loaded.model.model(**inputs, use_cache=True)
        logits = loaded.model.lm_head(output.last_hidden_state[:, -1:])[0, -1].float()
    return Prefix(output.past_key_values, inputs["input_ids"].shape[1], logits)


def answer_logprobs(loaded: Loaded, prefix: Prefix, answer: AnnotationText) -> tuple[Parts, dict[str, int]]:
    """The log-probability of each part of an answer, summed over its tokens, and how many those are."""
    encoded = loaded.processor.tokenizer(answer.text, add_special_tokens=False, return_offsets_mapping=True)
    ids = torch.tensor([encoded["input_ids"]], device=loaded.device)
    logits = torch.cat([prefix.logits[None], _continued(loaded, prefix, ids)[:-1]])
    chosen = torch.log_softmax(logits, dim=1).gather(1, ids[0][:, None])[:, 0].tolist()
    return _by_part(chosen, encoded["offset_mapping"], answer)


def _continued(loaded: Loaded, prefix: Prefix, ids: torch.Tensor) -> torch.Tensor:
    """The logits after each token of an answer, [tokens, vocabulary]."""
    tokens = ids.shape[1]
    with torch.inference_mode():
        output = loaded.model.model(
            input_ids=ids,
            attention_mask=torch.ones((1, prefix.length + tokens), dtype=torch.long, device=loaded.device),
            position_ids=_positions(loaded, prefix.length, tokens),
            past_key_values=copy.deepcopy(prefix.cache),
            use_cache=True,
        )
        logits: torch.Tensor = loaded.model.lm_head(output.last_hidden_state)[0].float()
    return logits


def _positions(loaded: Loaded, length: int, tokens: int) -> torch.Tensor:
    """Where an answer stands. For Qwen a clip takes fewer places than it has tokens, on three axes."""
    places = torch.arange(length, length + tokens, device=loaded.device)[None]
    deltas = getattr(loaded.model.model, "rope_deltas", None)
    if deltas is None:
        return places
    return (places + deltas.to(loaded.device))[None].expand(3, -1, -1)


def _by_part(
    logprobs: Sequence[float], offsets: Sequence[tuple[int, int]], answer: AnnotationText
) -> tuple[Parts, dict[str, int]]:
    sums = dict.fromkeys(answer.spans, 0.0)
    tokens = dict.fromkeys(answer.spans, 0)
    for logprob, (start, end) in zip(logprobs, offsets, strict=True):
        for part, (first, after) in answer.spans.items():
            if start < after and end > first:
                sums[part] += logprob
                tokens[part] += 1
    return sums, tokens
