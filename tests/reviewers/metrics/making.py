"""Answers for the tests of agreement, from a few numbers."""

from annotations.frames import FrameSpan
from annotations.tracks import Keyframe
from reviewers.metrics.overlaps import summaries
from reviewers.metrics.values import TraceValue, VideoAnswers

Box = tuple[int, int, int, int]
FRAMES = 100


def trace(
    onset: int, offset: int, *categories: str, box: Box = (10, 10, 20, 20), text: str = "", name: str = ""
) -> TraceValue:
    keyframe = Keyframe(onset, *box)
    span = FrameSpan(onset, offset)
    return TraceValue(name or f"{onset}-{offset}-{box}", span, (keyframe,), categories, text)


def video(*answers: tuple[str, list[TraceValue]], frames: int = FRAMES) -> VideoAnswers:
    """One video; each answer is a verdict and its traces."""
    return summaries(
        frames, [(f"p{index}", verdict, traces) for index, (verdict, traces) in enumerate(answers)]
    )
