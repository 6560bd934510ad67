"""Samples -> one batch: the prompt with the clip's frames and their times, then the answer to be learnt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

from annotations.media.limits import MediaLimits
from models_service.backends.base import ClipInput, SuggestOptions
from models_service.backends.inputs import Sample as Turn
from models_service.backends.inputs import pictures_seen, processor_inputs
from models_service.backends.sampling import clip_sample
from models_service.conversion import PIXELS_RESIZED, box_to_model, coordinate_space, frame_seconds
from models_service.prompts import TraceAnswer, answer_render, prompt_ablated
from models_service.training.config import TrainingConfig
from models_service.training.loss import IGNORED
from models_service.training.samples import Sample

ANSWER_STARTS = "<|im_start|>assistant\n"
NEW_TOKENS = 160


class AnswerCollator:
    """Makes batches for the Trainer; also asks the model in training about one sample."""

    def __init__(self, processor: Any, kind: str, config: TrainingConfig) -> None:
        self.processor = processor
        self.kind = kind  # the model type of the checkpoint's own config
        self.limits = MediaLimits()
        self.prompt = prompt_ablated(config.ablation)
        self.coordinates = config.base.coordinates
        chosen = config.settings
        self.options = SuggestOptions(
            fps=chosen.fps, max_frames=chosen.max_frames, visual_budget=chosen.visual_budget
        )
        self.answer_starts = processor.tokenizer.encode(ANSWER_STARTS, add_special_tokens=False)

    def __call__(self, samples: Sequence[Sample]) -> dict[str, Any]:
        """One padded batch with labels: only the tokens of the answers, and what ends them, are learnt."""
        batch = self._encoded(samples, with_answer=True)
        labels = batch["input_ids"].clone()
        labels[batch["attention_mask"] == 0] = IGNORED
        for row in labels:
            row[: self._answer_place(row)] = IGNORED
        return {**batch, "labels": labels}

    def expected(self, sample: Sample) -> str:
        """The answer that the release gives, in the model's own terms."""
        (size,) = self._sizes_seen([self._turn(sample)])
        return self._answer(sample, size)

    def answered(self, model: Any, sample: Sample) -> str:
        """What the model says about the sample's clip, greedily."""
        batch = self._encoded([sample], with_answer=False)
        was_training = model.training
        model.eval()
        try:
            asked = {name: value.to(model.device) for name, value in batch.items()}
            with torch.no_grad():
                told = model.generate(**asked, max_new_tokens=NEW_TOKENS, do_sample=False, use_cache=True)
        finally:
            model.train(was_training)
        new = told[0, batch["input_ids"].shape[1] :]
        return str(self.processor.tokenizer.decode(new, skip_special_tokens=True)).strip()

    def _encoded(self, samples: Sequence[Sample], *, with_answer: bool) -> dict[str, Any]:
        """The processor's tensors, padded on the right; with an answer the chat ends with it."""
        turns = [self._turn(sample) for sample in samples]
        if with_answer:
            sizes = self._sizes_seen(turns)
            answers = [self._answer(sample, size) for sample, size in zip(samples, sizes, strict=True)]
            turns = [replace(turn, answer=answer) for turn, answer in zip(turns, answers, strict=True)]
        return self._inputs(turns)

    def _inputs(self, turns: Sequence[Turn]) -> dict[str, Any]:
        budget = self.options.visual_budget
        return processor_inputs(self.processor, self.kind, turns, budget, padding_side="right")

    def _turn(self, sample: Sample) -> Turn:
        file = sample.clip
        clip = ClipInput(Path(file.path), file.sha256, file.width, file.height, file.table)
        return Turn(clip, clip_sample(clip, self.options, self.limits), self.prompt.question)

    def _sizes_seen(self, turns: Sequence[Turn]) -> list[tuple[int, int]]:
        """The pictures' size as the model sees it; only a model that writes in those pixels needs to know."""
        if self.coordinates != PIXELS_RESIZED:
            return [(turn.clip.width, turn.clip.height) for turn in turns]
        grids = self._inputs(turns)["video_grid_thw"]
        return [pictures_seen(self.kind, grid) for grid in grids.tolist()]

    def _answer(self, sample: Sample, resized: tuple[int, int]) -> str:
        native = (sample.clip.width, sample.clip.height)
        space = coordinate_space(self.coordinates, native, resized)
        if sample.bbox is None or sample.onset_frame is None:
            return answer_render(self.prompt, None, space).text
        seconds = frame_seconds(sample.clip.table, sample.onset_frame)
        trace = TraceAnswer(box_to_model(sample.bbox, space, native), seconds, sample.explanation)
        return answer_render(self.prompt, trace, space).text

    def _answer_place(self, row: torch.Tensor) -> int:
        """Where the last answer of a row begins: behind the last words that open one."""
        tokens, opening = row.tolist(), self.answer_starts
        places = range(len(tokens) - len(opening), -1, -1)
        found = next(place for place in places if tokens[place : place + len(opening)] == opening)
        return found + len(opening)
