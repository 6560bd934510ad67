"""Which columns the Parquet files have, and values made to fit them: a column has one type for ever.

What a file of another tool wrote in another type, or under a key that is no column, is kept as JSON text in
the last column, so that nothing is lost and no reader has to guess a type.
"""

from collections.abc import Callable, Mapping, Sequence, Set
from typing import Any, NamedTuple

from annotations.benchmark import row as names
from annotations.benchmark.row import is_int
from annotations.benchmark.writer import json_line

BOX = 'STRUCT("left" DOUBLE, top DOUBLE, width DOUBLE, height DOUBLE)'
KEYFRAMES = 'STRUCT(frame BIGINT, "left" INTEGER, top INTEGER, width INTEGER, height INTEGER)[]'
TEXT, TEXTS, WHOLE, NUMBER = "VARCHAR", "VARCHAR[]", "BIGINT", "DOUBLE"
OTHERS = "other_keys"
LARGEST = 2**63
LARGEST_PIXEL = 2**31
KEYFRAME_KEYS = frozenset(names.KEYFRAME_KEYS)
BOX_KEYS = frozenset(names.KEYFRAME_KEYS[1:])

ROW_COLUMNS: dict[str, str] = {
    names.VIDEO_ID: TEXT,
    names.VIDEO_PATH: TEXT,
    names.VIDEO_TYPE: TEXT,
    names.VIDEO_SOURCE: TEXT,
    names.SPLIT: TEXT,
    names.PROMPT: TEXT,
    names.MIME_TYPE: TEXT,
    names.WIDTH: WHOLE,
    names.HEIGHT: WHOLE,
    names.FRAME_RATE: NUMBER,
    names.FRAME_COUNT: WHOLE,
    names.DURATION: NUMBER,
    names.FIRST_FRAME: WHOLE,
    names.LAST_FRAME: WHOLE,
    names.TRACE_DURATION: NUMBER,
    names.BBOX: BOX,
    names.RAW_TAGS: TEXTS,
    names.EXPLANATION: TEXT,
    names.CATEGORIES: TEXTS,
    names.OTHER_TAG: TEXT,
    names.KEYFRAMES: KEYFRAMES,
    names.ONSET_SECONDS: NUMBER,
    names.OFFSET_SECONDS: NUMBER,
    names.STANDARDISED: TEXT,
    names.ANNOTATOR_COUNT: WHOLE,
    names.RELEASE: TEXT,
    OTHERS: TEXT,
}
TRACE_COLUMNS: dict[str, str] = {
    "video_id": TEXT,
    "video_path": TEXT,
    "video_sha256": TEXT,
    "video_kind": TEXT,
    "video_source": TEXT,
    "video_prompt": TEXT,
    "video_licence": TEXT,
    "split": TEXT,
    "width": WHOLE,
    "height": WHOLE,
    "frame_rate_num": WHOLE,
    "frame_rate_den": WHOLE,
    "frame_count": WHOLE,
    "duration_us": WHOLE,
    "verdict": TEXT,
    "gold_version": WHOLE,
    "rule": TEXT,
    "trace": TEXT,
    "onset_frame": WHOLE,
    "offset_frame": WHOLE,
    "onset_seconds": NUMBER,
    "duration_seconds": NUMBER,
    "categories": TEXTS,
    "other_tag": TEXT,
    "explanation": TEXT,
    "explanation_standardised": TEXT,
    "confidence": WHOLE,
    "keyframes": KEYFRAMES,
    "sources": TEXTS,
    OTHERS: TEXT,
}


class Fitted(NamedTuple):
    """The values of a body that fit their columns, and those that do not."""

    found: Mapping[str, Any]
    others: Mapping[str, Any]


NOTHING_ABOUT = Fitted({}, {})


def fitted(
    body: Mapping[str, Any], columns: Mapping[str, str], about: Fitted = NOTHING_ABOUT
) -> dict[str, Any]:
    """The values of these columns; what does not fit its column's type goes into `other_keys` as it was.

    `about`: what many bodies have in common, sorted once.
    """
    own = sorted_out(body, columns)
    values = {**about.found, **own.found}
    others = {**about.others, **own.others}
    if others:
        values[OTHERS] = json_line(others).decode()
    return values


def sorted_out(body: Mapping[str, Any], columns: Mapping[str, str]) -> Fitted:
    """Values that have a column and fit it, and the others; nulls are left out."""
    found: dict[str, Any] = {}
    others: dict[str, Any] = {}
    for key, value in body.items():
        if value is None:
            continue
        kind = columns.get(key)
        if kind is not None and key != OTHERS and FITS[kind](value):
            found[key] = value
        else:
            others[key] = value
    return Fitted(found, others)


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_whole(value: Any) -> bool:
    return is_int(value) and abs(value) < LARGEST


def _is_number(value: Any) -> bool:
    return isinstance(value, float) or _is_whole(value)


def _is_texts(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str) and all(map(_is_text, value))


def _is_box(value: Any) -> bool:
    return _has_keys(value, BOX_KEYS) and all(map(_is_number, value.values()))


def _are_keyframes(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_keyframe, value))


def _is_keyframe(value: Any) -> bool:
    return _has_keys(value, KEYFRAME_KEYS) and all(map(_is_pixel, value.values()))


def _is_pixel(value: Any) -> bool:
    return type(value) is int and -LARGEST_PIXEL < value < LARGEST_PIXEL


def _has_keys(value: Any, keys: Set[str]) -> bool:
    return isinstance(value, dict) and value.keys() == keys


FITS: dict[str, Callable[[Any], bool]] = {
    TEXT: _is_text,
    TEXTS: _is_texts,
    WHOLE: _is_whole,
    NUMBER: _is_number,
    BOX: _is_box,
    KEYFRAMES: _are_keyframes,
}
