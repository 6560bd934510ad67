"""Gold -> rows of `all_data.json` and lines of `traces.jsonl`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from operator import lt
from typing import Any
from uuid import UUID

from annotations.benchmark import row as names
from annotations.benchmark.row import BenchmarkRow, BenchmarkTrace, Kind
from annotations.frames import FrameSpan
from annotations.models import Video
from annotations.tracks import BBox, Keyframe, bbox_at, bbox_median, bbox_union
from reviewers.releases.inclusion import Inclusion
from reviewers.releases.options import KEEP, ReleaseOptions
from reviewers.releases.raw_rows import RawRow
from reviewers.releases.snapshot import GoldVideo, SnapshotTrace

MICROSECONDS = 1_000_000


@dataclass(frozen=True, slots=True)
class RowContext:
    """What rows need beside the gold: the policies, the category names, the release's name, wordings.

    `wordings` are the accepted standardised explanations, by video and text as written; `secret` is what
    people's pseudonyms are keyed with.
    """

    options: ReleaseOptions
    category_names: Mapping[str, str]
    release: str | None
    wordings: Mapping[tuple[UUID, str], str] = field(default_factory=dict)
    secret: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """What a video is in this release, and where its media lie."""

    kind: Kind
    path: str


def rows_of(
    item: GoldVideo, inclusion: Inclusion, path: str, context: RowContext
) -> Iterator[dict[str, Any]]:
    """The rows of one video; `path` is where its media lie in the release."""
    place = Place(kind=inclusion.kind or "fake", path=path)
    if not inclusion.with_traces:
        yield _body(item, place, None, item.raw, context)
        return
    for trace in item.traces:
        yield _body(item, place, trace, trace.raw, context)


def wording_of(item: GoldVideo, trace: SnapshotTrace, context: RowContext) -> str | None:
    """The accepted standardised wording of the trace's explanation, beside the one as written."""
    return context.wordings.get((item.gold.video_id, trace.explanation))


def span_seconds(item: GoldVideo, trace: SnapshotTrace) -> float | None:
    """How long the trace is on screen: by the frame table, else by frames over rate."""
    if item.table is None:
        return _frames_seconds(item.gold.video, trace.offset_frame - trace.onset_frame + 1)
    return item.table.span_duration_us(FrameSpan(trace.onset_frame, trace.offset_frame)) / MICROSECONDS


def onset_seconds(item: GoldVideo, trace: SnapshotTrace) -> float | None:
    """When the trace starts, counted from the moment at which the first frame comes on screen."""
    if item.table is not None:
        start_us = item.table.time_us_at(trace.onset_frame) - item.table.time_us_at(0)
        return start_us / MICROSECONDS
    return _frames_seconds(item.gold.video, trace.onset_frame)


def frame_rate_number(video: Video) -> float | None:
    """Frames per second as the number that readers divide by."""
    if not video.frame_rate_num or not video.frame_rate_den:
        return None
    return video.frame_rate_num / video.frame_rate_den


def bbox_of(trace: SnapshotTrace, policy: str) -> BBox:
    """The trace's one box by the policy."""
    if policy == "onset" and _begins_with_a_keyframe(trace):
        return _first_box(trace.keyframes[0])
    keyframes = [Keyframe(**keyframe) for keyframe in trace.keyframes]
    span = FrameSpan(trace.onset_frame, trace.offset_frame)
    if policy == "onset" or len(keyframes) == 1:
        return bbox_at(keyframes, trace.onset_frame)
    return bbox_union(keyframes, span) if policy == "union" else bbox_median(keyframes, span)


def _begins_with_a_keyframe(trace: SnapshotTrace) -> bool:
    """As most do: the box is the keyframe's own, whatever comes later, and nothing has to be interpolated."""
    frames = [keyframe["frame"] for keyframe in trace.keyframes]
    return bool(frames) and frames[0] == trace.onset_frame and all(map(lt, frames, frames[1:]))


def _first_box(keyframe: Mapping[str, int]) -> BBox:
    return BBox(keyframe["left"], keyframe["top"], keyframe["width"], keyframe["height"])


def _body(
    item: GoldVideo, place: Place, trace: SnapshotTrace | None, raw: RawRow | None, context: RowContext
) -> dict[str, Any]:
    if raw is None:
        return _row(item, place, trace, context)
    computed = _extras(item, trace, context)
    if not raw.original.keys() >= names.KNOWN_KEYS:
        computed = _row(item, place, trace, context)
    shift = context.options.frame_base - raw.frame_base
    kept = names.row_verbatim(raw.original, shift=shift, computed=computed)
    if context.options.split_policy != KEEP:
        kept = {**kept, names.SPLIT: item.split or None}
    wording = computed.get(names.STANDARDISED)
    return kept | names.standardised_extra(wording) if wording else kept


def _row(item: GoldVideo, place: Place, trace: SnapshotTrace | None, context: RowContext) -> dict[str, Any]:
    video = item.gold.video
    row = BenchmarkRow(
        video_id=video.video_id,
        video_path=place.path,
        kind=place.kind,
        width=video.width or 0,
        height=video.height or 0,
        frame_rate=frame_rate_number(video) or 0.0,
        frame_count=video.frame_count or 0,
        source=video.source,
        split=item.split,
        prompt=video.prompt,
        duration_s=None if video.duration_us is None else video.duration_us / MICROSECONDS,
        trace=None if trace is None else _trace(item, trace, context),
        extras=_extras(item, trace, context),
    )
    return names.row_body(row, frame_base=context.options.frame_base)


def _trace(item: GoldVideo, trace: SnapshotTrace, context: RowContext) -> BenchmarkTrace:
    categories = [context.category_names.get(key, key) for key in trace.categories if key != "other"]
    tags = [*categories, *([trace.other_tag] if trace.other_tag else [])]
    if "other" in trace.categories and not trace.other_tag:
        tags.append(context.category_names.get("other", "Other"))
    return BenchmarkTrace(
        first_frame=trace.onset_frame,
        last_frame=trace.offset_frame,
        duration_s=span_seconds(item, trace),
        bbox=bbox_of(trace, context.options.bbox),
        raw_tags=tuple(tags),
        explanation=trace.explanation,
    )


def _extras(item: GoldVideo, trace: SnapshotTrace | None, context: RowContext) -> dict[str, Any]:
    origin = names.origin_extras(annotator_count=item.gold.annotator_count, release=context.release)
    if trace is None:
        return origin
    onset, length = onset_seconds(item, trace), span_seconds(item, trace)
    offset = None if onset is None or length is None else round(onset + length, 6)
    return {
        **names.trace_extras(
            categories=trace.categories, other_tag=trace.other_tag, keyframes=trace.keyframes
        ),
        **names.time_extras(onset_s=onset, offset_s=offset),
        **names.standardised_extra(wording_of(item, trace, context)),
        **origin,
    }


def _frames_seconds(video: Video, frames: int) -> float | None:
    rate = frame_rate_number(video)
    return None if rate is None else round(frames / rate, 6)
