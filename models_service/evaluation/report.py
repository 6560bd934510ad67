"""The report on one model's predictions: metrics with intervals, counts, coverage, groups, problems."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from models_service.evaluation.predictions import problem
from models_service.evaluation.terms import SHARES, Case, TraceScores, cases_of, quantities_of, terms_of
from models_service.evaluation.values import Prediction, Problem, TruthTrace, TruthVideo
from reviewers.metrics.bootstrap import interval, points, resampled

METRICS = (
    "accuracy",
    "fake_accuracy",
    "real_accuracy",
    "explanation",
    "bbox_iou",
    "bbox_distance",
    "time_distance",
)
OVERALLS = ("overall", "overall_rows")
NAMES = (*METRICS, *(name for name in SHARES if name not in METRICS), *OVERALLS)
LENGTHS_S = (3, 6, 12)
LISTED = 1000
Stat = dict[str, Any]
GroupsOf = Callable[[Case], Iterable[tuple[str, Case]]]


def evaluate(
    truth: Sequence[TruthVideo],
    predictions: Mapping[str, Prediction],
    *,
    problems: Sequence[Problem] = (),
    explanation_scores: TraceScores | None = None,
    intervals: bool = True,
) -> dict[str, Any]:
    """Score predictions against the truth; plain values, ready for JSON.

    truth: one entry a video (`truth.truth_of` makes them from benchmark rows). predictions: by video_id; a
    video without one scores worst in everything. problems: those of reading, told beside the ones found here.
    explanation_scores: what a judge said, trace id (video_id#place among its rows) -> 0, 0.5 or 1. Where a
    row that needs a judge has none, Explanation and Overall are None with a reason (`not_judged`,
    `incomplete`): a row whose prediction explains nothing scores 0 without one. intervals: 95 % bootstrap
    over videos, in each group over its own.

    Returns {"metrics": {name: {"value", "ci", "n", "reason"}}, "denominators", "coverage", "by": {"category",
    "source", "length": {group: {name: stat}}}, "problems", "problem_counts"}. Values are 0..100, unrounded.
    Names: the paper's seven and `overall`; `offset_distance`, `temporal_iou`, `tube_iou`; `best_*`, the best
    row of each fake video; `*_rows`, where each row of a fake video counts, as in the paper's printed tables;
    `full_frame_boxes`, `real_rate`, `real_bias`: habits; `chrf`, `rouge_l`, `bleu`: likeness of explanations.
    `predicted_only` holds metrics, denominators and groups once more over videos that have a prediction.
    """
    return report_of(
        cases_of(truth, predictions),
        problems=[*problems, *unknown_problems(truth, predictions)],
        explanation_scores=explanation_scores,
        intervals=intervals,
    )


def unknown_problems(truth: Sequence[TruthVideo], predictions: Mapping[str, Prediction]) -> list[Problem]:
    """The predictions for videos that the truth lacks."""
    unknown = sorted(predictions.keys() - {video.video_id for video in truth})
    return [problem("unknown_video", line=None, video_id=each) for each in unknown]


def report_of(
    cases: Sequence[Case],
    *,
    problems: Sequence[Problem] = (),
    explanation_scores: TraceScores | None = None,
    intervals: bool = True,
) -> dict[str, Any]:
    """The report of `evaluate` on cases that are made already."""
    predicted = [case for case in cases if case.prediction is not None]
    whole = _figures(cases, explanation_scores, intervals=intervals)
    is_all = len(predicted) == len(cases)
    return {
        **whole,
        "coverage": _coverage(cases),
        "predicted_only": whole if is_all else _figures(predicted, explanation_scores, intervals=intervals),
        "problems": list(problems[:LISTED]),
        "problem_counts": dict(sorted(Counter(str(each["code"]) for each in problems).items())),
    }


def _figures(cases: Sequence[Case], judged: TraceScores | None, *, intervals: bool) -> dict[str, Any]:
    return {
        "metrics": _metrics(cases, judged, intervals=intervals),
        "denominators": _denominators(cases),
        "by": {
            name: _groups(cases, groups_of, judged, intervals=intervals)
            for name, groups_of in GROUPINGS.items()
        },
    }


def _metrics(cases: Sequence[Case], judged: TraceScores | None, *, intervals: bool) -> dict[str, Stat]:
    has_explanation = all(trace.value.id in (judged or {}) for trace in _to_judge(cases))
    quantities = quantities_of(terms_of(cases, judged or {}), has_explanation=has_explanation)
    values = points(quantities, len(cases))
    drawn = resampled(quantities, len(cases)) if intervals and cases else {}
    stats = {}
    for name in NAMES:
        value, quantity = values.get(name, np.nan), quantities.get(name)
        ci = interval(drawn[name], quantity.videos)[0] if quantity and name in drawn else None
        known = None if np.isnan(value) else float(value)
        n = quantity.n if quantity else _references(cases) if name == "explanation" else len(cases)
        stats[name] = {"value": known, "ci": ci, "n": n, "reason": _reason(name, known, has_explanation)}
    return stats


def _reason(name: str, value: float | None, has_explanation: bool) -> str | None:
    if value is not None:
        return None
    if name in OVERALLS:
        return "incomplete"
    return "not_judged" if name == "explanation" and not has_explanation else "nothing_to_score"


def _denominators(cases: Sequence[Case]) -> dict[str, int]:
    fakes = [case for case in cases if case.video.is_fake]
    return {
        "videos": len(cases),
        "fake_videos": len(fakes),
        "real_videos": len(cases) - len(fakes),
        "rows": sum(len(case.rows) for case in cases),
        "rows_with_explanation": _references(cases),
        "rows_needing_judge": _needing_judge(cases),
        "fake_videos_without_trace": sum(not case.rows for case in fakes),
    }


def _coverage(cases: Sequence[Case]) -> dict[str, Any]:
    """How many videos have a prediction, and how many fake videos with traces have each of its parts."""
    missing = sorted(case.video.video_id for case in cases if case.prediction is None)
    traced = [case.prediction for case in cases if case.rows]
    return {
        "videos": len(cases),
        "predicted": len(cases) - len(missing),
        "labels": sum(case.prediction is not None and case.prediction.label is not None for case in cases),
        "fake_with_traces": len(traced),
        "boxes": sum(each is not None and each.box is not None for each in traced),
        "starts": sum(each is not None and each.start_s is not None for each in traced),
        "ends": sum(each is not None and each.end_s is not None for each in traced),
        "explanations": sum(bool(each and each.explanation) for each in traced),
        "missing": len(missing),
        "missing_ids": missing[:LISTED],
    }


def _groups(
    cases: Iterable[Case], groups_of: GroupsOf, judged: TraceScores | None, *, intervals: bool
) -> dict[str, dict[str, Stat]]:
    grouped: dict[str, list[Case]] = {}
    for case in cases:
        for group, part in groups_of(case):
            grouped.setdefault(group, []).append(part)
    return {group: _metrics(grouped[group], judged, intervals=intervals) for group in sorted(grouped)}


def _by_source(case: Case) -> Iterable[tuple[str, Case]]:
    yield case.video.source or "unknown", case


def _by_length(case: Case) -> Iterable[tuple[str, Case]]:
    lower = max((edge for edge in LENGTHS_S if case.video.duration_s >= edge), default=0)
    upper = next((edge for edge in LENGTHS_S if edge > lower), None)
    yield f"{lower:02}-{upper:02} s" if upper else f"{lower:02}+ s", case


def _by_category(case: Case) -> Iterable[tuple[str, Case]]:
    """A fake video with only its traces of one category, for each of them."""
    traces = case.video.traces
    for category in dict.fromkeys(key for trace in traces for key in trace.value.categories):
        kept = [place for place, trace in enumerate(traces) if category in trace.value.categories]
        video = replace(case.video, traces=tuple(traces[place] for place in kept))
        rows = tuple(case.rows[place] for place in kept)
        yield category, Case(video, case.prediction, rows, tuple(case.texts[place] for place in kept))


GROUPINGS: dict[str, GroupsOf] = {"category": _by_category, "source": _by_source, "length": _by_length}


def _references(cases: Sequence[Case]) -> int:
    return sum(bool(trace.value.explanation) for case in cases for trace in case.video.traces)


def _needing_judge(cases: Sequence[Case]) -> int:
    return sum(1 for _ in _to_judge(cases))


def _to_judge(cases: Iterable[Case]) -> Iterator[TruthTrace]:
    return (trace for case in cases for trace in case.video.traces if case.needs_judge(trace))
