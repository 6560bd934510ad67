"""What the Trainer tells on its way: each step's loss and pace, and answers to validation clips."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Sequence
from typing import Any

from transformers import TrainerCallback

from models_service.training.collator import AnswerCollator
from models_service.training.config import RunFolder, TrainingConfig
from models_service.training.outcome import json_write
from models_service.training.progress import step_add
from models_service.training.samples import Sample

PACE_OVER_STEPS = 50


class StepTeller(TrainerCallback):  # type: ignore[misc]  # transformers is not followed
    """Appends a row for each optimiser step: loss, learning rate, samples a second, seconds left."""

    def __init__(self, folder: RunFolder, samples_a_step: int) -> None:
        self.folder = folder
        self.samples_a_step = samples_a_step
        self.times: deque[float] = deque(maxlen=PACE_OVER_STEPS)

    def on_step_begin(self, args: Any, state: Any, control: Any, **rest: Any) -> None:
        """Start the clock with the first step; what came before was loading."""
        if not self.times:
            self.times.append(time.monotonic())

    def on_log(self, args: Any, state: Any, control: Any, logs: Any = None, **rest: Any) -> None:
        """Write the step that was just logged."""
        if not logs or "loss" not in logs:
            return
        self.times.append(time.monotonic())
        pace = (self.times[-1] - self.times[0]) / (len(self.times) - 1)
        step_add(
            self.folder,
            {
                "step": state.global_step,
                "steps": state.max_steps,
                "loss": float(logs["loss"]),
                "lr": logs.get("learning_rate"),
                "samples_per_s": round(self.samples_a_step / pace, 4) if pace else None,
                "eta_s": round((state.max_steps - state.global_step) * pace, 1),
            },
        )


class Answerer(TrainerCallback):  # type: ignore[misc]  # transformers is not followed
    """Lets the model in training answer a few validation clips whenever a checkpoint is written."""

    def __init__(self, folder: RunFolder, collator: AnswerCollator, samples: Sequence[Sample]) -> None:
        self.folder = folder
        self.collator = collator
        self.samples = samples

    def on_save(self, args: Any, state: Any, control: Any, model: Any = None, **rest: Any) -> None:
        """Answer greedily: no random number is drawn, so that training goes on as it would have."""
        learner = getattr(model, "module", model)
        answers = [
            {
                "step": state.global_step,
                "video_id": sample.video_id,
                "question": self.collator.prompt.question,
                "answer": self.collator.answered(learner, sample),
                "expected": self.collator.expected(sample),
            }
            for sample in self.samples
        ]
        json_write(self.folder.answers, answers)


def callbacks_make(
    folder: RunFolder, config: TrainingConfig, collator: AnswerCollator, shown: Sequence[Sample]
) -> list[Any]:
    """The callbacks of the first process; weights spread over devices cannot answer in one of them."""
    chosen = config.settings
    told = StepTeller(folder, chosen.batch_size * chosen.accumulation * chosen.processes)
    can_answer = chosen.sharding in ("none", "zero1", "zero2")
    return [told, *([Answerer(folder, collator, shown)] if shown and can_answer else [])]
