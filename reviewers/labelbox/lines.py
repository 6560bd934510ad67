"""Lines of a Labelbox file -> video objects: one shape for the two forms in which Labelbox speaks of videos.

Source: Labelbox's documented NDJSON. (1) The export (version 2): a line per data row with `data_row`,
`media_attributes` and `projects.<id>.labels[].annotations`, in which `frames.<n>.objects.<feature>` has a
`bounding_box` and `classifications`, `segments.<feature>` the spans `[first, last]`, and
`key_frame_feature_map.<feature>` the frames that a person set. (2) The import payload: a line per object with
`name`, `dataRow` and `segments[].keyframes[]` of `frame`, `bbox`, `classifications`. Frames count from 1.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Any

from annotations.benchmark.fields import value_problem
from annotations.benchmark.row import is_int
from annotations.texts import filled
from reviewers.labelbox.answers import Answers, answers_of
from reviewers.labelbox.findings import Findings, Origin, as_list, as_mapping

LONGEST_LINE = 1 << 28
BOX_KINDS = ("VideoBoundingBox", "ImageBoundingBox", None)
NAMES = ("global_key", "external_id", "id")
PAYLOAD_NAMES = ("globalKey", "externalId", "id")


@dataclass(slots=True)
class BoxObject:
    """One object that Labelbox followed through a video: boxes by 1-based frame, spans, answers."""

    origin: Origin
    name: str
    boxes: dict[int, Mapping[str, Any]] = field(default_factory=dict)
    segments: list[tuple[int, int]] = field(default_factory=list)
    answers: Answers = field(default_factory=Answers)


@dataclass(slots=True)
class LabelledVideo:
    """One video with its objects; `names` are the keys by which Labelbox knew it, the best one first."""

    origin: Origin
    names: list[str]
    media: Mapping[str, Any]
    objects: list[BoxObject] = field(default_factory=list)
    is_labelled: bool = True


def videos_read(stream: IO[bytes], findings: Findings) -> Iterator[LabelledVideo]:
    """Each line's video; what is wrong with a line is noted, and the next one goes on."""
    for number, line in enumerate(iter(lambda: stream.readline(LONGEST_LINE), b"")):
        if not line.strip():
            continue
        origin = Origin(number, "")
        body = _object(line, origin, findings)
        if body is None:
            continue
        video = _exported(body, origin, findings) if "data_row" in body else _payload(body, origin, findings)
        if not video.names:
            findings.wrong(origin, "data_row", "video_unnamed", "The line names no video.")
        elif not video.is_labelled:
            detail = "Nobody has labelled this video: it is left out, for nothing is said about it."
            findings.foreign(origin, "projects", "unlabelled", detail)
        else:
            yield video


def _object(line: bytes, origin: Origin, findings: Findings) -> dict[str, Any] | None:
    try:
        body = json.loads(line)
    except (ValueError, RecursionError):
        findings.wrong(origin, "", "not_json", "This line is not JSON.")
        return None
    if not isinstance(body, dict):
        findings.wrong(origin, "", "not_an_object", "A row must be a JSON object.")
        return None
    problem = value_problem(body)
    if problem is not None:
        findings.wrong(origin, "", *problem)
        return None
    return body


def _exported(body: dict[str, Any], origin: Origin, findings: Findings) -> LabelledVideo:
    """The video with its first label; whoever skipped it has not labelled it."""
    row = as_mapping(body["data_row"])
    video = LabelledVideo(origin, _names(row, NAMES), as_mapping(body.get("media_attributes")))
    labels = [
        as_mapping(label)
        for project in as_mapping(body.get("projects")).values()
        for label in as_list(as_mapping(project).get("labels"))
    ]
    given = [label for label in labels if not as_mapping(label.get("performance_details")).get("skipped")]
    video.is_labelled = bool(given)
    for place, label in enumerate(given):
        if place:
            detail = "Only the first label of a video is taken: one import is one person's answer."
            findings.foreign(origin, str(label.get("id", place)), "further_label", detail)
        else:
            video.objects = _label_objects(as_mapping(label.get("annotations")), origin, findings)
    return video


def _label_objects(body: dict[str, Any], origin: Origin, findings: Findings) -> list[BoxObject]:
    objects: dict[str, BoxObject] = {}
    for number, frame in _numbered(as_mapping(body.get("frames")), origin, findings):
        for feature, told in as_mapping(frame.get("objects")).items():
            _box_take(objects, Origin(origin.line, str(feature)), number, as_mapping(told), findings)
        _global_answers(frame, "frames", origin, findings)
        _relations(frame, "frames", origin, findings)
    _global_answers(body, "annotations", origin, findings)
    _relations(body, "annotations", origin, findings)
    segments, keys = as_mapping(body.get("segments")), as_mapping(body.get("key_frame_feature_map"))
    for feature, found in objects.items():
        found.segments = _spans(segments.get(feature))
        set_by_hand = _key_frames(keys.get(feature))
        if set_by_hand & set(found.boxes):
            found.boxes = {frame: box for frame, box in found.boxes.items() if frame in set_by_hand}
    return list(objects.values())


def _box_take(
    objects: dict[str, BoxObject], origin: Origin, frame: int, told: dict[str, Any], findings: Findings
) -> None:
    """One object on one frame; of what is no box, the first frame is reported."""
    kind = told.get("annotation_kind")
    box = told.get("bounding_box", told.get("bbox"))
    if kind not in BOX_KINDS or not isinstance(box, dict):
        _no_box(origin, str(kind or "no box"), findings)
        return
    found = objects.setdefault(origin.name, BoxObject(origin, str(told.get("name") or "")))
    found.boxes[frame] = box
    found.answers.add(answers_of(as_list(told.get("classifications"))))


def _no_box(origin: Origin, kind: str, findings: Findings) -> None:
    detail = filled("An object of the kind {kind} has no counterpart: a trace has boxes.", kind=kind)
    findings.foreign(origin, "", "no_box", detail)


def _global_answers(body: dict[str, Any], key: str, origin: Origin, findings: Findings) -> None:
    for told in as_list(body.get("classifications")):
        name = str(as_mapping(told).get("name") or as_mapping(told).get("value") or "?")
        detail = filled("The question {name} belongs to no object: a trace alone has answers.", name=name)
        findings.foreign(origin, f"{key}.classifications", "answer_without_object", detail)


def _relations(body: dict[str, Any], key: str, origin: Origin, findings: Findings) -> None:
    if as_list(body.get("relationships")):
        detail = "Relationships between objects have no counterpart."
        findings.foreign(origin, f"{key}.relationships", "relationship", detail)


def _payload(body: dict[str, Any], origin: Origin, findings: Findings) -> LabelledVideo:
    """One object a line, in the form in which Labelbox takes annotations in."""
    row = as_mapping(body.get("dataRow"))
    video = LabelledVideo(origin, _names(row, PAYLOAD_NAMES), {})
    name = str(body.get("name") or "")
    found = BoxObject(Origin(origin.line, name), name)
    for segment in as_list(body.get("segments")):
        frames = [as_mapping(keyframe) for keyframe in as_list(as_mapping(segment).get("keyframes"))]
        told_boxes = [frame for frame in frames if isinstance(frame.get("bbox"), dict)]
        with_box = {frame["frame"]: frame for frame in told_boxes if is_int(frame.get("frame"))}
        if len(told_boxes) < len(frames) or not with_box:
            _no_box(found.origin, "no box", findings)
        if with_box:
            found.boxes |= {frame: told["bbox"] for frame, told in with_box.items()}
            found.segments.append((min(with_box), max(with_box)))
        for told in with_box.values():
            found.answers.add(answers_of(as_list(told.get("classifications"))))
    if not body.get("segments"):
        _no_box(found.origin, "no box", findings)
    video.objects = [found] if found.boxes else []
    return video


def _names(row: dict[str, Any], keys: tuple[str, ...]) -> list[str]:
    found = [row[key] for key in keys if isinstance(row.get(key), str) and row[key]]
    return list(dict.fromkeys(found))


def _numbered(
    frames: dict[str, Any], origin: Origin, findings: Findings
) -> Iterator[tuple[int, dict[str, Any]]]:
    """The frames in order; one whose name is no number is noted."""
    for name in frames:
        if not (name.isascii() and name.isdigit()):
            findings.wrong(origin, f"frames.{name}", "not_whole", "This must be a whole number.")
    numbers = sorted((int(name), name) for name in frames if name.isascii() and name.isdigit())
    return ((number, as_mapping(frames[name])) for number, name in numbers)


def _spans(value: Any) -> list[tuple[int, int]]:
    pairs = [pair for pair in as_list(value) if isinstance(pair, list) and len(pair) == 2]  # noqa: PLR2004
    return sorted((first, last) for first, last in pairs if is_int(first) and is_int(last))


def _key_frames(value: Any) -> set[int]:
    """Frames as a list, or as an object of frame and truth."""
    if isinstance(value, dict):
        return {int(name) for name, holds in value.items() if holds and str(name).isdigit()}
    return {frame for frame in as_list(value) if is_int(frame)}
