"""Prompts are part of the protocol: the paper's words exactly, and every answer reads back."""

from fractions import Fraction

import pytest

from annotations.frames import FrameTable
from annotations.tracks import BBox
from models_service.conversion import (
    CoordinateSpace,
    box_from_model,
    box_to_model,
    coordinate_space,
    frame_of_seconds,
    frame_seconds,
)
from models_service.parsing import answer_parse
from models_service.prompts import (
    ABLATIONS,
    PAPER,
    ZERO_SHOT,
    PromptUnknownError,
    TraceAnswer,
    answer_render,
    prompt_ablated,
    prompt_get,
)

SPACE = CoordinateSpace(1280, 720)
TRACE = TraceAnswer((12, 34, 567, 700), 1.54, "the hand melts\ninto the cup.")
# Starts half a second into the file, at a variable rate.
TABLE = FrameTable(time_base=Fraction(1, 1000), pts=(500, 540, 580, 700), end_pts=800, key_frames=(0,))


def test_the_papers_words() -> None:
    prompt = prompt_get(PAPER)
    assert prompt.question == (
        "Decide whether the video is AI-generated or real by detecting unnatural parts. If you don't detect "
        "any unnatural parts and think the video is real, reply with REAL. Otherwise, if you detect any, "
        "reply with FAKE, and provide the coordinates of the unnatural parts in [x0, y0, x1, y1] format, the "
        "starting time of them, and an explanation."
    )
    assert answer_render(prompt, TRACE, SPACE).text == (
        "FAKE. The video is AI-generated. The unnatural part is at [12, 34, 567, 700] starting 1.5 seconds. "
        "The reason is because the hand melts into the cup."
    )
    real = answer_render(prompt, None, SPACE)
    assert real.text == "REAL. The video is real. There is no unnatural part."
    assert real.spans == {"verdict": (0, 4)}


def test_a_trace_without_explanation_gives_no_reason() -> None:
    answer = answer_render(prompt_get(PAPER), TraceAnswer((1, 2, 3, 4), 0.0), SPACE)
    assert answer.text.endswith("starting 0.0 seconds.")
    assert set(answer.spans) == {"verdict", "box", "time"}


@pytest.mark.parametrize("version", [prompt_ablated(name).version for name in ABLATIONS] + [ZERO_SHOT])
def test_every_answer_reads_back_and_its_parts_are_where_it_says(version: str) -> None:
    prompt = prompt_get(version)
    answer = answer_render(prompt, TRACE, SPACE, key="a")
    parsed = answer_parse(answer.text, prompt)
    assert parsed.ok
    assert parsed.verdict == "FAKE"
    assert parsed.corners == (TRACE.corners if "box" in prompt.parts else None)
    assert parsed.seconds == (1.5 if "time" in prompt.parts else None)
    assert parsed.explanation == ("the hand melts into the cup." if "reason" in prompt.parts else "")
    written = {part: answer.text[slice(*span)] for part, span in answer.spans.items()}
    whole = {
        "verdict": "FAKE",
        "box": "12, 34, 567, 700",
        "time": "1.5",
        "reason": "the hand melts into the cup.",
    }
    assert written == {part: whole[part] for part in ("verdict", *prompt.parts)}


def test_an_unknown_prompt_is_refused() -> None:
    with pytest.raises(PromptUnknownError):
        prompt_get("paper-9")
    assert prompt_get("").version == PAPER


@pytest.mark.parametrize(
    "text", ["", "I cannot tell.", "FAKE", "FAKE at [1, 2, 3] starting soon", "fake. real.", "[" * 5000]
)
def test_off_the_template_is_not_ok_and_never_an_error(text: str) -> None:
    assert not answer_parse(text, prompt_get(PAPER)).ok


@pytest.mark.parametrize("kind", ["pixels_native", "pixels_resized", "norm1000", "norm1"])
def test_a_box_survives_every_coordinate_space(kind: str) -> None:
    space = coordinate_space(kind, (1280, 720), (448, 252))
    box = BBox(85, 51, 201, 153)
    back, mended = box_from_model(box_to_model(box, space, (1280, 720)), space, (1280, 720))
    assert not mended
    assert all(
        abs(one - other) <= 3
        for one, other in zip(back.as_json().values(), box.as_json().values(), strict=True)
    )


@pytest.mark.parametrize(
    "corners",
    [(900, 500, 100, 20), (-50, -50, 99999, 99999), (1280, 720, 1280, 720), (float("nan"), 0, 5, 5)],
)
def test_a_senseless_box_is_mended(corners: tuple[float, float, float, float]) -> None:
    box, _ = box_from_model(corners, SPACE, (1280, 720))
    assert box.is_inside(1280, 720)


def test_seconds_are_counted_from_frame_0_and_frames_come_from_the_table() -> None:
    assert [frame_seconds(TABLE, frame) for frame in range(4)] == [0.0, 0.04, 0.08, 0.2]
    assert [frame_of_seconds(TABLE, seconds) for seconds in (0.0, 0.05, 0.19, 0.3)] == [
        (0, False),
        (1, False),
        (3, False),
        (3, False),
    ]
    assert frame_of_seconds(TABLE, 99.0) == (3, True)
    assert frame_of_seconds(TABLE, -1.0) == (0, True)
