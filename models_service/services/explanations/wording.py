"""A standardised wording of one explanation: by a text model where one is configured, else by rules."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.conf import settings

from annotations.benchmark.fields import is_storable
from models_service.backends.serving.connection import Server
from models_service.errors import BackendUnavailableError
from models_service.services.explanations.prompts import PROMPT

RULES = "rules"
ENDS = ".!?。！？…"
CJK = re.compile(r"[\u3400-\u9fff]")
LONGEST = 2000
ANSWER_BYTES_MAX = 8 * 2**20
TIMEOUT_S = 120.0
MOST_TIMES_LONGER = 3
SHORT_CHARS = 80


@dataclass(frozen=True, slots=True)
class Wording:
    """A wording and where it came from."""

    text: str
    model: str
    prompt: str = ""


def writer_name() -> str:
    """The configured text model, else the rules."""
    return settings.TEXT_MODEL_NAME if settings.TEXT_MODEL_URL else RULES


def wording_of(raw: str) -> Wording | None:
    """The wording, or None where there is nothing to propose (it would be the same, or cannot be used).

    Raises BackendUnavailableError where the configured text model does not answer.
    """
    found = _asked(raw) if settings.TEXT_MODEL_URL else Wording(tidied(raw), RULES)
    return found if found and found.text != raw else None


def tidied(raw: str) -> str:
    """The same words: single spaces, a capital first letter, a full stop at the end."""
    text = " ".join(raw.split())
    if not text:
        return text
    text = text[0].upper() + text[1:] if len(text[0].upper()) == 1 else text
    if text[-1] in ENDS:
        return text
    return text + ("。" if CJK.search(text[-1]) else ".")


def _asked(raw: str) -> Wording | None:
    server = Server(settings.TEXT_MODEL_URL, settings.TEXT_MODEL_KEY, answer_bytes_max=ANSWER_BYTES_MAX)
    body = server.post(
        "/chat/completions",
        {
            "model": settings.TEXT_MODEL_NAME,
            "temperature": 0,
            "max_tokens": 400,
            "messages": [{"role": "system", "content": PROMPT}, {"role": "user", "content": raw}],
        },
        TIMEOUT_S,
    )
    try:
        content = body["choices"][0]["message"]["content"]
    except (KeyError, IndexError, TypeError) as error:
        raise BackendUnavailableError("The text model's answer has no text.") from error
    text = " ".join(content.split()) if isinstance(content, str) else ""
    usable = text and is_storable(text) and len(text) <= _longest(raw)
    return Wording(text, settings.TEXT_MODEL_NAME, PROMPT) if usable else None


def _longest(raw: str) -> int:
    """How long a wording may be: one that is much longer than what was written says something else."""
    return min(LONGEST, max(SHORT_CHARS, MOST_TIMES_LONGER * len(raw)))
