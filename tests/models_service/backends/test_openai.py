"""A model behind HTTP: the same frames, times and question, P(FAKE), one address and no other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from models_service.backends.base import BackendConfig, SuggestOptions
from models_service.backends.openai import OpenAiBackend
from models_service.backends.sampling import clip_sample, video_metadata
from models_service.backends.serving.pattern import answer_pattern
from models_service.conversion import CoordinateSpace
from models_service.errors import BackendUnavailableError, OutOfMemoryError
from models_service.prompts import (
    ABLATIONS,
    PAPER,
    ZERO_SHOT,
    TraceAnswer,
    answer_render,
    prompt_ablated,
    prompt_get,
)
from tests.models_service.backends.serving import MODEL, Fake, frames_of, served
from tests.models_service.backends.test_forcing import backend_of
from tests.models_service.clips import LIMITS, clip_input

OPTIONS = SuggestOptions(fps=2, visual_budget=160)
SPACE = CoordinateSpace(320, 180)
WORDS = answer_render(prompt_get(PAPER), TraceAnswer((10, 20, 110, 90), 0.5, "it melts"), SPACE).text


@pytest.fixture(scope="module")
def machine(models_dir: Path) -> object:
    backend = backend_of("video_llama_3", models_dir)
    backend.load()
    return backend._machine


@pytest.fixture
def fake(machine: object) -> Iterator[Fake]:
    with served(machine) as running:
        running.text = WORDS
        yield running


def backend(fake: Fake, key: str = "") -> OpenAiBackend:
    return OpenAiBackend(BackendConfig(folder=MODEL, server_url=fake.url, server_key=key))


@pytest.mark.parametrize("name", ["fps_24", "variable_30_15", "empty_edit"])
def test_the_server_sees_the_samplers_frames_and_their_times(name: str, fake: Fake) -> None:
    clip = clip_input(name)
    backend(fake).suggest([clip], OPTIONS)
    sampled = clip_sample(clip, OPTIONS, LIMITS)
    (request,) = fake.requests
    video, question = request["messages"][0]["content"]
    sent = frames_of(video["video_url"]["url"])
    assert sent.shape == sampled.pictures.shape
    assert np.abs(sent.astype(int) - sampled.pictures).mean() < 3
    told = request["media_io_kwargs"]["video"]
    assert told["frames_indices"] == video_metadata(clip, sampled)["frames_indices"]
    assert [place / told["fps"] for place in told["frames_indices"]] == pytest.approx(list(sampled.seconds))
    assert told["num_frames"] == -1
    assert question["text"] == prompt_get(PAPER).question
    assert request["path"] == "/v1/chat/completions"


def test_it_says_what_the_model_says(fake: Fake, models_dir: Path) -> None:
    (result,) = backend(fake).suggest([clip_input()], OPTIONS)
    assert result.raw_text == WORDS
    assert result.traces[0].keyframes[0].bbox.as_json() == {"left": 10, "top": 20, "width": 100, "height": 70}
    assert result.traces[0].explanation == "it melts"
    assert result.verdict.logit == pytest.approx(fake.margins[0])
    (here,) = backend_of("video_llama_3", models_dir).suggest([clip_input()], OPTIONS)
    # JPEG changes the pictures a little.
    assert result.verdict.logit == pytest.approx(here.verdict.logit, abs=0.05)
    assert result.verdict.mass == pytest.approx(here.verdict.mass, rel=0.2)


def test_a_server_without_grammars_is_asked_without(fake: Fake) -> None:
    fake.knows_grammars = False
    (result,) = backend(fake).suggest([clip_input()], OPTIONS)
    assert result.parse_ok
    assert ["structured_outputs" in request for request in fake.requests] == [True, False]


def test_an_answer_off_the_template_is_kept_and_flagged(fake: Fake) -> None:
    fake.text = "FAKE, I think, at [500, 10, 20, 900]."
    (result,) = backend(fake).suggest([clip_input()], OPTIONS)
    assert not result.parse_ok
    assert result.raw_text == fake.text
    assert {"box_clamped", "no_time"} <= set(result.traces[0].flags)
    assert result.traces[0].keyframes[0].bbox.is_inside(320, 180)


@pytest.mark.parametrize("version", [*(prompt_ablated(name).version for name in ABLATIONS), ZERO_SHOT])
def test_the_pattern_takes_every_answer_and_nothing_else(version: str) -> None:
    prompt = prompt_get(version)
    pattern = re.compile(answer_pattern(prompt, SPACE))
    fake = answer_render(prompt, TraceAnswer((1, 2, 30, 40), 1.5, "it melts."), SPACE).text
    real = answer_render(prompt, None, SPACE).text
    assert pattern.fullmatch(fake)
    assert pattern.fullmatch(real)
    assert not pattern.fullmatch(fake.replace("FAKE", "MAYBE"))


def test_only_the_configured_address_is_called(fake: Fake) -> None:
    with served(fake.machine) as other:
        fake.answer = (302, {"Location": f"{other.url}/chat/completions"}, b"")
        with pytest.raises(BackendUnavailableError):
            backend(fake).suggest([clip_input()], OPTIONS)
        assert other.requests == []
    for url in ("file:///etc/passwd", "ftp://127.0.0.1/v1", "http://127.0.0.1:9/v1", ""):
        with pytest.raises(BackendUnavailableError):
            OpenAiBackend(BackendConfig(folder=MODEL, server_url=url)).suggest([clip_input()], OPTIONS)


def test_errors_have_their_names(fake: Fake) -> None:
    fake.answer = (500, {}, b'{"error": "CUDA out of memory"}')
    with pytest.raises(OutOfMemoryError):
        backend(fake).suggest([clip_input()], OPTIONS)
    for status, body in ((503, b"busy"), (200, b"no json"), (200, b"[]"), (200, b"{}")):
        fake.answer = (status, {}, body)
        with pytest.raises(BackendUnavailableError):
            backend(fake).suggest([clip_input()], OPTIONS)


def test_the_key_travels_as_a_bearer_token_and_health_asks_for_the_model(fake: Fake) -> None:
    assert backend(fake, key="s3cret").health().ok
    assert fake.headers[-1]["Authorization"] == "Bearer s3cret"
    assert not OpenAiBackend(BackendConfig(folder="another", server_url=fake.url)).health().ok
    assert not OpenAiBackend(BackendConfig(folder=MODEL)).health().ok
