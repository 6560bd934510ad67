"""Agreement at the size of the benchmark: `python -m bench agreement`.

Three answers on each of 6,636 videos, made by a seeded generator: from kept terms to the whole report.
Beside it the krippendorff package on the same verdicts.
"""

import random
import resource
import sys
from collections.abc import Sequence
from time import perf_counter

import krippendorff
import numpy as np

from annotations.frames import FrameSpan
from annotations.tracks import Keyframe
from bench.table import Row, report
from reviewers.metrics.nominal import alpha, coincidences
from reviewers.metrics.overlaps import summaries
from reviewers.metrics.report import agreement_report
from reviewers.metrics.study import VERDICTS, study_of
from reviewers.metrics.terms import verdict_counts
from reviewers.metrics.values import TraceValue, VideoAnswers

VIDEOS, PEOPLE, FRAMES = 6636, 3, 120
FILTERED = 1000
SEED = 20260101
CATEGORIES = [f"category_{number}" for number in range(9)]
FULL_S, FILTERED_S, MOST_MB = 15, 0.3, 500


def main() -> int:
    """Make the study, then time the report."""
    chance = random.Random(SEED)  # noqa: S311 - repeatable, not secret
    started = perf_counter()
    videos = [study_video(chance) for _ in range(VIDEOS)]
    rows = [row("terms of all answers and pairs", f"{perf_counter() - started:.1f} s")]
    rows += [full_row(videos), filtered_row(videos[:FILTERED]), *alpha_rows(videos)]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rows.append(row("memory of it all (peak)", f"{peak:.0f} MB", f"< {MOST_MB} MB", peak < MOST_MB))
    report(rows)
    return int(any(each.holds is False for each in rows))


def study_video(chance: random.Random) -> VideoAnswers:
    """What people say about one video: much the same, and not quite."""
    truth = [trace(chance, number) for number in range(chance.choice([0, 1, 1, 1, 2]))]
    return summaries(FRAMES, [(str(person), *answer(chance, truth)) for person in range(PEOPLE)])


def trace(chance: random.Random, number: int) -> TraceValue:
    onset = chance.randrange(FRAMES // 2)
    span = FrameSpan(onset, onset + chance.randrange(10, FRAMES // 2))
    keyframes = [box_at(chance, frame) for frame in (onset, span.offset_frame)]
    return TraceValue(str(number), span, tuple(keyframes), tuple(chance.sample(CATEGORIES, 1)))


def box_at(chance: random.Random, frame: int) -> Keyframe:
    return Keyframe(frame, chance.randrange(400), chance.randrange(200), 120, 100)


def answer(chance: random.Random, truth: Sequence[TraceValue]) -> tuple[str, list[TraceValue]]:
    """Each trace is found by most, a few frames and pixels aside."""
    seen = [moved(chance, each) for each in truth if chance.random() < 0.85]
    verdict = "fake" if seen else chance.choices(VERDICTS, [0, 9, 1])[0]
    return verdict, seen


def moved(chance: random.Random, each: TraceValue) -> TraceValue:
    onset = max(0, each.span.onset_frame + chance.randrange(-4, 5))
    offset = min(FRAMES - 1, max(onset, each.span.offset_frame + chance.randrange(-4, 5)))
    keyframes = tuple(
        Keyframe(frame, kept.left + chance.randrange(12), kept.top + chance.randrange(12), 120, 100)
        for frame, kept in zip((onset, offset), each.keyframes, strict=True)
        if frame == onset or offset > onset
    )
    categories = each.categories if chance.random() < 0.8 else tuple(chance.sample(CATEGORIES, 2))
    return TraceValue(each.id, FrameSpan(onset, offset), keyframes, categories)


def full_row(videos: Sequence[VideoAnswers]) -> Row:
    started = perf_counter()
    agreement_report(study_of(videos), CATEGORIES)
    took = perf_counter() - started
    measure = f"A0-A5 with intervals, {VIDEOS} videos x {PEOPLE}"
    return row(measure, f"{took:.1f} s", f"< {FULL_S} s", took < FULL_S)


def filtered_row(videos: Sequence[VideoAnswers]) -> Row:
    started = perf_counter()
    agreement_report(study_of(videos), CATEGORIES, intervals=False)
    took = perf_counter() - started
    measure = f"values alone, {FILTERED} videos x {PEOPLE}"
    return row(measure, f"{took * 1000:.0f} ms", f"< {FILTERED_S * 1000:.0f} ms", took < FILTERED_S)


def alpha_rows(videos: Sequence[VideoAnswers]) -> list[Row]:
    """The verdicts' alpha, ours and theirs."""
    counts = verdict_counts(study_of(videos))
    started = perf_counter()
    ours = float(alpha(coincidences(counts).sum(axis=0)))
    our_ms = (perf_counter() - started) * 1000
    started = perf_counter()
    theirs = krippendorff.alpha(value_counts=counts.astype(np.int64), level_of_measurement="nominal")
    their_ms = (perf_counter() - started) * 1000
    same = bool(abs(ours - theirs) < 1e-12)
    return [
        row("alpha of all verdicts", f"{ours:.6f} in {our_ms:.1f} ms"),
        row("the same by krippendorff 0.9.0", f"{theirs:.6f} in {their_ms:.1f} ms", "equal to 1e-12", same),
    ]


def row(measure: str, value: str, target: str = "", holds: bool | None = None) -> Row:
    return Row("agreement", measure, value, target, holds)


if __name__ == "__main__":
    sys.exit(main())
