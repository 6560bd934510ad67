"""The conversion as a whole: planned first, refused as a whole or done shard by shard."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models_service.checkpoints.configs import (
    CHAT_TEMPLATE,
    TOKENIZER_FILES,
    config_native,
    generation_native,
    json_read,
    processor_native,
    tokenizer_config_native,
    tokens_read,
)
from models_service.checkpoints.errors import CheckpointUnusableError
from models_service.checkpoints.keys import keys_mapped
from models_service.checkpoints.shards import header_read, names_in, shard_rename

INDEX = "model.safetensors.index.json"


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be written: each shard's weights with their new names, and config.json."""

    shards: Mapping[str, Mapping[str, str]]
    config: Mapping[str, Any]
    tokens: Mapping[str, int]


def conversion_plan(source: Path) -> Plan:
    """Look at a checkpoint without writing anything; raises CheckpointUnusableError."""
    shards = sorted(source.glob("*.safetensors"))
    if not shards:
        raise CheckpointUnusableError("the folder has no safetensors files; pickles are never loaded")
    by_shard = {shard.name: names_in(header_read(shard)) for shard in shards}
    mapped = keys_mapped(name for names in by_shard.values() for name in names)
    _complete_check(source, by_shard)
    tokens = tokens_read(source)
    return Plan(
        {shard: {name: mapped[name] for name in names} for shard, names in by_shard.items()},
        config_native(json_read(source / "config.json"), tokens),
        tokens,
    )


def checkpoint_convert(source: Path, target: Path, plan: Plan, told: Callable[[str], None]) -> None:
    """Write the native layout to `target`, which must be empty or absent; `told` hears each file's name.

    config.json comes last: a conversion that was interrupted cannot be loaded by mistake.
    """
    if target.exists() and any(target.iterdir()):
        raise CheckpointUnusableError(f"{target} is not empty")
    target.mkdir(parents=True, exist_ok=True)
    for shard, names in plan.shards.items():
        shard_rename(source / shard, target / shard, names)
        told(shard)
    if (source / INDEX).exists():
        _json_write(target / INDEX, _index(source, plan))
    _tokenizer_copy(source, target)
    (target / "chat_template.jinja").write_text(CHAT_TEMPLATE)
    _json_write(target / "processor_config.json", processor_native())
    _json_write(target / "generation_config.json", generation_native(plan.tokens))
    _json_write(target / "config.json", plan.config)
    told("config.json")


def _complete_check(source: Path, by_shard: Mapping[str, list[str]]) -> None:
    """Raise where the index names a weight that no shard has."""
    if not (source / INDEX).exists():
        return
    there = {name for names in by_shard.values() for name in names}
    missing = set(json_read(source / INDEX).get("weight_map", {})) - there
    if missing:
        raise CheckpointUnusableError(
            f"the index names weights that are not there: {', '.join(sorted(missing))}"
        )


def _index(source: Path, plan: Plan) -> dict[str, Any]:
    places = {new: shard for shard, names in plan.shards.items() for new in names.values()}
    return {"metadata": json_read(source / INDEX).get("metadata", {}), "weight_map": places}


def _tokenizer_copy(source: Path, target: Path) -> None:
    for name in TOKENIZER_FILES:
        if not (source / name).exists():
            continue
        if name == "tokenizer_config.json":
            _json_write(target / name, tokenizer_config_native(json_read(source / name)))
        else:
            shutil.copyfile(source / name, target / name)


def _json_write(path: Path, body: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(body, indent=2, sort_keys=True) + "\n")
