"""The loss over answer tokens only, without the logits of all the others.

A clip is ten thousand tokens and more, its answer fifty, and the vocabulary has 150,000 words: projecting
every position would take gigabytes for nothing.
"""

from __future__ import annotations

from functools import wraps
from typing import Any

import torch
from torch.nn import functional
from transformers.modeling_outputs import CausalLMOutputWithPast

IGNORED = -100


def sparse_loss_install(model: Any) -> None:
    """Let the model's `forward`, given labels, answer with the loss alone; without labels it stays as it was.

    It is installed on the model itself, below any wrapper, so that adapters, distributed data parallelism and
    sharding all pass through their own `forward` on the way.
    """
    original = model.forward

    @wraps(original)  # generation and the Trainer read the signature
    def forward(*args: Any, labels: Any = None, num_items_in_batch: Any = None, **inputs: Any) -> Any:
        if labels is None:
            return original(*args, **inputs)
        hidden = model.model(*args, **inputs)[0]
        loss: Any = sparse_loss(model.lm_head, hidden, labels, num_items_in_batch)
        return CausalLMOutputWithPast(loss=loss)

    model.forward = forward


def sparse_loss(head: Any, hidden: Any, labels: Any, items: Any = None) -> torch.Tensor:
    """Cross entropy of the labelled tokens, each predicted by the position before it.

    hidden: [batch, tokens, width]; labels: [batch, tokens], IGNORED where nothing is learnt; items: over how
    many tokens the sum is shared (those of all micro-batches of a step), by default those given here. Equals
    the mean over all positions of the dense computation.
    """
    targets = functional.pad(labels, (0, 1), value=IGNORED)[..., 1:]
    places = targets != IGNORED
    logits = head(hidden[places]).float()
    total = functional.cross_entropy(logits, targets[places], reduction="sum")
    shared: torch.Tensor = total / (places.sum() if items is None else items)
    return shared
