"""Whatever a model prefers, its answer fits the template and makes sense."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from annotations.context.interrupt import interruptible
from annotations.errors import JobStoppedError
from models_service.backends.base import BackendConfig, SuggestionResult, SuggestOptions
from models_service.backends.neural.grammar import Row, Sense, Templates
from models_service.backends.neural.number import Number
from models_service.backends.neural.vocabulary import Vocabulary
from models_service.backends.qwen_vl import QwenVlBackend
from models_service.backends.videollama3 import VideoLlama3Backend
from models_service.conversion import CoordinateSpace, frame_seconds
from models_service.parsing import answer_parse
from models_service.prompts import (
    ABLATIONS,
    ZERO_SHOT,
    fake_template,
    prompt_ablated,
    prompt_get,
    real_answer,
)
from tests.models_service.clips import clip_input
from tests.models_service.tiny import tokenizer_make

SPACES = [CoordinateSpace(1280, 720), CoordinateSpace(1000, 1000), CoordinateSpace(1, 1, decimals=3)]
OPTIONS = SuggestOptions(fps=2, visual_budget=160, temperature=1.5)


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary(tokenizer_make())


def random_answer(row: Row, rng: random.Random, vocabulary: Vocabulary) -> str:
    """An answer of tokens taken at random from the allowed ones."""
    tokens = []
    while not row.done:
        allowed = row.allowed()
        kind = vocabulary.kinds[allowed.kind] if allowed.kind else []
        # The stop is chosen now and then, so that answers of all lengths come.
        chosen = (
            rng.choice(kind) if kind and (not allowed.ids or rng.random() < 0.9) else rng.choice(allowed.ids)
        )
        row.take(chosen)
        tokens.append(chosen)
    return str(vocabulary.tokenizer.decode(tokens, skip_special_tokens=True))


@pytest.mark.parametrize("space", SPACES)
@pytest.mark.parametrize("version", [*(prompt_ablated(name).version for name in ABLATIONS), ZERO_SHOT])
def test_any_choice_of_allowed_tokens_parses_and_makes_sense(
    version: str, space: CoordinateSpace, vocabulary: Vocabulary
) -> None:
    prompt = prompt_get(version)
    templates = Templates(tuple(fake_template(prompt)), real_answer(prompt))
    rng = random.Random(3)  # noqa: S311
    for _ in range(12):
        text = random_answer(Row(templates, Sense(space, 5.0), vocabulary), rng, vocabulary)
        parsed = answer_parse(text, prompt)
        assert parsed.ok, text
        if parsed.corners is not None:
            x0, y0, x1, y1 = parsed.corners
            assert 0 <= x0 < x1 <= space.width, text
            assert 0 <= y0 < y1 <= space.height, text
        assert parsed.seconds is None or 0 <= parsed.seconds <= 5.0


@pytest.mark.parametrize(
    ("low", "high", "decimals"), [(0, 0, 0), (7, 7, 0), (95, 104, 0), (0, 1023, 1), (999, 1000, 3)]
)
def test_a_number_reaches_all_of_its_range_and_nothing_else(low: int, high: int, decimals: int) -> None:
    made = set()

    def grow(written: str) -> None:
        number = Number(low, high, decimals, written)
        if number.is_whole:
            made.add(written)
        for character in number.next_characters():
            grow(written + character)

    grow("")
    assert made == {f"{value / 10**decimals:.{decimals}f}" for value in range(low, high + 1)}


def sensible(result: SuggestionResult) -> bool:
    clip = clip_input()
    return result.parse_ok and all(
        trace.keyframes[0].bbox.is_inside(clip.width, clip.height)
        and frame_seconds(clip.frames, trace.onset_frame) >= 0
        and "box_clamped" not in trace.flags
        for trace in result.traces
    )


def answers(backend: VideoLlama3Backend | QwenVlBackend, count: int, batch: int) -> list[SuggestionResult]:
    made: list[SuggestionResult] = []
    while len(made) < count:
        options = SuggestOptions(fps=1, visual_budget=40, temperature=1.5, max_traces=1, seed=len(made))
        made += backend.suggest([clip_input()] * batch, options)
    return made[:count]


@pytest.mark.parametrize("kind", ["video_llama_3", "qwen2_5_vl", "qwen3_vl"])
def test_a_random_model_answers_well_formed(kind: str, models_dir: Path) -> None:
    results = answers(backend_of(kind, models_dir), 16, batch=16)
    assert all(sensible(result) for result in results)
    assert {bool(result.traces) for result in results} == {True, False}


def test_an_answer_that_is_being_made_ends_when_the_work_must(models_dir: Path) -> None:
    """Between two tokens: one whose job is cancelled does not finish first."""
    asked = []

    def check() -> None:
        asked.append(1)
        if len(asked) == 4:
            raise JobStoppedError("The job was cancelled.")

    with interruptible(check), pytest.raises(JobStoppedError):
        answers(backend_of("video_llama_3", models_dir), 1, batch=1)
    assert len(asked) == 4
    assert len(answers(backend_of("video_llama_3", models_dir), 1, batch=1)) == 1


@pytest.mark.full
@pytest.mark.parametrize("kind", ["video_llama_3", "qwen2_5_vl"])
def test_a_thousand_of_a_thousand_answers_are_well_formed(kind: str, models_dir: Path) -> None:
    assert all(sensible(result) for result in answers(backend_of(kind, models_dir), 1000, batch=40))


def backend_of(kind: str, models_dir: Path) -> VideoLlama3Backend | QwenVlBackend:
    config = BackendConfig(models_dir=models_dir, folder=kind)
    return VideoLlama3Backend(config) if kind == "video_llama_3" else QwenVlBackend(config)
