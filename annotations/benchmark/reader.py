"""`all_data.json` -> rows, one at a time; a bad row is a list of errors and the next row goes on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from annotations.benchmark import row as names
from annotations.benchmark.fields import FieldError, Fields, value_problem
from annotations.benchmark.json_array import array_elements
from annotations.benchmark.row import VIDEO_TYPES, BenchmarkRow, BenchmarkTrace
from annotations.texts import filled
from annotations.tracks import BBox

RowResult = BenchmarkRow | list[FieldError]
TRACE_KEYS = (names.FIRST_FRAME, names.LAST_FRAME, names.TRACE_DURATION, names.BBOX)


def rows_read(stream: IO[bytes], *, frame_base: int = 0) -> Iterator[tuple[int, RowResult]]:
    """Each row's 0-based index with its values or with {row, field, code, detail} for all that is wrong.

    Memory stays flat. Raises JsonArrayError where the file as a whole cannot be read.
    """
    for index, element in enumerate(array_elements(stream)):
        result = row_read(element, frame_base=frame_base)
        if isinstance(result, list):
            result = [{"row": index, **error} for error in result]
        yield index, result


def row_read(element: Any, *, frame_base: int = 0) -> RowResult:
    """One element of the array as a row, or everything that is wrong with it."""
    if not isinstance(element, dict):
        return [{"field": "", "code": "not_an_object", "detail": "A row must be a JSON object."}]
    return _unkeepable(element) or row_values(element, frame_base=frame_base)


def row_values(element: dict[str, Any], *, frame_base: int = 0) -> RowResult:
    """The same for an object all of whose values can be kept, such as one that was read before."""
    fields = Fields(element)
    row = _row(fields, frame_base)
    return fields.errors or row


def _unkeepable(element: dict[str, Any]) -> list[FieldError]:
    whole = value_problem(element)
    if whole is None:
        return []
    found = [(key, value_problem(value)) for key, value in element.items()]
    named = [{"field": key, "code": why[0], "detail": why[1]} for key, why in found if why]
    return named or [{"field": "", "code": whole[0], "detail": whole[1]}]


def _row(fields: Fields, frame_base: int) -> BenchmarkRow:
    video_type = fields.choice(names.VIDEO_TYPE, VIDEO_TYPES, required=True)
    kind = VIDEO_TYPES.get(video_type, "fake")
    width, height = fields.count(names.WIDTH), fields.count(names.HEIGHT)
    frame_count = fields.count(names.FRAME_COUNT)
    if not fields.errors:
        trace = _trace(fields, frame_base, (width, height, frame_count), is_real=kind == "real")
    else:
        trace = None
    return BenchmarkRow(
        video_id=fields.text(names.VIDEO_ID, longest=300, required=True),
        video_path=fields.path(names.VIDEO_PATH),
        kind=kind,
        width=width,
        height=height,
        frame_rate=fields.rate(names.FRAME_RATE),
        frame_count=frame_count,
        source=fields.text(names.VIDEO_SOURCE, longest=200),
        split=fields.choice(names.SPLIT, names.SPLITS),
        prompt=fields.text(names.PROMPT),
        mime_type=fields.text(names.MIME_TYPE, longest=100),
        duration_s=fields.seconds(names.DURATION),
        trace=trace,
        extras=_extras(fields.body, frame_base),
        original=fields.body,
    )


def _extras(body: Any, frame_base: int) -> dict[str, Any]:
    unknown = {key: value for key, value in body.items() if key not in names.KNOWN_KEYS}
    return names.frames_shifted(unknown, by=-frame_base)


def _trace(
    fields: Fields, frame_base: int, picture: tuple[int, int, int], *, is_real: bool
) -> BenchmarkTrace | None:
    has_none = all(fields.body.get(key) is None for key in TRACE_KEYS)
    if is_real or has_none:
        for key in (*TRACE_KEYS, names.RAW_TAGS, names.EXPLANATION):
            fields.empty(key)
        return None
    width, height, frame_count = picture
    first, last = _span(fields, frame_base, frame_count)
    return BenchmarkTrace(
        first_frame=first,
        last_frame=last,
        duration_s=fields.seconds(names.TRACE_DURATION),
        bbox=_bbox(fields, width, height),
        raw_tags=fields.texts(names.RAW_TAGS),
        explanation=fields.text(names.EXPLANATION),
    )


def _span(fields: Fields, frame_base: int, frame_count: int) -> tuple[int, int]:
    errors_before = len(fields.errors)
    first = fields.count(names.FIRST_FRAME, least=frame_base) - frame_base
    last = fields.count(names.LAST_FRAME, least=frame_base) - frame_base
    if len(fields.errors) > errors_before:
        return 0, 0
    if first > last:
        fields.wrong(names.LAST_FRAME, "before_first_frame", "The trace ends before it starts.")
    for key, frame in ((names.FIRST_FRAME, first), (names.LAST_FRAME, last)):
        if frame >= frame_count:
            highest = frame_count - 1 + frame_base
            detail = filled(
                "The video has {frame_count} frames: the last one is {highest} (base {frame_base}).",
                frame_count=frame_count,
                highest=highest,
                frame_base=frame_base,
            )
            fields.wrong(key, "frame_out_of_range", detail)
    return first, last


def _bbox(fields: Fields, width: int, height: int) -> BBox:
    body = fields.body.get(names.BBOX)
    if not isinstance(body, dict):
        code = "required" if body is None else "not_an_object"
        fields.wrong(names.BBOX, code, "This must be an object with left, top, width and height.")
        return BBox(0, 0, 1, 1)
    inner = Fields(body, prefix=f"{names.BBOX}.")
    box = BBox(*(inner.pixels(side) for side in ("left", "top", "width", "height")))
    fields.errors += inner.errors
    if not inner.errors and not box.is_inside(width, height):
        detail = filled(
            "The box does not lie inside the picture of {width} x {height} pixels.",
            width=width,
            height=height,
        )
        fields.wrong(names.BBOX, "outside_picture", detail)
    return box
