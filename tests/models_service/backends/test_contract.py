"""What every back end promises, whichever it is."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from models_service.backends.base import BackendConfig, ClipInput, SuggestionBackend, SuggestOptions
from models_service.backends.registry import BACKENDS, backend_class
from models_service.errors import BackendUnavailableError, BackendUnknownError, ClipUnreadableError
from models_service.prompts import TraceAnswer, answer_render, prompt_get
from tests.models_service.backends.serving import MODEL, served
from tests.models_service.backends.test_forcing import backend_of
from tests.models_service.backends.test_openai import SPACE, WORDS
from tests.models_service.clips import clip_input

OPTIONS = SuggestOptions(fps=2, visual_budget=80)
KNOWN = {"suggest", "verdict", "score", "train", "explain"}
WITHOUT_TORCH = """
import sys
from models_service.backends.base import BackendConfig
from models_service.backends.registry import BACKENDS, backend_class
for name in BACKENDS:
    backend_class(name)(BackendConfig()).health()
print(*[name for name in ("torch", "transformers", "numpy", "av", "PIL") if name in sys.modules])
"""


@pytest.fixture(params=[*BACKENDS, "qwen_vl:qwen3_vl"])
def backend(request: pytest.FixtureRequest, models_dir: Path) -> Iterator[SuggestionBackend]:
    name, _, folder = str(request.param).partition(":")
    folder = folder or {"videollama3": "video_llama_3", "qwen_vl": "qwen2_5_vl", "openai": MODEL}.get(
        name, ""
    )
    with ExitStack() as stack:
        url = ""
        if name == "openai":
            behind = backend_of("video_llama_3", models_dir)
            behind.load()
            fake = stack.enter_context(served(behind._machine))
            fake.text, url = WORDS, fake.url
        made: SuggestionBackend = backend_class(name)(
            BackendConfig(models_dir=models_dir, folder=folder, server_url=url)
        )
        yield made
        made.close()


def test_it_keeps_the_contract(backend: SuggestionBackend) -> None:
    assert backend.name in BACKENDS
    assert backend.version
    assert "suggest" in backend.capabilities <= KNOWN
    assert backend.health().ok
    backend.load()
    backend.load()
    clips = [clip_input("fps_24"), clip_input("variable_30_15")]
    results = backend.suggest(clips, OPTIONS)
    for clip, result in zip(clips, results, strict=True):
        assert result.parse_ok
        assert ("verdict" in backend.capabilities) == (result.verdict.p_fake is not None)
        assert all(0 <= frame < clip.frames.frame_count for frame, _ in result.marks)
        for trace in result.traces:
            assert 0 <= trace.onset_frame <= trace.offset_frame < clip.frames.frame_count
            assert [keyframe.frame for keyframe in trace.keyframes] == [trace.onset_frame]
            assert trace.keyframes[0].bbox.is_inside(clip.width, clip.height)
    backend.close()
    backend.close()
    again = backend.suggest(clips[:1], OPTIONS)
    assert [result.raw_text for result in again] == [results[0].raw_text]


def test_it_scores_or_says_that_it_does_not(backend: SuggestionBackend) -> None:
    answer = answer_render(prompt_get(""), TraceAnswer((1, 2, 30, 40), 0.5, "it melts"), SPACE, key="a")
    if "score" not in backend.capabilities:
        with pytest.raises(BackendUnavailableError):
            backend.score(clip_input(), [answer], OPTIONS)
        return
    (score,) = backend.score(clip_input(), [answer], OPTIONS)
    assert score.key == "a"
    assert all(value < 0 for value in (*score.logprob.values(), *score.prior.values()))


def test_a_clip_that_cannot_be_read_is_the_clips_fault(backend: SuggestionBackend, tmp_path: Path) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"\0" * 4096)
    clip: ClipInput = replace(clip_input(), path=broken, sha256="0" * 64)
    with pytest.raises(ClipUnreadableError):
        backend.suggest([clip], OPTIONS)


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(BackendUnknownError):
        backend_class("nobody")


def test_a_web_process_learns_of_their_health_without_any_of_their_libraries() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_TORCH], check=True, capture_output=True, text=True, timeout=120
    )
    assert done.stdout.split() == []
