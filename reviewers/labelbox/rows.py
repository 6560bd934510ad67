"""Labelled videos -> rows of `all_data.json`, frames from 1 as Labelbox counts them: one row per segment."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from annotations.benchmark import row as names
from annotations.benchmark.row import Kind, is_int
from annotations.texts import filled
from annotations.tracks import BBox, Keyframe, bbox_at
from reviewers.labelbox.findings import Findings
from reviewers.labelbox.lines import BoxObject, LabelledVideo
from reviewers.releases.layout import safe_name

FRAME_BASE = 1
SLACK_PIXELS = 1  # Labelbox keeps fractions of pixels: rounding may push a box over the edge
SUFFIX = ".mp4"
SIDES = names.KEYFRAME_KEYS[1:]
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class NameMap:
    """What a person says about the file: `video_id` by Labelbox's name, the kind, categories by raw tag."""

    videos: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    categories: Mapping[str, str] = field(default_factory=dict)

    def video_id(self, video: LabelledVideo) -> str:
        """The name that the map gives, else the best one that Labelbox has."""
        return next((self.videos[name] for name in video.names if name in self.videos), video.names[0])

    def kind(self, video: LabelledVideo, known: str) -> Kind:
        """What the map says, else the project; else fake: whoever marks a trace says so."""
        told = next((self.kinds[name] for name in video.names if name in self.kinds), None)
        return told or names.VIDEO_TYPES.get(known, "fake")


def rows_of(
    video: LabelledVideo, known: Mapping[str, Any] | None, name_map: NameMap, findings: Findings
) -> Iterator[tuple[Row, str]]:
    """The rows of one video, each with the name of the object that it was made of.

    known: what the project's own video says under the row's keys; without it Labelbox's facts count.
    """
    facts = _facts(video, known, name_map)
    if any(facts[name] is None for name in (names.WIDTH, names.HEIGHT, names.FRAME_RATE, names.FRAME_COUNT)):
        detail = "Neither the file nor the project says how large and how long this video is."
        findings.wrong(video.origin, "media_attributes", "video_unknown", detail)
        return
    if facts[names.VIDEO_TYPE] == names.TYPE_NAMES["real"] or not video.objects:
        for found in video.objects:
            detail = "A real video has no traces: the object is left out."
            findings.foreign(found.origin, "", "trace_of_real_video", detail)
        yield {**facts, **_nothing()}, ""
        return
    for found in video.objects:
        for trace in _traces(found, facts, name_map, findings):
            yield {**facts, **trace}, found.origin.name


def _facts(video: LabelledVideo, known: Mapping[str, Any] | None, name_map: NameMap) -> Row:
    told = dict(known or {})
    video_id, kind = name_map.video_id(video), name_map.kind(video, told.get(names.VIDEO_TYPE, ""))
    return {
        names.VIDEO_ID: video_id,
        names.VIDEO_PATH: f"{names.MEDIA_FOLDERS[kind]}/{_file_name(video_id)}",
        names.WIDTH: video.media.get("width"),
        names.HEIGHT: video.media.get("height"),
        names.FRAME_RATE: video.media.get("frame_rate"),
        names.FRAME_COUNT: video.media.get("frame_count"),
        **told,
        names.VIDEO_TYPE: names.TYPE_NAMES[kind],
    }


def _file_name(video_id: str) -> str:
    name = safe_name(video_id)
    return name if name.lower().endswith(SUFFIX) else f"{name}{SUFFIX}"


def _traces(found: BoxObject, facts: Row, name_map: NameMap, findings: Findings) -> Iterator[Row]:
    segments = found.segments or [(min(found.boxes), max(found.boxes))]
    if len(segments) > 1:
        detail = filled("The object has {count} parts: each becomes a trace.", count=len(segments))
        findings.foreign(found.origin, "segments", "split_into_traces", detail)
    for first, last in segments:
        boxes = {frame: box for frame, box in found.boxes.items() if first <= frame <= last}
        if not boxes:
            findings.wrong(found.origin, "segments", "no_box", "A part of the object has no box.")
            continue
        keyframes = _keyframes(found, boxes, facts, findings)
        if keyframes:
            yield _trace(found, (first, last), keyframes, name_map)


def _trace(found: BoxObject, span: tuple[int, int], keyframes: list[Keyframe], name_map: NameMap) -> Row:
    tags = found.answers.choices or ([found.name] if found.name else [])
    body = {
        names.FIRST_FRAME: span[0],
        names.LAST_FRAME: span[1],
        names.BBOX: bbox_at(keyframes, span[0]).as_json(),
        names.RAW_TAGS: tags,
        names.EXPLANATION: "\n".join(found.answers.texts),
        names.KEYFRAMES: [keyframe.as_json() for keyframe in keyframes],
        "labelbox_feature": found.origin.name,
        "labelbox_object": found.name,
    }
    keys = [name_map.categories[tag] for tag in tags if tag in name_map.categories]
    if tags and len(keys) == len(tags):
        body |= {names.CATEGORIES: list(dict.fromkeys(keys)), names.OTHER_TAG: ""}
    return body


def _keyframes(
    found: BoxObject, boxes: Mapping[int, Mapping[str, Any]], facts: Row, findings: Findings
) -> list[Keyframe]:
    """The boxes as whole pixels inside the picture, or none where one of them cannot be."""
    keyframes = []
    for frame in sorted(boxes):
        box = _box(boxes[frame], facts)
        if box is None:
            key = f"frames.{frame}.bounding_box"
            detail = "The box is no box of numbers inside the picture."
            findings.wrong(found.origin, key, "bbox_invalid", detail)
            return []
        keyframes.append(Keyframe(frame=frame, **box.as_json()))
    return keyframes


def _box(told: Mapping[str, Any], facts: Row) -> BBox | None:
    values = [told.get(side) for side in SIDES]
    width, height = facts[names.WIDTH], facts[names.HEIGHT]
    if not all(map(_is_number, values)) or not is_int(width) or not is_int(height):
        return None
    left, top, wide, high = (math.floor(value + 0.5) for value in values if value is not None)
    box = BBox(left, top, wide, high)
    if min(wide, high) < 1 or min(width, height) < 1:
        return None
    inside = box.clamped(width, height)
    asked, given = (left, top, wide, high), (inside.left, inside.top, inside.width, inside.height)
    moved = max(abs(wanted - got) for wanted, got in zip(asked, given, strict=True))
    return inside if moved <= SLACK_PIXELS else None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _nothing() -> Row:
    nulls = (names.FIRST_FRAME, names.LAST_FRAME, names.TRACE_DURATION, names.BBOX)
    return {**dict.fromkeys(nulls), names.RAW_TAGS: [], names.EXPLANATION: None}
