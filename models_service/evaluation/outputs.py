"""What a back end said about a clip, as the one prediction that is scored."""

from __future__ import annotations

import re

from annotations.frames import FrameSpan, FrameTable
from annotations.tracks import bbox_at
from models_service.backends.base import SuggestedTrace, SuggestionResult
from models_service.evaluation.values import Corners, Label, Prediction

MICROSECONDS = 1_000_000
EVEN = 0.5
FIRST_WORD = re.compile(r"\s*(FAKE|REAL)\b", re.IGNORECASE)


def prediction_of(*, video_id: str, result: SuggestionResult, frames: FrameTable) -> Prediction:
    """Return the prediction: the label by P(FAKE), the trace with the highest score, else the first.

    Times count from frame 0; the end is when the trace's last frame leaves the screen. Of a clip
    called REAL nothing but the label counts. Without P(FAKE) the first word of the answer is the label; a
    back end that never judges gives none.
    """
    label = _label(result)
    if label == "REAL" or not result.traces:
        return Prediction(video_id, label, p_fake=result.verdict.p_fake)
    trace = max(result.traces, key=lambda each: -1.0 if each.score is None else each.score)
    first_us = frames.time_us_at(trace.onset_frame) - frames.time_us_at(0)
    last_us = frames.span_duration_us(_span(trace))
    return Prediction(
        video_id=video_id,
        label=label,
        start_s=first_us / MICROSECONDS,
        end_s=(first_us + last_us) / MICROSECONDS,
        box=_box(trace),
        explanation=trace.explanation.strip(),
        p_fake=result.verdict.p_fake,
    )


def prediction_line(prediction: Prediction, *, model_id: str) -> dict[str, object]:
    """Return the prediction as one of the JSON lines in which predictions circulate."""
    return {
        "video_id": prediction.video_id,
        "model_id": model_id,
        "predicted_label": prediction.label,
        "fake_probability": prediction.p_fake,
        "start_time": prediction.start_s,
        "end_time": prediction.end_s,
        "bbox": None if prediction.box is None else list(prediction.box),
        "explanation": prediction.explanation,
    }


def _label(result: SuggestionResult) -> Label | None:
    if result.verdict.p_fake is not None:
        return "FAKE" if result.verdict.p_fake >= EVEN else "REAL"
    said = FIRST_WORD.match(result.raw_text)
    return None if said is None else "FAKE" if said[1].upper() == "FAKE" else "REAL"


def _span(trace: SuggestedTrace) -> FrameSpan:
    return FrameSpan(trace.onset_frame, trace.offset_frame)


def _box(trace: SuggestedTrace) -> Corners | None:
    if not trace.keyframes:
        return None
    box = bbox_at(trace.keyframes, trace.onset_frame)
    return box.left, box.top, box.right, box.bottom
