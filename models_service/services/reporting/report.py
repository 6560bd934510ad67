"""The provenance and anchoring report of a project; takes numpy, so it is loaded on first use."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

import numpy as np

from annotations.frames import FrameSpan
from annotations.models import Project, User
from annotations.selectors.access import role_require
from annotations.tracks import Keyframe
from models_service.selectors.versions import READERS
from models_service.services.reporting.reading import (
    ArmAnswer,
    Pair,
    answers_offered,
    arm_answers,
    check_counts,
    first_pass_counts,
    pairs_shown,
)
from reviewers.metrics.bootstrap import Summed, interval, points, resampled
from reviewers.metrics.overlap import box_iou, temporal_iou, tube_boxes
from reviewers.metrics.text import chrf2
from reviewers.metrics.values import TraceValue
from reviewers.selectors.agreement import videos_in_own_work
from reviewers.selectors.trace_values import trace_row_value

Values = list[tuple[UUID, float]]
TAKEN = ("accepted", "edited")
DECISIONS = ("accepted", "edited", "rejected", "ignored")


def suggestion_report(*, project: Project, viewer: User) -> dict[str, Any]:
    """Acceptance and edits by model version, both arms, what the first pass lost or won, and the checks.

    Nothing about videos that the viewer's own answer is open on.
    """
    role_require(project=project, user=viewer, roles=READERS)
    without = videos_in_own_work(project=project, viewer=viewer)
    arms = answers_offered(project=project, without=without)
    answers = arm_answers(project=project, arms=arms)
    return {
        "by_model": list(_by_model(pairs_shown(arms=arms))),
        "arms": {
            "with": _arm([each for each in answers if not each.withheld]),
            "without": _arm([each for each in answers if each.withheld]),
        },
        "first_pass": first_pass_counts(project=project, without=without),
        "checks": check_counts(project=project, without=without),
    }


def _by_model(pairs: list[Pair]) -> Iterator[dict[str, Any]]:
    grouped: dict[UUID, list[Pair]] = defaultdict(list)
    for pair in pairs:
        grouped[pair.suggestion.run.model_version_id].append(pair)
    for found in grouped.values():
        model = found[0].suggestion.run.model_version
        counts = Counter(pair.decision for pair in found)
        taken = [pair for pair in found if pair.decision in TAKEN and _is_whole(pair)]
        named = {"id": str(model.pk), "name": model.name, "backend": model.backend, "version": model.version}
        yield {
            "model": named,
            "shown": len(found),
            **{name: counts[name] for name in DECISIONS},
            "acceptance": _mean([(pair.video, float(pair.decision in TAKEN)) for pair in found]),
            "tiou": _mean([(pair.video, _tiou(pair)) for pair in taken]),
            "box_iou": _mean(list(_box_ious(taken))),
            "text_distance": _mean([(pair.video, _text_distance(pair)) for pair in taken]),
        }


def _arm(answers: list[ArmAnswer]) -> dict[str, Any]:
    judged = [(each.video, float(each.right)) for each in answers if each.right is not None]
    return {
        "videos": len({each.video for each in answers}),
        "answers": len(answers),
        "active_ms": _mean([(each.video, float(each.active_ms)) for each in answers]),
        "gold_agreement": _mean(judged),
    }


def _mean(values: Values) -> dict[str, Any]:
    """The mean with its interval by bootstrap over videos."""
    if not values:
        return {"value": None, "ci": None, "n": 0, "reason": "no_pairable_units"}
    videos = {video: place for place, video in enumerate(dict.fromkeys(video for video, _ in values))}
    terms = np.zeros((len(videos), 2))
    for video, value in values:
        terms[videos[video]] += (value, 1)
    mean = {
        "mean": Summed(terms, lambda sums: sums[:, 0] / np.where(sums[:, 1], sums[:, 1], np.nan), len(values))
    }
    ci, _ = interval(resampled(mean, len(videos))["mean"], len(videos))
    value = points(mean, len(videos))["mean"]
    return {"value": value, "ci": ci, "n": len(values), "reason": None if ci else "too_few_videos"}


def _is_whole(pair: Pair) -> bool:
    trace = pair.trace
    return trace is not None and None not in (trace.onset_frame, trace.offset_frame)


def _own(pair: Pair) -> TraceValue:
    if pair.trace is None:
        raise ValueError("no trace came of this suggestion")
    return trace_row_value(pair.trace)


def _proposed(pair: Pair) -> TraceValue:
    found = pair.suggestion
    keyframes = tuple(Keyframe(**keyframe) for keyframe in found.keyframes)
    span = FrameSpan(found.onset_frame, found.offset_frame)
    return TraceValue(str(found.pk), span, keyframes, tuple(found.categories), found.explanation)


def _tiou(pair: Pair) -> float:
    return temporal_iou(_proposed(pair).span.half_open(), _own(pair).span.half_open())


def _box_ious(pairs: Iterable[Pair]) -> Iterator[tuple[UUID, float]]:
    """The mean box IoU over the frames that both cover."""
    for pair in pairs:
        theirs, own = _proposed(pair), _own(pair)
        onset = max(theirs.span.onset_frame, own.span.onset_frame)
        offset = min(theirs.span.offset_frame, own.span.offset_frame)
        if onset <= offset and theirs.keyframes and own.keyframes:
            shared = FrameSpan(onset, offset)
            yield pair.video, float(box_iou(tube_boxes(theirs, shared), tube_boxes(own, shared)).mean())


def _text_distance(pair: Pair) -> float:
    theirs, own = _proposed(pair).explanation, _own(pair).explanation
    if not theirs and not own:
        return 0.0
    return 1 - chrf2(theirs, own) if theirs and own else 1.0
