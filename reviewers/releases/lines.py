"""Gold, answers and suggestions -> lines of `traces.jsonl`; `record` says what a line is; frames 0-based."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from annotations.benchmark.row import keyframe_body
from annotations.selectors.pseudonyms import side_name
from annotations.tracks import Keyframe, bbox_at
from reviewers.releases.answers import HandedIn, pseudonym
from reviewers.releases.rows import RowContext, onset_seconds, span_seconds, wording_of
from reviewers.releases.snapshot import GoldVideo, SnapshotTrace

TRACE, ANSWER, SUGGESTION = "trace", "answer", "suggestion"


def trace_lines(item: GoldVideo, context: RowContext) -> Iterator[dict[str, Any]]:
    """The gold traces of one video with all their keyframes and where they came from."""
    sources = _sources(item, context)
    for trace in item.traces:
        yield {
            "record": TRACE,
            "video_id": item.gold.video.video_id,
            "trace": trace.pk,
            "onset_frame": trace.onset_frame,
            "offset_frame": trace.offset_frame,
            "onset_seconds": onset_seconds(item, trace),
            "duration_seconds": span_seconds(item, trace),
            "categories": trace.categories,
            "other_tag": trace.other_tag,
            "explanation": trace.explanation,
            "explanation_standardised": wording_of(item, trace, context),
            "confidence": trace.confidence,
            "keyframes": [keyframe_body(keyframe) for keyframe in trace.keyframes],
            **({"boxes": _boxes(trace)} if context.options.dense_boxes else {}),
            "sources": trace.sources,
            "lineage": [sources[name] for name in trace.sources if name in sources],
            "how": trace.how,
            "gold_version": item.gold.version,
            "rule": item.gold.rule,
        }


def answer_lines(item: GoldVideo, context: RowContext) -> Iterator[dict[str, Any]]:
    """What each person handed in about the video, whatever the gold took of it.

    What an import wrote in its own name is no person's answer.
    """
    named = set(item.gold.annotations)
    for answer in item.answers:
        is_source = answer.id in named
        if is_source and item.gold.rule == item.gold.Rule.IMPORT:
            continue
        yield {
            "record": ANSWER,
            "video_id": item.gold.video.video_id,
            "answer": answer.id,
            "annotator": pseudonym(context.secret, answer.person),
            "status": answer.status,
            "verdict": answer.verdict,
            "in_gold": is_source,
            "traces": [_trace(trace) for trace in answer.traces],
        }


def suggestion_lines(
    found: Iterable[Mapping[str, Any]], item: GoldVideo, context: RowContext
) -> Iterator[dict[str, Any]]:
    """What models proposed for the video, with what people decided, under their names in this file."""
    project = item.gold.video.project_id
    people = {answer.person for answer in item.answers}
    names = {side_name(project_id=project, person_id=who, annotator_id=who): who for who in people}
    for line in found:
        decisions = [
            {**decision, "annotator": pseudonym(context.secret, names[decision["annotator"]])}
            for decision in line["decisions"]
            if decision["annotator"] in names
        ]
        yield {"record": SUGGESTION, **line, "decisions": decisions}


def _sources(item: GoldVideo, context: RowContext) -> dict[str, dict[str, Any]]:
    """Whose each trace of an answer is, and what it began as."""
    return {
        trace["id"]: _source(trace, answer, context) for answer in item.answers for trace in answer.traces
    }


def _source(trace: Mapping[str, Any], answer: HandedIn, context: RowContext) -> dict[str, Any]:
    return {
        "trace": trace["id"],
        "answer": answer.id,
        "annotator": pseudonym(context.secret, answer.person),
        "origin": trace["origin"],
        "suggestion": _text(trace["suggestion"]),
    }


def _trace(trace: Mapping[str, Any]) -> dict[str, Any]:
    keyframes = [keyframe_body(keyframe) for keyframe in trace["keyframes"]]
    return {**trace, "keyframes": keyframes, "suggestion": _text(trace["suggestion"])}


def _boxes(trace: SnapshotTrace) -> list[list[int]]:
    """The box of every frame from onset to offset: left, top, width, height."""
    keyframes = [Keyframe(**keyframe) for keyframe in trace.keyframes]
    frames = range(trace.onset_frame, trace.offset_frame + 1)
    boxes = (bbox_at(keyframes, frame) for frame in frames)
    return [[box.left, box.top, box.width, box.height] for box in boxes]


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
