"""The boxes of a trace as formats that know tracks want them."""

from collections.abc import Mapping
from typing import Any

from annotations.tracks import BBox, Keyframe, bbox_at

UNCATEGORISED = "uncategorised"


def keyframes_of(trace: Mapping[str, Any]) -> list[Keyframe]:
    """The keyframes that a person set."""
    return [Keyframe(**keyframe) for keyframe in trace["keyframes"]]


def frames_told(trace: Mapping[str, Any], *, dense: bool = False) -> list[int]:
    """The frames whose boxes say all: the first, the last and each keyframe between; `dense`: every frame."""
    onset, offset = trace["onset_frame"], trace["offset_frame"]
    if dense:
        return list(range(onset, offset + 1))
    inner = {keyframe["frame"] for keyframe in trace["keyframes"] if onset <= keyframe["frame"] <= offset}
    return sorted(inner | {onset, offset})


def boxes_told(trace: Mapping[str, Any], *, dense: bool = False) -> list[tuple[int, BBox]]:
    """Those frames with their boxes; none for a trace without keyframes."""
    keyframes = keyframes_of(trace)
    if not keyframes:
        return []
    return [(frame, bbox_at(keyframes, frame)) for frame in frames_told(trace, dense=dense)]


def category_of(trace: Mapping[str, Any], known: Mapping[str, Any]) -> str:
    """The trace's primary category, where it has one that is known."""
    first = next(iter(trace["categories"]), UNCATEGORISED)
    return first if first in known else UNCATEGORISED
