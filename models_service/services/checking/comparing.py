"""Comparing an answer with what a model said: by traces, and by how likely the model finds its words.

Takes numpy, so it is loaded on first use.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from annotations.frames import FrameSpan
from annotations.models import Annotation
from annotations.tracks import Keyframe, bbox_at
from models_service.backends.base import AgreementScore, AnnotationText, ClipInput
from models_service.conversion import box_to_model, coordinate_space, frame_seconds
from models_service.models import ModelVersion, SuggestionRun
from models_service.prompts import TraceAnswer, answer_render, prompt_get
from models_service.services.checking.words import NO_OVERLAP, VERDICT_DIFFERS
from reviewers.metrics.overlap import temporal_iou, tube_iou
from reviewers.metrics.values import TraceValue
from reviewers.selectors.trace_values import trace_values

HALF = 0.5
HARDLY_ANY = 0.1
FAKE, REAL, UNSURE = (each.value for each in Annotation.Verdict)


def traces_compare(*, answer: dict[str, Any], run: SuggestionRun, p_fake: float | None) -> dict[str, Any]:
    """Whether verdicts agree, and the best tIoU and vIoU of any two traces; None where there is nothing."""
    theirs = [_suggested(each) for each in run.suggestions.all() if each.keyframes]
    own = trace_values(answer["traces"])
    pairs = [(a, b) for a in own for b in theirs]
    return {
        "p_fake": p_fake,
        "verdict_agrees": _agrees(answer["verdict"], p_fake),
        "best_tiou": max(
            (temporal_iou(a.span.half_open(), b.span.half_open()) for a, b in pairs), default=None
        ),
        "best_viou": max((tube_iou(a, b) for a, b in pairs), default=None),
    }


def answer_texts(*, answer: dict[str, Any], model: ModelVersion, clip: ClipInput) -> list[AnnotationText]:
    """The answer in the words that the model was trained on: one text a trace; none for "unsure"."""
    native = (clip.width, clip.height)
    space = coordinate_space(model.coordinates, native, native)
    prompt = prompt_get(model.prompt_version)
    if answer["verdict"] == UNSURE:
        return []
    if answer["verdict"] == REAL:
        return [answer_render(prompt, None, space, key="real")]
    texts = []
    for trace in trace_values(answer["traces"]):
        corners = box_to_model(bbox_at(trace.keyframes, trace.span.onset_frame), space, native)
        seconds = frame_seconds(clip.frames, trace.span.onset_frame)
        told = TraceAnswer(corners, seconds, trace.explanation)
        texts.append(answer_render(prompt, told, space, key=trace.id))
    return texts


def parts_summed(scores: Sequence[AgreementScore]) -> dict[str, dict[str, float]]:
    """By part: log-probability, prior, tokens, and their difference for each token (PMI)."""
    parts: dict[str, dict[str, float]] = {}
    for score in scores:
        for name, logprob in score.logprob.items():
            part = parts.setdefault(name, {"logprob": 0.0, "prior": 0.0, "tokens": 0})
            part["logprob"] += logprob
            part["prior"] += score.prior.get(name, 0.0)
            part["tokens"] += score.tokens.get(name, 0)
    for part in parts.values():
        part["pmi"] = (part["logprob"] - part["prior"]) / max(1, part["tokens"])
    return parts


def pmi_total(parts: dict[str, dict[str, float]]) -> float | None:
    """PMI for each token over all parts."""
    tokens = sum(part["tokens"] for part in parts.values())
    gain = sum(part["logprob"] - part["prior"] for part in parts.values())
    return gain / tokens if tokens else None


def reasons_of(found: dict[str, Any], parts: dict[str, dict[str, float]]) -> list[str]:
    """What the model does not agree with, as codes; the least likely part where its PMI is negative."""
    reasons = [VERDICT_DIFFERS] if found["verdict_agrees"] is False else []
    if found["best_viou"] is not None and found["best_viou"] < HARDLY_ANY:
        reasons.append(NO_OVERLAP)
    unlikely = {name: part["pmi"] for name, part in parts.items() if part["pmi"] < 0}
    if unlikely:
        reasons.append(f"{min(unlikely, key=lambda name: unlikely[name])}_unlikely")
    return reasons


def _agrees(verdict: str, p_fake: float | None) -> bool | None:
    if p_fake is None or verdict == UNSURE:
        return None
    return (p_fake >= HALF) == (verdict == FAKE)


def _suggested(suggestion: Any) -> TraceValue:
    return TraceValue(
        id=str(suggestion.pk),
        span=FrameSpan(suggestion.onset_frame, suggestion.offset_frame),
        keyframes=tuple(Keyframe(**keyframe) for keyframe in suggestion.keyframes),
        categories=tuple(suggestion.categories),
        explanation=suggestion.explanation,
    )
