"""A model's answer read back: it knows a good one, and is patient with a model off its template."""

from __future__ import annotations

import re
from dataclasses import dataclass

from models_service.conversion import Corners
from models_service.prompts import BOX, FAKE, REAL, REASON, TIME, Prompt

NUMBER = r"-?\d+(?:\.\d+)?"
VERDICT = re.compile(r"\b(FAKE|REAL)\b")
BOXED = re.compile(rf"\[\s*({NUMBER})\s*,\s*({NUMBER})\s*,\s*({NUMBER})\s*,\s*({NUMBER})\s*\]")
STARTING = re.compile(rf"\bstarting\s+(?:at\s+)?({NUMBER})\s*seconds?", re.IGNORECASE)
TAGGED_TIME = re.compile(rf"<start_time>\s*({NUMBER})\s*s?[a-z]*\s*</start_time>", re.IGNORECASE)
REASONED = re.compile(r"\breason is because\s+(.+)\Z", re.IGNORECASE | re.DOTALL)
TAGGED_REASON = re.compile(r"<explanation>(.*?)(?:</explanation>|\Z)", re.IGNORECASE | re.DOTALL)
TAGGED_BOX = re.compile(rf"<coordinates>\D*?{BOXED.pattern}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ParsedAnswer:
    """What an answer says, in the model's own terms; what it does not say is None or empty.

    `ok`: the verdict is there, and with FAKE every part that the prompt asks for.
    """

    verdict: str | None
    corners: Corners | None = None
    seconds: float | None = None
    explanation: str = ""
    ok: bool = False


def answer_parse(text: str, prompt: Prompt) -> ParsedAnswer:
    """Read an answer to `prompt`; never raises, whatever the model wrote."""
    found = VERDICT.search(text)
    if found is None:
        return ParsedAnswer(None)
    if found[1] == REAL:
        return ParsedAnswer(REAL, ok=True)
    corners = _corners(text, prompt) if BOX in prompt.parts else None
    seconds = _seconds(text, prompt) if TIME in prompt.parts else None
    explanation = _explanation(text, prompt) if REASON in prompt.parts else ""
    there = {BOX: corners is not None, TIME: seconds is not None, REASON: bool(explanation)}
    return ParsedAnswer(FAKE, corners, seconds, explanation, all(there[part] for part in prompt.parts))


def _corners(text: str, prompt: Prompt) -> Corners | None:
    found = _first(text, prompt, BOXED, TAGGED_BOX)
    if found is None:
        return None
    x0, y0, x1, y1 = (float(found[place]) for place in range(1, 5))
    return x0, y0, x1, y1


def _seconds(text: str, prompt: Prompt) -> float | None:
    found = _first(text, prompt, STARTING, TAGGED_TIME)
    return None if found is None else float(found[1])


def _explanation(text: str, prompt: Prompt) -> str:
    found = _first(text, prompt, REASONED, TAGGED_REASON)
    return "" if found is None else found[1].strip()


def _first(
    text: str, prompt: Prompt, plain: re.Pattern[str], tagged: re.Pattern[str]
) -> re.Match[str] | None:
    """What stands in the form that the prompt asks for, else in the other one."""
    likely, other = (tagged, plain) if prompt.is_zero_shot else (plain, tagged)
    return likely.search(text) or other.search(text)
