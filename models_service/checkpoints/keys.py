"""The names of weights, from the published layout to the native one; a name without a rule is an error."""

from __future__ import annotations

import re
from collections.abc import Iterable

from models_service.checkpoints.errors import CheckpointUnusableError

# Training code saved the vision encoder inside a wrapper of the same name.
RULES = (
    (
        re.compile(
            r"^model\.vision_encoder\.(?:vision_encoder\.)?(?=embeddings\.|encoder\.|post_layernorm\.)"
        ),
        "model.vision_model.",
    ),
    (re.compile(r"^model\.mm_projector\.(?=readout\.)"), "model.projector."),
    (re.compile(r"^model\.(?=(?:embed_tokens|layers|norm)\.)"), "model.language_model."),
    (re.compile(r"^lm_head\.(?=weight$)"), "lm_head."),
)


def key_mapped(key: str) -> str:
    """The native name of a weight; raises CheckpointUnusableError where no rule knows it."""
    for pattern, start in RULES:
        if pattern.match(key):
            return pattern.sub(start, key, count=1)
    raise CheckpointUnusableError(f"no rule maps the weight {key}")


def keys_mapped(keys: Iterable[str]) -> dict[str, str]:
    """Every weight's native name; raises CheckpointUnusableError with all names that cannot be mapped."""
    mapped: dict[str, str] = {}
    wrong: list[str] = []
    for key in keys:
        try:
            mapped[key] = key_mapped(key)
        except CheckpointUnusableError:
            wrong.append(key)
    if wrong:
        raise CheckpointUnusableError(f"no rule maps these weights: {', '.join(sorted(wrong))}")
    if len(set(mapped.values())) != len(mapped):
        raise CheckpointUnusableError("two weights would get the same name")
    return mapped
