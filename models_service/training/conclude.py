"""The program after training: merges the adapter and lets the models answer validation and test clips.

`python -m models_service.training.conclude FOLDER [--with-parent]`. The models answer through the very back
ends that will serve them. Interrupted, it goes on with the clips that have no answer yet.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

from models_service.backends.base import BackendConfig, ClipInput, SuggestOptions
from models_service.backends.registry import backend_class
from models_service.errors import OutOfMemoryError
from models_service.evaluation.outputs import prediction_line, prediction_of
from models_service.prompts import prompt_ablated
from models_service.training.config import ModelFiles, RunFolder, TrainingConfig
from models_service.training.guard import alone_in, end_with_parent
from models_service.training.outcome import OUT_OF_MEMORY_CODE, json_write, weights_digest
from models_service.training.samples import TEST, VAL, Sample, samples_read

LIBRARIES = ("torch", "transformers", "peft", "accelerate")


def main(arguments: list[str]) -> int:
    """Merge, answer, and say so in outcome.json; the exit code says whether memory was too small."""
    os.environ.update(HF_HUB_OFFLINE="1", TOKENIZERS_PARALLELISM="false")
    end_with_parent(arguments)
    folder = RunFolder(Path(arguments[0]))
    config = TrainingConfig.from_json(json.loads(folder.config.read_text()))
    try:
        with alone_in(folder):
            conclude(folder, config)
    except OutOfMemoryError:
        return OUT_OF_MEMORY_CODE
    return 0


def conclude(folder: RunFolder, config: TrainingConfig) -> None:
    """Make the model, ask it and those it is compared with, and write the outcome last."""
    if not folder.model.is_dir():
        # By name: what it needs is torch, and this module is read by processes that have none.
        import_module("models_service.training.weights").model_write(config, folder.trained, folder.model)
    root = Path(config.models_dir)
    candidate = ModelFiles(
        backend=config.base.backend,
        folder=str(folder.model.resolve().relative_to(root)),
        coordinates=config.base.coordinates,
        prompt_version=prompt_ablated(config.ablation).version,
    )
    for role, files in {"candidate": candidate, **config.compared}.items():
        answers_write(folder, config, role, files)
    trained = json.loads(folder.trained_mark.read_text())
    libraries = {name: version(name) for name in LIBRARIES}
    json_write(folder.outcome, {**trained, "digest": weights_digest(folder.model), "libraries": libraries})


def answers_write(folder: RunFolder, config: TrainingConfig, role: str, files: ModelFiles) -> None:
    """Append what a model says about each validation and test clip that it has not answered yet."""
    path = folder.predictions(role)
    waiting = list(unanswered(folder, path))
    if not waiting:
        path.touch()
        return
    backend = backend_class(files.backend)(_backend_config(config, files))
    backend.load()
    try:
        with path.open("a") as lines:
            for sample in waiting:
                lines.write(json.dumps(_answer(backend, sample, config)) + "\n")
                lines.flush()
    finally:
        backend.close()


def unanswered(folder: RunFolder, path: Path) -> Iterator[Sample]:
    """One sample for each clip of the validation and test split of which `path` has no whole line."""
    known = set(_answered(path))
    for split in (VAL, TEST):
        for sample in samples_read(folder.samples(split)):
            if sample.video_id not in known:
                known.add(sample.video_id)
                yield sample


def _answered(path: Path) -> Iterator[str]:
    """The videos that have an answer; a line that a kill cut short is taken off."""
    if not path.is_file():
        return
    whole = path.read_text().split("\n")[:-1]
    path.write_text("".join(f"{line}\n" for line in whole))
    yield from (json.loads(line)["video_id"] for line in whole)


def _answer(backend: Any, sample: Sample, config: TrainingConfig) -> dict[str, Any]:
    file, chosen = sample.clip, config.settings
    clip = ClipInput(Path(file.path), file.sha256, file.width, file.height, file.table)
    options = SuggestOptions(
        fps=chosen.fps, max_frames=chosen.max_frames, visual_budget=chosen.visual_budget, max_traces=1
    )
    (result,) = backend.suggest([clip], options)
    prediction = prediction_of(video_id=sample.video_id, result=result, frames=clip.frames)
    return prediction_line(prediction, model_id=backend.version)


def _backend_config(config: TrainingConfig, files: ModelFiles) -> BackendConfig:
    return BackendConfig(
        models_dir=Path(config.models_dir),
        folder=files.folder,
        adapter=files.adapter,
        version=files.version or "candidate",
        coordinates=files.coordinates,
        prompt_version=files.prompt_version,
        device_share=config.device_share,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
