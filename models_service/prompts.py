"""What a model is asked and how it answers, word for word: prompts are part of the protocol (the paper, 5).

A prompt's `version` names question and answer for ever; change a word and it gets another version. Answers
are templates with slots, so that one template renders a person's answer and forces a model's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from annotations.errors import DeepTraceError
from models_service.backends.base import AnnotationText
from models_service.conversion import CoordinateSpace, Corners

BOX, TIME, REASON, VERDICT = "box", "time", "reason", "verdict"
PAPER = "paper-1"
ZERO_SHOT = "zero-shot-1"
FAKE, REAL = "FAKE", "REAL"
FAKE_START = "FAKE. The video is AI-generated."
REAL_ANSWER = "REAL. The video is real. There is no unnatural part."
TIME_DECIMALS = 1

QUESTION = (
    "Decide whether the video is AI-generated or real by detecting unnatural parts. If you don't detect any "
    "unnatural parts and think the video is real, reply with REAL. Otherwise, if you detect any, reply with "
    "FAKE"
)
ASKED = {
    BOX: "the coordinates of the unnatural parts in [x0, y0, x1, y1] format",
    TIME: "the starting time of them",
    REASON: "an explanation",
}
ZERO_SHOT_QUESTION = (
    "Decide whether the video is AI-generated or real. If you think it is real, reply 'REAL'. Otherwise, "
    "reply 'FAKE' and provide the area coordinates in [x0, y0, x1, y1] format, the starting time of when you "
    "think it becomes fake, and an explanation. Encapsulate your answers using <coordinates> </coordinates>, "
    "<start_time> </start_time>, and <explanation> </explanation>."
)


class PromptUnknownError(DeepTraceError):
    """No prompt has this version."""

    code = "prompt_unknown"


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question and which parts its answer has beside the verdict, in order."""

    version: str
    question: str
    parts: tuple[str, ...]
    is_zero_shot: bool = False


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a template that is filled in: `kind` is BOX (one coordinate), TIME or REASON."""

    kind: str
    axis: str = ""  # of a coordinate: "x0", "y0", "x1" or "y1"


@dataclass(frozen=True, slots=True)
class TraceAnswer:
    """One trace in a model's own terms; an empty explanation leaves the reason out."""

    corners: Corners
    seconds: float
    explanation: str = ""


# What an ablation leaves out of the training template; releases and training runs name it.
ABLATIONS: dict[str, tuple[str, ...]] = {
    "none": (),
    "no_time": (TIME,),
    "no_explanation": (REASON,),
    "no_time_no_explanation": (TIME, REASON),
    "no_box": (BOX,),
}


def prompt_ablated(ablation: str) -> Prompt:
    """The training prompt without what `ablation` (a key of ABLATIONS) leaves out."""
    if ablation not in ABLATIONS:
        raise PromptUnknownError("There is no such ablation.", ablation=ablation)
    parts = tuple(part for part in ASKED if part not in ABLATIONS[ablation])
    version = PAPER if ablation == "none" else f"{PAPER}-{ablation}"
    return Prompt(version, f"{QUESTION}{_asked(parts)}.", parts)


def prompt_get(version: str) -> Prompt:
    """The prompt of this version, the paper's where it is empty; raises PromptUnknownError."""
    if version == ZERO_SHOT:
        return Prompt(ZERO_SHOT, ZERO_SHOT_QUESTION, (BOX, TIME, REASON), is_zero_shot=True)
    for ablation in ABLATIONS:
        prompt = prompt_ablated(ablation)
        if version in (prompt.version, "") and (version or ablation == "none"):
            return prompt
    raise PromptUnknownError("There is no such prompt.", version=version)


def _asked(parts: Sequence[str]) -> str:
    """The list of what to provide, in words; the paper's own wording where everything is asked for."""
    words = [ASKED[part] for part in parts]
    if not words:
        return ""
    *before, last = words
    if not before:
        return f", and provide {last}"
    comma = "," if len(before) > 1 else ""
    return f", and provide {', '.join(before)}{comma} and {last}"


def fake_template(prompt: Prompt, *, with_reason: bool = True) -> list[str | Slot]:
    """The answer to a generated video as fixed text and slots, in order.

    "FAKE. The video is AI-generated. The unnatural part is at [BBox] starting [Time] seconds. The reason is
    because [Explanation]"; zero-shot answers carry tags instead.
    """
    if prompt.is_zero_shot:
        return _zero_shot_template()
    pieces: list[str | Slot] = [FAKE_START]
    if BOX in prompt.parts:
        pieces += [" The unnatural part is at [", *_corner_slots(), "]"]
    if TIME in prompt.parts:
        start = " starting " if BOX in prompt.parts else " The unnatural part is starting "
        pieces += [start, Slot(TIME), " seconds"]
    if BOX in prompt.parts or TIME in prompt.parts:
        pieces += ["."]
    if REASON in prompt.parts and with_reason:
        pieces += [" The reason is because ", Slot(REASON)]
    return pieces


def real_answer(prompt: Prompt) -> str:
    """The answer to a real video."""
    return REAL if prompt.is_zero_shot else REAL_ANSWER


def answer_render(
    prompt: Prompt, trace: TraceAnswer | None, space: CoordinateSpace, key: str = ""
) -> AnnotationText:
    """An answer in the prompt's words, with the places of its parts; `trace` None means REAL."""
    if trace is None:
        text = real_answer(prompt)
        return AnnotationText(key, text, {VERDICT: (0, len(REAL))})
    spans: dict[str, tuple[int, int]] = {VERDICT: (0, len(FAKE))}
    text = ""
    for piece in fake_template(prompt, with_reason=bool(trace.explanation.strip())):
        if isinstance(piece, str):
            text += piece
            continue
        start = len(text)
        text += _filled(piece, trace, space)
        spans[piece.kind] = (spans.get(piece.kind, (start, start))[0], len(text))
    return AnnotationText(key, text, spans)


def _corner_slots() -> list[str | Slot]:
    x0, y0, x1, y1 = (Slot(BOX, axis) for axis in ("x0", "y0", "x1", "y1"))
    return [x0, ", ", y0, ", ", x1, ", ", y1]


def _zero_shot_template() -> list[str | Slot]:
    return [
        "FAKE <coordinates>[",
        *_corner_slots(),
        "]</coordinates> <start_time>",
        Slot(TIME),
        "</start_time> <explanation>",
        Slot(REASON),
        "</explanation>",
    ]


def _filled(slot: Slot, trace: TraceAnswer, space: CoordinateSpace) -> str:
    if slot.kind == BOX:
        return space.written(trace.corners[("x0", "y0", "x1", "y1").index(slot.axis)])
    if slot.kind == TIME:
        return f"{trace.seconds:.{TIME_DECIMALS}f}"
    return " ".join(trace.explanation.split())
