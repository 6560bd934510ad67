"""A clip as a chat request, and a chat answer as a suggestion."""

from __future__ import annotations

import base64
import io
import math
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from PIL import Image

from models_service.backends.answers import Answer, result_made
from models_service.backends.base import (
    BackendConfig,
    ClipInput,
    SampledFrames,
    SuggestionResult,
    SuggestOptions,
    Verdict,
)
from models_service.backends.sampling import clip_sample, video_metadata
from models_service.backends.serving.connection import RefusedError, Server
from models_service.backends.serving.pattern import answer_pattern
from models_service.conversion import PIXELS_RESIZED, CoordinateSpace, coordinate_space
from models_service.errors import WeightsUnusableError
from models_service.prompts import FAKE, REAL, Prompt, prompt_get

AT_ONCE = 8
ANSWER_TOKENS = 256
CHOICES_LOOKED_AT = 20
JPEG_QUALITY = 92
BAD_REQUEST = 400
LOGIT_MAX = 30.0


def suggested(
    server: Server, config: BackendConfig, clips: Sequence[ClipInput], options: SuggestOptions
) -> list[SuggestionResult]:
    """One result for each clip, in order; raises what the first failed one raised."""
    if config.coordinates == PIXELS_RESIZED:
        raise WeightsUnusableError("A served model's resized pixels are not known here.")
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(lambda clip: _suggested(server, config, clip, options), clips))


def _suggested(
    server: Server, config: BackendConfig, clip: ClipInput, options: SuggestOptions
) -> SuggestionResult:
    prompt = prompt_get(config.prompt_version)
    space = space_of(config, clip)
    started = time.monotonic()
    body = chat_body(config.folder, clip, clip_sample(clip, options, config.limits), prompt, options)
    answer = _asked(server, body, answer_pattern(prompt, space))
    choice = answer["choices"][0]
    text = str(choice["message"].get("content") or "").strip()
    timings = {"all": round((time.monotonic() - started) * 1000, 1)}
    return result_made(clip, prompt, space, [Answer(text, verdict_read(choice))], timings)


def _asked(server: Server, body: dict[str, Any], pattern: str) -> dict[str, Any]:
    """The answer, forced to the template where the server can: one that knows no grammar is asked without."""
    try:
        answer = server.post("/chat/completions", body | {"structured_outputs": {"regex": pattern}})
    except RefusedError as error:
        if error.fields.get("status") != BAD_REQUEST:
            raise
        answer = server.post("/chat/completions", body)
    if not isinstance(answer.get("choices"), list) or not answer["choices"]:
        raise RefusedError("The model server refused the request.")
    return answer


def chat_body(
    model: str, clip: ClipInput, sampled: SampledFrames, prompt: Prompt, options: SuggestOptions
) -> dict[str, Any]:
    """The request: pictures before words, so that a server can keep what it read of them."""
    told = video_metadata(clip, sampled)
    kept = ("fps", "frames_indices", "total_num_frames", "duration")
    content = [
        {"type": "video_url", "video_url": {"url": _pictures_url(sampled)}},
        {"type": "text", "text": prompt.question},
    ]
    return {
        "model": model,
        "messages": [{"role": "user", "content": content}],
        "max_tokens": ANSWER_TOKENS,
        "temperature": options.temperature,
        "seed": options.seed,
        "logprobs": True,
        "top_logprobs": CHOICES_LOOKED_AT,
        "media_io_kwargs": {"video": {"num_frames": -1} | {name: told[name] for name in kept}},
    }


def verdict_read(choice: dict[str, Any]) -> Verdict:
    """P(FAKE) out of the likeliest first tokens; unknown where the server gave no probabilities.

    A verdict that is not among them counts as likely as the least likely one that is.
    """
    try:
        top = choice["logprobs"]["content"][0]["top_logprobs"]
        likely = {str(one["token"]).strip(): float(one["logprob"]) for one in reversed(top)}
    except (KeyError, IndexError, TypeError, ValueError):
        return Verdict()
    fake, real = _logprob(likely, FAKE), _logprob(likely, REAL)
    if fake is None and real is None:
        return Verdict(mass=0.0)
    least = min(likely.values())
    mass = sum(math.exp(one) for one in (fake, real) if one is not None)
    margin = (least if fake is None else fake) - (least if real is None else real)
    logit = max(-LOGIT_MAX, min(LOGIT_MAX, margin))
    return Verdict(p_fake=1 / (1 + math.exp(-logit)), mass=min(1.0, mass), logit=logit)


def _logprob(likely: dict[str, float], word: str) -> float | None:
    """That of the longest token with which the word begins: a tokenizer takes no shorter one."""
    found = [token for token in likely if token and word.startswith(token)]
    return likely[max(found, key=len)] if found else None


def _pictures_url(sampled: SampledFrames) -> str:
    return "data:video/jpeg;base64," + ",".join(_jpeg(picture) for picture in sampled.pictures)


def _jpeg(picture: Any) -> str:
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "JPEG", quality=JPEG_QUALITY, subsampling=0)
    return base64.b64encode(buffer.getvalue()).decode()


def space_of(config: BackendConfig, clip: ClipInput) -> CoordinateSpace:
    """The space in which the served model writes this clip's boxes."""
    native = (clip.width, clip.height)
    return coordinate_space(config.coordinates, native, native)
