"""From a model's answer to a suggestion: the same for every back end that answers in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from annotations.tracks import BBox, Keyframe
from models_service.backends.base import ClipInput, SuggestedTrace, SuggestionResult, Verdict
from models_service.conversion import CoordinateSpace, box_from_model, frame_of_seconds
from models_service.parsing import ParsedAnswer, answer_parse
from models_service.prompts import FAKE, Prompt

OFFSET_INFERRED = "offset_inferred"  # a model says when a trace begins; it is taken to last to the end
BOX_CLAMPED = "box_clamped"
TIME_CLAMPED = "time_clamped"
NO_BOX = "no_box"
NO_TIME = "no_time"
OFF_TEMPLATE = "off_template"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model wrote about a clip, and how sure it was of the verdict."""

    text: str
    verdict: Verdict


def result_made(
    clip: ClipInput,
    prompt: Prompt,
    space: CoordinateSpace,
    answers: Sequence[Answer],
    timings_ms: dict[str, float],
) -> SuggestionResult:
    """Several answers about one clip as one result: distinct traces, all raw text."""
    parsed = [answer_parse(answer.text, prompt) for answer in answers]
    first = answers[0]
    traces = dict.fromkeys(
        trace_made(clip, space, one, first.verdict.p_fake) for one in parsed if one.verdict == FAKE
    )
    return SuggestionResult(
        verdict=first.verdict,
        traces=tuple(traces),
        raw_text="\n".join(dict.fromkeys(answer.text for answer in answers)),
        parse_ok=all(one.ok for one in parsed),
        prompt_version=prompt.version,
        timings_ms=timings_ms,
        warnings=() if all(one.ok for one in parsed) else (OFF_TEMPLATE,),
    )


def trace_made(
    clip: ClipInput, space: CoordinateSpace, parsed: ParsedAnswer, score: float | None
) -> SuggestedTrace:
    """A trace in frames and pixels; what the answer lacks is the whole clip or picture, and flagged."""
    flags = [OFFSET_INFERRED]
    box, onset = BBox(0, 0, clip.width, clip.height), 0
    if parsed.corners is None:
        flags.append(NO_BOX)
    else:
        box, mended = box_from_model(parsed.corners, space, (clip.width, clip.height))
        flags += [BOX_CLAMPED] * mended
    if parsed.seconds is None:
        flags.append(NO_TIME)
    else:
        onset, outside = frame_of_seconds(clip.frames, parsed.seconds)
        flags += [TIME_CLAMPED] * outside
    return SuggestedTrace(
        onset_frame=onset,
        offset_frame=clip.frames.frame_count - 1,
        keyframes=(Keyframe(onset, box.left, box.top, box.width, box.height),),
        explanation=parsed.explanation,
        score=score,
        flags=tuple(flags),
    )
