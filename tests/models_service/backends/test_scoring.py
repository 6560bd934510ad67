"""Scores: the short way equals reading everything at once, and P(FAKE) is the first token's."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from models_service.backends.base import SuggestOptions
from models_service.backends.inputs import Sample, processor_inputs
from models_service.backends.sampling import clip_sample, grey_frames
from models_service.conversion import CoordinateSpace
from models_service.prompts import PAPER, TraceAnswer, answer_render, prompt_get
from tests.models_service.backends.test_forcing import backend_of
from tests.models_service.clips import LIMITS, clip_input

OPTIONS = SuggestOptions(fps=2, visual_budget=160)
PROMPT = prompt_get(PAPER)
KINDS = ["video_llama_3", "qwen2_5_vl", "qwen3_vl"]
ANSWERS = [
    answer_render(
        PROMPT, TraceAnswer((12, 34, 200, 150), 0.5, "the hand melts"), CoordinateSpace(320, 180), "a"
    ),
    answer_render(PROMPT, None, CoordinateSpace(320, 180), "b"),
]


def whole(backend: Any, answer: str, *, grey: bool = False) -> float:
    """The answer's log-probability with clip, question and answer in one row and one forward."""
    clip = clip_input()
    sampled = clip_sample(clip, OPTIONS, LIMITS)
    sample = Sample(clip, grey_frames(sampled) if grey else sampled, PROMPT.question)
    loaded = backend._machine.loaded
    inputs = processor_inputs(loaded.processor, loaded.kind, [sample], OPTIONS.visual_budget)
    length = inputs["input_ids"].shape[1]
    full = processor_inputs(
        loaded.processor, loaded.kind, [replace(sample, answer=answer)], OPTIONS.visual_budget
    )
    with torch.inference_mode():
        logprobs = torch.log_softmax(loaded.model(**full).logits[0].float(), dim=1)
    ids = full["input_ids"][0]
    end = length + len(loaded.processor.tokenizer.encode(answer, add_special_tokens=False))
    return float(sum(logprobs[place - 1, ids[place]] for place in range(length, end)))


@pytest.mark.parametrize("kind", KINDS)
def test_parts_come_from_the_same_probabilities_as_reading_all_at_once(kind: str, models_dir: Path) -> None:
    backend = backend_of(kind, models_dir)
    fake, real = backend.score(clip_input(), ANSWERS, OPTIONS)
    assert set(fake.logprob) == {"verdict", "box", "time", "reason"}
    assert set(real.logprob) == {"verdict"}
    assert all(count >= 1 for count in fake.tokens.values())
    only = replace(ANSWERS[0], spans={"all": (0, len(ANSWERS[0].text))})
    (scored,) = backend.score(clip_input(), [only], OPTIONS)
    assert scored.logprob["all"] == pytest.approx(whole(backend, only.text), abs=1e-3)
    assert scored.prior["all"] == pytest.approx(whole(backend, only.text, grey=True), abs=1e-3)
    assert sum(fake.logprob.values()) > scored.logprob["all"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_batch_says_what_each_clip_alone_says(kind: str, models_dir: Path) -> None:
    backend = backend_of(kind, models_dir)
    clips = [clip_input("fps_24"), clip_input("fps_60"), clip_input("rotation_90")]
    together = backend.suggest(clips, OPTIONS)
    for clip, result in zip(clips, together, strict=True):
        (alone,) = backend.suggest([clip], OPTIONS)
        assert result.raw_text == alone.raw_text
        assert result.verdict.logit == pytest.approx(alone.verdict.logit, abs=1e-4)


@pytest.mark.parametrize("kind", KINDS)
def test_p_fake_is_that_of_the_first_answer_token(kind: str, models_dir: Path) -> None:
    backend = backend_of(kind, models_dir)
    (result,) = backend.suggest([clip_input()], OPTIONS)
    (fake, real) = backend.score(clip_input(), ANSWERS, OPTIONS)
    verdict = result.verdict
    assert verdict.logit == pytest.approx(fake.logprob["verdict"] - real.logprob["verdict"], abs=1e-4)
    assert verdict.p_fake is not None
    assert verdict.mass is not None
    assert 0 < verdict.mass < 1
    assert (verdict.p_fake > 0.5) == result.raw_text.startswith("FAKE")
