"""The rules of traces: what an answer may hold, what a finished one must, and how it is written."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, TypedDict
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.module_loading import import_string

from annotations.errors import InvalidInputError
from annotations.models import Annotation, Trace
from annotations.selectors.annotations import AnswerLimits
from annotations.texts import filled

MAX_TRACES = 500
MAX_KEYFRAMES = 5000
MAX_CATEGORIES = 50
MAX_TEXT = 10_000
MAX_TAG = 200
MAX_WHOLE = 2**31 - 1
KEYFRAME_FIELDS = ("frame", "left", "top", "width", "height")
WRITTEN = (
    "onset_frame",
    "offset_frame",
    "categories",
    "other_tag",
    "explanation",
    "confidence",
    "keyframes",
    "origin",
    "suggestion",
)
OTHER = "other"
Problem = tuple[str, str, str]  # field, code, sentence


class TraceBody(TypedDict):
    """A checked trace as the client sent it."""

    id: UUID
    onset_frame: int | None
    offset_frame: int | None
    categories: list[str]
    other_tag: str
    explanation: str
    confidence: int | None
    keyframes: list[dict[str, int]]
    origin: str
    suggestion: UUID | None


def frame_problems(frame: int, limits: AnswerLimits) -> Iterator[Problem]:
    """A frame number must lie in the clip."""
    last = MAX_WHOLE if limits.frame_count is None else limits.frame_count - 1
    if not 0 <= frame <= last:
        yield "", "out_of_range", filled("Frames go from 0 to {last}.", last=last)


def keyframe_problems(keyframe: Mapping[str, int], limits: AnswerLimits) -> Iterator[Problem]:
    """A box has at least one pixel and lies inside the picture, its frame inside the clip."""
    for _, code, sentence in frame_problems(keyframe["frame"], limits):
        yield "frame", code, sentence
    for start, size, picture_px in (
        ("left", "width", limits.width_px),
        ("top", "height", limits.height_px),
    ):
        end = MAX_WHOLE if picture_px is None else picture_px
        if not 0 <= keyframe[start] < end:
            yield start, "out_of_range", filled("It must lie between 0 and {most}.", most=end - 1)
        elif not 1 <= keyframe[size] <= end - keyframe[start]:
            yield (
                size,
                "out_of_range",
                filled("The box must be 1 to {most} pixels here.", most=end - keyframe[start]),
            )


def ascending_problems(keyframes: Sequence[Mapping[str, int]]) -> Iterator[tuple[int, str]]:
    """The frames of keyframes strictly ascend; yields (index, sentence)."""
    for index, (earlier, later) in enumerate(pairwise(keyframes), start=1):
        if later["frame"] <= earlier["frame"]:
            yield index, "Keyframes must strictly ascend."


def span_problems(trace: TraceBody) -> Iterator[Problem]:
    """Onset not after offset, and every keyframe between them."""
    onset, offset = trace["onset_frame"], trace["offset_frame"]
    if onset is not None and offset is not None and onset > offset:
        yield "offset_frame", "before_onset", "The offset must not lie before the onset."
        return
    first, last = onset or 0, MAX_WHOLE if offset is None else offset
    for index, keyframe in enumerate(trace["keyframes"]):
        if not first <= keyframe["frame"] <= last:
            yield f"keyframes.{index}.frame", "outside_span", "This keyframe lies outside onset and offset."


def category_problems(categories: Sequence[str], limits: AnswerLimits) -> Iterator[tuple[int, str, str]]:
    """Known keys, each once; yields (index, code, sentence)."""
    for index, key in enumerate(categories):
        if key not in limits.category_keys:
            yield index, "unknown_category", "The project has no such category."
        elif key in categories[:index]:
            yield index, "duplicate", "This category stands twice."


def duplicate_traces(traces: Sequence[TraceBody]) -> list[int]:
    """The indexes of traces whose id stood before."""
    first: dict[UUID, int] = {}
    return [index for index, trace in enumerate(traces) if first.setdefault(trace["id"], index) != index]


def answer_missing(*, verdict: str | None, traces: Sequence[Trace]) -> list[dict[str, str]]:
    """Everything that submit asks for and this answer does not have."""
    missing = [_missing(*item) for item in _verdict_missing(verdict, len(traces))]
    for index, trace in enumerate(traces):
        missing += [_missing(f"traces.{index}.{field}", *rest) for field, *rest in _trace_missing(trace)]
    return missing


def trace_body(trace: Trace) -> dict[str, Any]:
    """A stored trace as plain JSON values."""
    body: dict[str, Any] = {"id": str(trace.pk)}
    body |= {name: getattr(trace, name) for name in WRITTEN}
    body["suggestion"] = str(trace.suggestion) if trace.suggestion else None
    return body


def traces_write(*, annotation: Annotation, traces: Sequence[TraceBody]) -> list[Trace]:
    """Make the stored traces those of the answer, in its order: ids persist, only changed rows are written.

    `annotation.trace_rows` must hold the present ones; call it inside the transaction of the save.
    """
    present = {trace.pk: trace for trace in annotation.trace_rows}
    _origins_check(present, traces)
    _suggestions_check(annotation, present, traces)
    wanted = [_trace_of(annotation, place, body) for place, body in enumerate(traces)]
    ids = {trace.pk for trace in wanted}
    gone = [pk for pk in present if pk not in ids]
    if gone:
        Trace.objects.filter(annotation=annotation, pk__in=gone).delete()
    _traces_update([t for t in wanted if t.pk in present and _differs(t, present[t.pk])])
    _traces_create([trace for trace in wanted if trace.pk not in present])
    return wanted


def _traces_update(changed: list[Trace]) -> None:
    if changed:
        Trace.objects.bulk_create(
            changed, update_conflicts=True, unique_fields=["id"], update_fields=["position", *WRITTEN]
        )


def _traces_create(new: list[Trace]) -> None:
    if not new:
        return
    try:
        with transaction.atomic():
            Trace.objects.bulk_create(new)
    except IntegrityError as error:
        raise _ids_taken(new) from error


def _ids_taken(new: list[Trace]) -> InvalidInputError:
    taken = set(Trace.objects.filter(pk__in=[trace.pk for trace in new]).values_list("pk", flat=True))
    return InvalidInputError(
        [
            {
                "field": f"traces.{trace.position}.id",
                "code": "trace_id_taken",
                "detail": "This id belongs to another trace.",
            }
            for trace in new
            if trace.pk in taken
        ]
    )


def _origins_check(present: Mapping[UUID, Trace], traces: Sequence[TraceBody]) -> None:
    """Who found a trace first stays as it is, and nobody but an import makes imported ones."""
    errors = [
        {
            "field": f"traces.{index}.origin",
            "code": "origin_fixed",
            "detail": "A trace keeps its origin, and only an import makes imported traces.",
        }
        for index, body in enumerate(traces)
        if body["origin"] != _origin_before(present.get(body["id"]), body["origin"])
    ]
    if errors:
        raise InvalidInputError(errors)


def _suggestions_check(
    annotation: Annotation, present: Mapping[UUID, Trace], traces: Sequence[TraceBody]
) -> None:
    """A trace names a suggestion only if its annotator was shown that one; what is stored stays good."""
    known = {trace.suggestion for trace in present.values()}
    new = {body["suggestion"] for body in traces} - known - {None}
    if not new:
        return
    unknown = import_string(settings.SUGGESTIONS_UNKNOWN)(annotation=annotation, suggestions=new)
    errors = [
        {
            "field": f"traces.{index}.suggestion",
            "code": "unknown_suggestion",
            "detail": "No such suggestion was shown for this answer.",
        }
        for index, body in enumerate(traces)
        if body["suggestion"] in unknown
    ]
    if errors:
        raise InvalidInputError(errors)


def _origin_before(trace: Trace | None, asked: str) -> str | None:
    if trace is not None:
        return trace.origin
    return None if asked == Trace.Origin.IMPORT else asked


def _trace_of(annotation: Annotation, place: int, body: TraceBody) -> Trace:
    fields: dict[str, Any] = dict(body)
    return Trace(annotation=annotation, position=place, pk=fields.pop("id"), **fields)


def _differs(trace: Trace, stored: Trace) -> bool:
    return any(getattr(trace, name) != getattr(stored, name) for name in ("position", *WRITTEN))


def _verdict_missing(verdict: str | None, count: int) -> Iterator[Problem]:
    if verdict is None:
        yield "verdict", "verdict_missing", "Say whether the video is fake, real or whether you can't tell."
    elif verdict == Annotation.Verdict.FAKE and not count:
        yield "traces", "traces_missing", "A fake needs at least one trace."
    elif verdict == Annotation.Verdict.REAL and count:
        yield "traces", "traces_not_allowed", "A real video has no traces."


def _trace_missing(trace: Trace) -> Iterator[Problem]:
    if trace.onset_frame is None:
        yield "onset_frame", "onset_missing", "The trace has no onset."
    if trace.offset_frame is None:
        yield "offset_frame", "offset_missing", "The trace has no offset."
    if not trace.categories:
        yield "categories", "category_missing", "The trace has no category."
    if not trace.keyframes:
        yield "keyframes", "keyframe_missing", "The trace has no box."
    if OTHER in trace.categories and not trace.other_tag.strip():
        yield "other_tag", "other_tag_missing", "Say what the other category is."


def _missing(field: str, code: str, detail: str) -> dict[str, str]:
    return {"field": field, "code": code, "detail": detail}
