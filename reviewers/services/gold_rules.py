"""What an adjudicated answer must hold: the same rules as a submitted annotation."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from annotations.models import Annotation, Category, Trace, Video
from annotations.texts import filled
from annotations.tracks import BBox

Problem = dict[str, str]
Verdict = Annotation.Verdict


def gold_problems(*, video: Video, verdict: str, traces: Sequence[Mapping[str, Any]]) -> list[Problem]:
    """Everything wrong with an adjudicated answer, as {field, code, detail}; empty when it is right."""
    problems = list(_verdict_problems(verdict, len(traces)))
    keys = set(Category.objects.filter(project=video.project).values_list("key", flat=True))
    sources = _known_sources(video, traces)
    for index, trace in enumerate(traces):
        field = f"traces.{index}"
        problems += _span_problems(field, trace, video.frame_count or 0)
        problems += _keyframe_problems(field, trace, video)
        if not trace["categories"]:
            problems.append(_problem(f"{field}.categories", "required", "A trace has at least one category."))
        if set(trace["categories"]) - keys:
            problems.append(_problem(f"{field}.categories", "unknown", "There is no such category."))
        if len(set(trace["categories"])) < len(trace["categories"]):
            problems.append(_problem(f"{field}.categories", "duplicate", "This category stands twice."))
        if {str(source) for source in trace["sources"]} - sources:
            problems.append(_problem(f"{field}.sources", "unknown", "There is no such trace on this video."))
    return problems


def _verdict_problems(verdict: str, count: int) -> Iterator[Problem]:
    if verdict == Verdict.FAKE and not count:
        yield _problem("traces", "required", "A fake video has at least one trace.")
    if verdict == Verdict.REAL and count:
        yield _problem("traces", "must_be_empty", "A real video has no traces.")


def _span_problems(field: str, trace: Mapping[str, Any], frame_count: int) -> Iterator[Problem]:
    if trace["offset_frame"] >= frame_count:
        yield _problem(
            f"{field}.offset_frame",
            "out_of_range",
            filled("The video has {frame_count} frames.", frame_count=frame_count),
        )
    if trace["onset_frame"] > trace["offset_frame"]:
        yield _problem(f"{field}.offset_frame", "before_onset", "The trace ends before it starts.")


def _keyframe_problems(field: str, trace: Mapping[str, Any], video: Video) -> Iterator[Problem]:
    frames = [keyframe["frame"] for keyframe in trace["keyframes"]]
    if not frames:
        yield _problem(f"{field}.keyframes", "required", "A trace has at least one keyframe.")
    if any(later <= earlier for earlier, later in pairwise(frames)):
        yield _problem(f"{field}.keyframes", "not_ascending", "The keyframes do not strictly ascend.")
    for index, keyframe in enumerate(trace["keyframes"]):
        place = f"{field}.keyframes.{index}"
        if not trace["onset_frame"] <= keyframe["frame"] <= trace["offset_frame"]:
            yield _problem(f"{place}.frame", "out_of_range", "The keyframe lies outside the trace.")
        box = BBox(keyframe["left"], keyframe["top"], keyframe["width"], keyframe["height"])
        if not box.is_inside(video.width or 0, video.height or 0):
            yield _problem(place, "outside_picture", "The box does not lie inside the picture.")


def _known_sources(video: Video, traces: Sequence[Mapping[str, Any]]) -> set[str]:
    wanted = [source for trace in traces for source in trace["sources"]]
    found = Trace.objects.filter(pk__in=wanted, annotation__video=video).values_list("pk", flat=True)
    return {str(pk) for pk in found}


def _problem(field: str, code: str, detail: str) -> Problem:
    return {"field": field, "code": code, "detail": detail}
