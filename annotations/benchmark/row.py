"""One row of `all_data.json` as plain values: the only place that knows the format's key names.

Source: the released file format of the paper (arXiv 2509.22646). Frame numbers here are 0-based and
inclusive; a file may count from 1 (`frame_base`). What a file said is kept in `original`, verbatim.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from annotations.tracks import BBox, Keyframe

Kind = Literal["fake", "real"]
VIDEO_TYPES: dict[str, Kind] = {"fake_video": "fake", "real_video": "real"}
TYPE_NAMES: dict[Kind, str] = {kind: name for name, kind in VIDEO_TYPES.items()}
MEDIA_FOLDERS: dict[Kind, str] = {"fake": "videos", "real": "real_videos"}
SPLITS = ("train", "val", "test")

VIDEO_ID = "video_id"
VIDEO_PATH = "video_path"
VIDEO_TYPE = "video_type"
VIDEO_SOURCE = "video_source"
SPLIT = "split"
PROMPT = "video_prompt"
MIME_TYPE = "video_mime_type"
WIDTH = "video_width"
HEIGHT = "video_height"
FRAME_RATE = "video_frame_rate"
FRAME_COUNT = "video_frame_count"
DURATION = "video_duration"
FIRST_FRAME = "faketrace_first_frame"
LAST_FRAME = "faketrace_last_frame"
TRACE_DURATION = "faketrace_duration"
BBOX = "faketrace_bbox"
RAW_TAGS = "faketrace_check_applies"
EXPLANATION = "faketrace_explanations"
KNOWN_KEYS = frozenset(
    (VIDEO_ID, VIDEO_PATH, VIDEO_TYPE, VIDEO_SOURCE, SPLIT, PROMPT, MIME_TYPE, WIDTH, HEIGHT)
    + (
        FRAME_RATE,
        FRAME_COUNT,
        DURATION,
        FIRST_FRAME,
        LAST_FRAME,
        TRACE_DURATION,
        BBOX,
        RAW_TAGS,
        EXPLANATION,
    )
)

CATEGORIES = "faketrace_categories"
OTHER_TAG = "faketrace_other_tag"
KEYFRAMES = "faketrace_keyframes"
ONSET_SECONDS = "faketrace_onset_seconds"
OFFSET_SECONDS = "faketrace_offset_seconds"
STANDARDISED = "faketrace_explanation_standardised"
ANNOTATOR_COUNT = "annotator_count"
RELEASE = "release"
KEYFRAME_KEYS = ("frame", "left", "top", "width", "height")


@dataclass(frozen=True, slots=True)
class BenchmarkTrace:
    """What a row says about its trace; frames are inclusive and 0-based, the box is in pixels."""

    first_frame: int
    last_frame: int
    duration_s: float | None
    bbox: BBox
    raw_tags: tuple[str, ...] = ()
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class BenchmarkRow:
    """One trace of a fake video, or a video without traces; `extras` are the keys that the format lacks."""

    video_id: str
    video_path: str
    kind: Kind
    width: int
    height: int
    frame_rate: float
    frame_count: int
    source: str = ""
    split: str = ""
    prompt: str = ""
    mime_type: str = "video/mp4"
    duration_s: float | None = None
    trace: BenchmarkTrace | None = None
    extras: Mapping[str, Any] = field(default_factory=dict)
    original: Mapping[str, Any] | None = field(default=None, compare=False)


def row_body(row: BenchmarkRow, *, frame_base: int = 0) -> dict[str, Any]:
    """The row as the file holds it: the known keys in the format's order, then the extras."""
    body = {
        VIDEO_ID: row.video_id,
        VIDEO_PATH: row.video_path,
        VIDEO_TYPE: TYPE_NAMES[row.kind],
        VIDEO_SOURCE: row.source,
        SPLIT: row.split or None,
        PROMPT: row.prompt,
        MIME_TYPE: row.mime_type,
        WIDTH: row.width,
        HEIGHT: row.height,
        FRAME_RATE: row.frame_rate,
        FRAME_COUNT: row.frame_count,
        DURATION: row.duration_s,
        **_trace_body(row.trace, frame_base),
    }
    extras = dict(row.extras)
    return body | frames_shifted(extras, by=frame_base)


def row_verbatim(original: Mapping[str, Any], *, shift: int, computed: Mapping[str, Any]) -> dict[str, Any]:
    """An imported row as it was, followed by the computed keys that it lacks.

    `shift` is the wanted frame base minus the one that the row was imported with.
    """
    kept = frames_shifted(dict(original), by=shift)
    return kept | {key: value for key, value in computed.items() if key not in kept}


def frames_shifted(body: dict[str, Any], *, by: int) -> dict[str, Any]:
    """The same keys and values with every frame number moved; in place only when nothing has to move."""
    if by == 0:
        return body
    moved = dict(body)
    for key in (FIRST_FRAME, LAST_FRAME):
        if is_int(moved.get(key)):
            moved[key] += by
    if isinstance(moved.get(KEYFRAMES), list):
        moved[KEYFRAMES] = [_keyframe_shifted(keyframe, by) for keyframe in moved[KEYFRAMES]]
    return moved


def trace_extras(
    *, categories: Sequence[str], other_tag: str, keyframes: Sequence[Mapping[str, int]]
) -> dict[str, Any]:
    """Our own keys about a trace, frames 0-based."""
    return {
        CATEGORIES: list(categories),
        OTHER_TAG: other_tag,
        KEYFRAMES: [keyframe_body(keyframe) for keyframe in keyframes],
    }


def keyframe_body(keyframe: Mapping[str, int]) -> dict[str, int]:
    """A keyframe with its keys in one order, whatever order a database gave them."""
    return {name: keyframe[name] for name in KEYFRAME_KEYS}


def time_extras(*, onset_s: float | None, offset_s: float | None) -> dict[str, Any]:
    """When the trace starts and ends, in seconds after the first frame came on screen."""
    return {ONSET_SECONDS: onset_s, OFFSET_SECONDS: offset_s}


def standardised_extra(wording: str | None) -> dict[str, Any]:
    """The explanation in a standardised wording that a reviewer accepted, beside the one as written."""
    return {STANDARDISED: wording}


def origin_extras(*, annotator_count: int, release: str | None) -> dict[str, Any]:
    """How many people stand behind the row, and the release that it is part of (`project/version`)."""
    return {ANNOTATOR_COUNT: annotator_count, RELEASE: release}


def extra_categories(row: BenchmarkRow) -> list[str] | None:
    """The category keys that our own export wrote, or None where the file has none that can be used."""
    keys = row.extras.get(CATEGORIES)
    usable = isinstance(keys, list) and all(isinstance(key, str) for key in keys)
    return list(keys) if usable and keys is not None else None


def extra_other_tag(row: BenchmarkRow) -> str:
    """The tag that our own export wrote beside the categories."""
    tag = row.extras.get(OTHER_TAG)
    return tag if isinstance(tag, str) else ""


def extra_keyframes(row: BenchmarkRow) -> list[Keyframe] | None:
    """The keyframes that our own export wrote, or None where the file has none that can be used."""
    keyframes = row.extras.get(KEYFRAMES)
    if not isinstance(keyframes, list) or not keyframes or not all(map(_is_keyframe, keyframes)):
        return None
    return [Keyframe(**keyframe) for keyframe in keyframes]


def is_int(value: Any) -> bool:
    """Whether this is a whole number; true and false are none."""
    return isinstance(value, int) and not isinstance(value, bool)


def _trace_body(trace: BenchmarkTrace | None, frame_base: int) -> dict[str, Any]:
    if trace is None:
        nulls = (FIRST_FRAME, LAST_FRAME, TRACE_DURATION, BBOX)
        return {**dict.fromkeys(nulls), RAW_TAGS: [], EXPLANATION: None}
    return {
        FIRST_FRAME: trace.first_frame + frame_base,
        LAST_FRAME: trace.last_frame + frame_base,
        TRACE_DURATION: trace.duration_s,
        BBOX: trace.bbox.as_json(),
        RAW_TAGS: list(trace.raw_tags),
        EXPLANATION: trace.explanation,
    }


def _keyframe_shifted(keyframe: Any, by: int) -> Any:
    if not _is_keyframe(keyframe):
        return keyframe
    return {**keyframe, "frame": keyframe["frame"] + by}


def _is_keyframe(value: Any) -> bool:
    return isinstance(value, dict) and set(value) == set(KEYFRAME_KEYS) and all(map(is_int, value.values()))
