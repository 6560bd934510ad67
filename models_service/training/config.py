"""What a training run is told: method, ablation, settings. The paper's settings are the defaults."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, Self

METHODS = ("lora", "full")
# One process, plain data-parallel processes, or one of the ways to spread weights over devices.
SHARDINGS = ("none", "fsdp", "zero1", "zero2", "zero3")
TRAINABLE_BACKENDS = ("videollama3", "qwen_vl")
LORA_LAYERS = r".*language_model.*\.(q|k|v|o|gate|up|down)_proj"


@dataclass(frozen=True, slots=True)
class TrainingSettings:
    """How it is trained. Source of the defaults: the paper's best runs (8 devices, one sample on each)."""

    epochs: float = 1.0
    max_steps: int = 0  # optimiser steps; 0: as many as the epochs take
    learning_rate: float = 1e-5
    batch_size: int = 1  # on each device
    accumulation: int = 1
    warmup_ratio: float = 0.03
    weight_decay: float = 0.0
    fps: float = 2.0
    max_frames: int = 180
    visual_budget: int = 10_240  # visual tokens of a whole clip
    lora_rank: int = 32
    lora_alpha: int = 64
    lora_dropout: float = 0.0
    save_steps: int = 100
    sample_count: int = 2  # validation clips that are answered at each checkpoint
    processes: int = 1  # devices
    sharding: str = "none"

    @classmethod
    def defaults(cls, *, backend: str) -> Self:
        """The paper's settings for this architecture."""
        return cls(fps=1.0, max_frames=20) if backend == "qwen_vl" else cls()

    def changed(self, chosen: Mapping[str, Any]) -> Self:
        """These settings with those that somebody chose."""
        return replace(self, **chosen)

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


SETTING_NAMES = tuple(field.name for field in fields(TrainingSettings))


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """A model on disk: an architecture's back end, its folder, perhaps an adapter, how it writes boxes.

    Folder and adapter lie below the model root.
    """

    backend: str
    folder: str
    adapter: str = ""
    version: str = ""
    coordinates: str = "pixels_native"
    prompt_version: str = ""


@dataclass(frozen=True, slots=True)
class TrainingConfig:
    """Everything that the training program is told; kept as config.json in the run's folder."""

    models_dir: str
    base: ModelFiles
    method: str
    ablation: str
    seed: int
    settings: TrainingSettings
    # Models whose predictions are compared at the end, by role (`base`, `active`).
    compared: dict[str, ModelFiles]
    device_share: float = 1.0  # of a GPU's memory that each process may take

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Self:
        """The inverse of `as_json`."""
        compared = {role: ModelFiles(**files) for role, files in body["compared"].items()}
        nested = {"base": ModelFiles(**body["base"]), "settings": TrainingSettings(**body["settings"])}
        return cls(**{**body, **nested, "compared": compared})

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class RunFolder:
    """Where the files of one run lie; all names are made here."""

    path: Path

    @property
    def config(self) -> Path:
        """What the run was told."""
        return self.path / "config.json"

    @property
    def checkpoints(self) -> Path:
        """checkpoint-N folders, as the Trainer writes them."""
        return self.path / "checkpoints"

    @property
    def trained(self) -> Path:
        """What training ended with: an adapter, or whole weights."""
        return self.path / "trained"

    @property
    def trained_mark(self) -> Path:
        """Written when `trained` is complete."""
        return self.path / "trained.json"

    @property
    def model(self) -> Path:
        """The model to be served: adapters merged, with processor and tokenizer."""
        return self.path / "model"

    @property
    def steps(self) -> Path:
        """One JSON line for each optimiser step."""
        return self.path / "steps.jsonl"

    @property
    def answers(self) -> Path:
        """The newest sample predictions on validation clips."""
        return self.path / "answers.json"

    @property
    def log(self) -> Path:
        """What the programs printed."""
        return self.path / "log.txt"

    @property
    def lock(self) -> Path:
        """Held by the program that works in this folder."""
        return self.path / "lock"

    @property
    def outcome(self) -> Path:
        """Written when the model is merged and has answered: its digest, and facts for the card."""
        return self.path / "outcome.json"

    def samples(self, split: str) -> Path:
        """The samples of one split, a JSON line each."""
        return self.path / f"{split}.jsonl"

    def predictions(self, role: str) -> Path:
        """What a model (`candidate`, `base`, `active`) said about validation and test clips."""
        return self.path / f"predictions-{role}.jsonl"
