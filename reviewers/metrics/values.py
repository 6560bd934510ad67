"""What agreement is computed from: plain values, no rows and no Django."""

from __future__ import annotations

from dataclasses import dataclass

from annotations.frames import FrameSpan, HalfOpen
from annotations.tracks import Keyframe


@dataclass(frozen=True, slots=True)
class TraceValue:
    """One complete trace of one answer; the first category is the primary one."""

    id: str
    span: FrameSpan
    keyframes: tuple[Keyframe, ...]
    categories: tuple[str, ...]
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class TraceSummary:
    """What of a trace is needed once the overlaps are known: when and what kind."""

    span: HalfOpen
    categories: frozenset[str]


@dataclass(frozen=True, slots=True)
class TraceOverlap:
    """Two traces of two answers that share at least one frame; `left` and `right` are places in the answers.

    `tiou` and `viou` lie in [0, 1]; `chrf` and `rouge_l` too, or None where the texts were not compared.
    """

    left: int
    right: int
    tiou: float
    viou: float
    chrf: float | None = None
    rouge_l: float | None = None


@dataclass(frozen=True, slots=True)
class AnswerSummary:
    """One person's handed-in answer about one video."""

    annotator: str
    verdict: str
    traces: tuple[TraceSummary, ...]


@dataclass(frozen=True, slots=True)
class VideoAnswers:
    """All answers on one video and how their traces overlap, for each pair (i, j) of answers with i < j."""

    frame_count: int
    answers: tuple[AnswerSummary, ...]
    overlaps: dict[tuple[int, int], tuple[TraceOverlap, ...]]
