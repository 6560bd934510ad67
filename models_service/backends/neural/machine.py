"""A model in this process at work: batches of clips to answers, answers of people to log-probabilities."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any

import torch

from annotations.context.interrupt import interrupt_check
from models_service.backends.answers import Answer, result_made
from models_service.backends.base import (
    AgreementScore,
    AnnotationText,
    BackendConfig,
    ClipInput,
    SuggestionResult,
    SuggestOptions,
)
from models_service.backends.inputs import Sample, pictures_seen, processor_inputs
from models_service.backends.neural.forcing import ForcedAnswers
from models_service.backends.neural.grammar import REASON_TOKENS, Row, Sense, Templates
from models_service.backends.neural.loading import Loaded, last_position_only, memory_guard, model_load
from models_service.backends.neural.scoring import Parts, answer_logprobs, prefix_read
from models_service.backends.neural.vocabulary import Vocabulary
from models_service.backends.sampling import clip_sample, grey_frames
from models_service.conversion import CoordinateSpace, coordinate_space, duration_seconds
from models_service.prompts import Prompt, fake_template, prompt_get, real_answer

TEMPLATE_TOKENS = 200  # more than any template's fixed text and numbers take


@dataclass(frozen=True, slots=True)
class Machine:
    """A loaded model and how it is spoken to."""

    loaded: Loaded
    vocabulary: Vocabulary
    config: BackendConfig
    prompt: Prompt

    def suggest(self, clips: Sequence[ClipInput], options: SuggestOptions) -> list[SuggestionResult]:
        """One result for each clip out of one batch; raises ClipUnreadableError, OutOfMemoryError."""
        timings: dict[str, float] = {}
        with _timed(timings, "sample"):
            samples = [self._sample(clip, options) for clip in clips]
        with memory_guard(), torch.inference_mode():
            with _timed(timings, "prepare"):
                inputs = self._inputs(samples, options)
            spaces = self._spaces(samples, inputs)
            with _timed(timings, "generate"):
                tries = [
                    self._answers(samples, inputs, spaces, replace(options, seed=options.seed + number))
                    for number in range(options.max_traces if options.temperature else 1)
                ]
        shared = {name: round(value / len(clips), 1) for name, value in timings.items()}
        return [
            result_made(clip, self.prompt, space, answers, shared)
            for clip, space, answers in zip(clips, spaces, zip(*tries, strict=True), strict=True)
        ]

    def score(
        self, clip: ClipInput, answers: Sequence[AnnotationText], options: SuggestOptions
    ) -> list[AgreementScore]:
        """Each answer's log-probability on the clip and on a grey one of the same times."""
        sample = self._sample(clip, options)
        with memory_guard():
            seen = self._logprobs(sample, answers, options)
            grey = replace(sample, sampled=grey_frames(sample.sampled))
            prior = self._logprobs(grey, answers, options)
        return [
            AgreementScore(answer.key, logprob, unseen, tokens)
            for answer, (logprob, tokens), (unseen, _) in zip(answers, seen, prior, strict=True)
        ]

    def _sample(self, clip: ClipInput, options: SuggestOptions) -> Sample:
        return Sample(clip, clip_sample(clip, options, self.config.limits), self.prompt.question)

    def _inputs(self, samples: Sequence[Sample], options: SuggestOptions) -> dict[str, Any]:
        made = processor_inputs(self.loaded.processor, self.loaded.kind, samples, options.visual_budget)
        return self.loaded.moved(made)

    def _spaces(self, samples: Sequence[Sample], inputs: dict[str, Any]) -> list[CoordinateSpace]:
        return [
            coordinate_space(
                self.config.coordinates,
                (sample.clip.width, sample.clip.height),
                pictures_seen(self.loaded.kind, grid),
            )
            for sample, grid in zip(samples, inputs["video_grid_thw"].tolist(), strict=True)
        ]

    def _answers(
        self,
        samples: Sequence[Sample],
        inputs: dict[str, Any],
        spaces: Sequence[CoordinateSpace],
        options: SuggestOptions,
    ) -> list[Answer]:
        templates = Templates(tuple(fake_template(self.prompt)), real_answer(self.prompt))
        rows = [
            Row(templates, Sense(space, duration_seconds(sample.clip.frames)), self.vocabulary)
            for sample, space in zip(samples, spaces, strict=True)
        ]
        forced = ForcedAnswers(rows, self.vocabulary, options.temperature)
        tokens = self._generated(inputs, forced, options)
        texts = self.loaded.processor.tokenizer.batch_decode(tokens, skip_special_tokens=True)
        return [Answer(text, verdict) for text, verdict in zip(texts, forced.verdicts, strict=True)]

    def _generated(self, inputs: dict[str, Any], forced: ForcedAnswers, options: SuggestOptions) -> Any:
        """The tokens of each answer, [batch, tokens]."""
        tokenizer = self.loaded.processor.tokenizer
        how = import_module("transformers").GenerationConfig(
            max_new_tokens=TEMPLATE_TOKENS + REASON_TOKENS,
            do_sample=options.temperature > 0,
            top_k=0 if options.temperature else None,
            eos_token_id=self.vocabulary.end,
            pad_token_id=self.vocabulary.end if tokenizer.pad_token_id is None else tokenizer.pad_token_id,
        )
        torch.manual_seed(options.seed)
        with last_position_only(self.loaded.model):
            made = self.loaded.model.generate(**inputs, generation_config=how, logits_processor=[forced])
        return made[:, inputs["input_ids"].shape[1] :]

    def _logprobs(
        self, sample: Sample, answers: Sequence[AnnotationText], options: SuggestOptions
    ) -> list[tuple[Parts, dict[str, int]]]:
        prefix = prefix_read(self.loaded, self._inputs([sample], options))
        return [self._logprob(prefix, answer) for answer in answers]

    def _logprob(self, prefix: Any, answer: AnnotationText) -> tuple[Parts, dict[str, int]]:
        interrupt_check()
        return answer_logprobs(self.loaded, prefix, answer)


def machine_start(config: BackendConfig, kinds: Collection[str]) -> Machine:
    """Load what `config` names; raises WeightsUnusableError, OutOfMemoryError, BackendUnavailableError."""
    loaded = model_load(config, kinds)
    return Machine(loaded, Vocabulary(loaded.processor.tokenizer), config, prompt_get(config.prompt_version))


def machine_stop(machine: Machine) -> None:
    """Give the device's memory back; the caller drops the machine."""
    machine.loaded.model.to("meta")
    if torch.cuda.is_available():
        torch.cuda.empty_cache()


@contextmanager
def _timed(timings: dict[str, float], name: str) -> Iterator[None]:
    started = time.monotonic()
    yield
    timings[name] = (time.monotonic() - started) * 1000
